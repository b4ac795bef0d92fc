import { describe, expect, it } from 'vitest';
import { LOADS, measureNumbers, runHere, type Load, type Numbers } from '../../src/bench/numbers.js';
import { seatrial, temporaryFolder } from '../cli/binary.js';

describe('a campaign', () => {
  const load = (name: string, values: readonly number[]): Load => ({
    name, how: `how ${name}`,
    measures: [{ name: 'value', title: name, unit: 's', target: name === 'slow' ? { atMost: 3 } : { atLeast: 3 } }],
    run: (_scale, round) => [values[round - 1]!],
  });

  it('runs its loads in turns and tells medians, ranges and whether the target is reached', async () => {
    const order: string[] = [];
    const { rows } = await measureNumbers({
      loads: [load('slow', [9, 1, 2, 8, 7]), load('fast', [5, 1, 4, 2, 3])], rounds: 5, scale: 'full', runLoad: runHere,
      onRun: ({ name }, round) => order.push(`${name} ${round}`),
    });
    expect(order.slice(0, 4)).toEqual(['slow 1', 'fast 1', 'slow 2', 'fast 2']);
    // Sorted: 1 2 7 8 9 and 1 2 3 4 5.
    expect(rows.map(({ median, min, max }) => [median, min, max])).toEqual([[7, 1, 9], [3, 1, 5]]);
    expect(rows.map(({ isReached }) => isReached)).toEqual([false, true]);
    expect(rows[0]).toMatchObject({ name: 'slow/value', samples: [9, 1, 2, 8, 7], how: 'how slow' });
  });

  it('takes the mean of the middle two of an even number of runs', async () => {
    const { rows } = await measureNumbers({ loads: [load('fast', [5, 1, 4, 2])], rounds: 4, scale: 'full', runLoad: runHere });
    expect(rows[0]!.median).toBe(3);
  });

  it('judges no target at the tiny scale', async () => {
    const { rows } = await measureNumbers({ loads: [load('slow', [9])], rounds: 1, scale: 'tiny', runLoad: runHere });
    expect(rows[0]).toMatchObject({ target: null, isReached: null });
  });
});

it('titles and units fit the table', () => {
  for (const { title, unit } of LOADS.flatMap(({ measures }) => measures)) {
    expect(title.length, title).toBeLessThanOrEqual(35);
    expect(unit.length, unit).toBeLessThanOrEqual(10);
  }
});

describe('every load at a tiny size, in a process of its own', () => {
  const folder = temporaryFolder();
  const answer = seatrial(folder, ['bench', 'numbers', '--tiny', '--runs', '1', '--json', '--only', LOADS.map(({ name }) => name).join(',')]);
  const rows = answer.code === 0 ? (JSON.parse(answer.stdout) as Numbers).rows : [];
  const valueOf = (name: string): number => rows.find((row) => row.name === name)?.median ?? NaN;

  it('is measured', () => {
    expect(answer.code, answer.stderr).toBe(0);
    expect(rows.map(({ name }) => name)).toEqual(LOADS.flatMap((load) => load.measures.map((measure) => `${load.name}/${measure.name}`)));
    for (const { name, samples } of rows) {
      expect(samples, name).toHaveLength(1);
      expect(Number.isFinite(samples[0]), name).toBe(true);
      if (!name.endsWith('/exponent') && !name.endsWith('-exponent')) expect(samples[0], name).toBeGreaterThanOrEqual(0);
    }
  });

  it('openb: two policies and two seeds lie within the tolerance of the published means', () => {
    expect(valueOf('openb/error')).toBeLessThan(1);
  });

  it('kube: fast and plain evaluation decide alike', () => {
    expect(valueOf('kube-plain/different')).toBe(0);
    expect(valueOf('kube/basic')).toBeGreaterThan(0);
  });

  it('mm1: the mean wait is that of theory', () => {
    // Three half-widths of a 95 % interval are about six standard errors.
    expect(valueOf('mm1/wait-error')).toBeLessThan(3);
  });

  it('rearmed timers: 100,000 re-arms of 1,000 timers hold rows for a few thousand, not for 100,000', () => {
    expect(valueOf('rearmed-timers/rows')).toBeGreaterThanOrEqual(1);
    expect(valueOf('rearmed-timers/rows')).toBeLessThan(10);
  });

  it('deployment: the client limit of 20 requests a second after a burst of 30 sets the pace', () => {
    // 500 creations: (500 - 30) / 20 = 23.5 s. A roll creates and deletes 500 pods: (1,000 - 30) / 20 = 48.5 s; status
    // writes and requests at the end of a round come on top.
    expect(valueOf('deployment/create-virtual')).toBeGreaterThan(23.4);
    expect(valueOf('deployment/create-virtual')).toBeLessThan(25);
    expect(valueOf('deployment/roll-virtual')).toBeGreaterThan(48.4);
    expect(valueOf('deployment/roll-virtual')).toBeLessThan(53);
  });

  it('best fit: 1,000 nodes place nearly all of 10,000 pods that want nine tenths of them', () => {
    expect(valueOf('best-fit/unplaced')).toBeLessThan(500);
    expect(valueOf('best-fit/memory')).toBeLessThan(2);
  });
});

it('the table fits 80 columns, and a load that is not known is a usage error with a suggestion', () => {
  const folder = temporaryFolder();
  const { code, stdout } = seatrial(folder, ['bench', 'numbers', '--tiny', '--runs', '2', '--only', 'timers,mm1']);
  expect(code).toBe(0);
  expect(stdout).toContain('timer storm, 1 million timers');
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
  const wrong = seatrial(folder, ['bench', 'numbers', '--only', 'timer']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('did you mean "timers"?');
  expect(seatrial(folder, ['bench', 'numbers', '--runs', 'some']).code).toBe(2);
});
