import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { byteEqualFiles, seatrial, smallScenario, startSeatrial, temporaryFolder, writeFiles, writeSmallTrace } from './binary.js';

/** Enough cells, each long enough, that a kill lands in the middle. */
const SCENARIO = smallScenario([
  'record: { pods: true }',
  'variants:', '  a: { scheduler: gpu-random }', '  b: { scheduler: fgd }', '  c: { scheduler: first-fit }',
  'seeds: 12',
].join('\n'));
const CELLS = 36;

const folder = temporaryFolder();
let reference: Record<string, string> = {};

beforeAll(() => {
  writeSmallTrace(folder);
  writeFiles(folder, { 'small.yaml': SCENARIO });
  expect(seatrial(folder, ['run', 'small.yaml', '--out', 'one', '--jobs', '1']).code).toBe(0);
  reference = byteEqualFiles(path.join(folder, 'one'));
}, 120_000);

function linesOf(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

describe('the byte-equal files of a run', () => {
  it('hold one line per planned cell, in planned order', () => {
    const ids = reference['cells.ndjson']!.trim().split('\n').map((line) => (JSON.parse(line) as { id: { variant: string; seed: number } }).id);
    expect(ids.map(({ variant, seed }) => `${variant}${seed}`)).toEqual(
      ['a', 'b', 'c'].flatMap((variant) => Array.from({ length: 12 }, (_, i) => `${variant}${i + 1}`)),
    );
  });

  it.each([2, 7])('are the same with %i workers', (jobs) => {
    const out = `jobs-${jobs}`;
    expect(seatrial(folder, ['run', 'small.yaml', '--out', out, '--jobs', String(jobs)]).code).toBe(0);
    expect(byteEqualFiles(path.join(folder, out))).toEqual(reference);
  });

  it('are the same under another time zone and locale', () => {
    const elsewhere = { TZ: 'Pacific/Chatham', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    expect(seatrial(folder, ['run', 'small.yaml', '--out', 'elsewhere'], elsewhere).code).toBe(0);
    expect(byteEqualFiles(path.join(folder, 'elsewhere'))).toEqual(reference);
  });

  it('are the same when nobody reads the progress any more', async () => {
    const child = startSeatrial(folder, ['run', 'small.yaml', '--out', 'unread']);
    child.stderr!.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(byteEqualFiles(path.join(folder, 'unread'))).toEqual(reference);
  });

  it('are the same wherever the files lie', () => {
    const moved = temporaryFolder();
    writeSmallTrace(path.join(moved, 'deeper'));
    writeFiles(moved, { 'deeper/small.yaml': SCENARIO });
    expect(seatrial(moved, ['run', 'deeper/small.yaml', '--out', 'out']).code).toBe(0);
    expect(byteEqualFiles(path.join(moved, 'out'))).toEqual(reference);
  });

  it('are the same after kill -9 at several points and --resume', async () => {
    const out = path.join(folder, 'killed');
    const journal = path.join(out, 'journal/cells.ndjson');
    // Each round kills when so many more cells are in the journal; the instants within a cell are left to chance.
    for (const cells of [1, 5, 11, 20]) {
      const child = startSeatrial(folder, ['run', 'small.yaml', '--out', 'killed', '--jobs', '2', '--resume']);
      const exited = once(child, 'exit');
      while (linesOf(journal) < cells && child.exitCode === null) await sleep(2);
      child.kill('SIGKILL');
      await exited;
    }
    expect(existsSync(path.join(out, 'manifest.json'))).toBe(false);
    const before = linesOf(journal);
    expect(before).toBeLessThan(CELLS);
    const { code, stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'killed', '--resume']);
    expect(code).toBe(0);
    expect(stderr).toContain(`${before} of them kept from before`);
    expect(byteEqualFiles(out)).toEqual(reference);
  });

  it('are the same after a torn write at the end of the journal', () => {
    const out = path.join(folder, 'torn');
    const journal = path.join(out, 'journal/cells.ndjson');
    seatrial(folder, ['run', 'small.yaml', '--out', 'torn']);
    rmSync(path.join(out, 'manifest.json'));
    truncateSync(journal, statSync(journal).size - 100);
    appendFileSync(journal, 'half a li');
    const { code, stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'torn', '--resume']);
    expect(code).toBe(0);
    expect(stderr).toContain(`${CELLS - 1} of them kept`);
    expect(byteEqualFiles(out)).toEqual(reference);
  });

  it('keep no cell whose content changed', () => {
    seatrial(folder, ['run', 'small.yaml', '--out', 'changed']);
    const { stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'changed', '--resume', '--set', 'decision-time=none']);
    expect(stderr).not.toContain('kept from before');
  });
});

describe('a run that is interrupted', () => {
  it.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('by %s saves what is finished and exits %i', async (signal, code) => {
    const out = `interrupted-${signal}`;
    const child = startSeatrial(folder, ['run', 'small.yaml', '--out', out, '--jobs', '1', '--seeds', '400']);
    let talk = '';
    child.stderr!.on('data', (chunk: Buffer) => { talk += chunk.toString(); });
    const exited = once(child, 'exit');
    while (linesOf(path.join(folder, out, 'journal/cells.ndjson')) < 3) await sleep(5);
    child.kill(signal);
    expect((await exited)[0]).toBe(code);
    expect(talk).toContain('continue with --resume');
    // Unfinished: another run must not write over it unasked.
    const again = seatrial(folder, ['run', 'small.yaml', '--out', out]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('RES004');
    expect(seatrial(folder, ['gate', out]).stderr).toContain('RES011');
    expect(seatrial(folder, ['run', 'small.yaml', '--out', out, '--overwrite', '--seeds', '1']).code).toBe(0);
  });
});

describe('a run folder that cannot be used', () => {
  it('because another process writes it is refused, exit 2; a lock that was left behind is not', async () => {
    const child = startSeatrial(folder, ['run', 'small.yaml', '--out', 'shared', '--jobs', '1', '--seeds', '400']);
    const exited = once(child, 'exit');
    while (linesOf(path.join(folder, 'shared/journal/cells.ndjson')) < 1) await sleep(5);
    const second = seatrial(folder, ['run', 'small.yaml', '--out', 'shared', '--resume']);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('RES005')]);
    child.kill('SIGKILL');
    await exited;
    expect(existsSync(path.join(folder, 'shared/journal/lock'))).toBe(true);
    expect(seatrial(folder, ['run', 'small.yaml', '--out', 'shared', '--resume', '--seeds', '1']).code).toBe(0);
  });

  it('because it holds other files is left alone, exit 2', () => {
    mkdirSync(path.join(folder, 'precious'));
    writeFileSync(path.join(folder, 'precious/thesis.txt'), 'years of work');
    const { code, stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'precious']);
    expect(code).toBe(2);
    expect(stderr).toContain('RES003');
    expect(readFileSync(path.join(folder, 'precious/thesis.txt'), 'utf8')).toBe('years of work');
  });

  it('because a file stands in its way is one clear error, exit 2', () => {
    writeFileSync(path.join(folder, 'file'), '');
    const { code, stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'file/below']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/RES002 {2}cannot write results: a part of this path is a file/);
  });
});

describe('run', () => {
  it('shows plain lines where stderr is no terminal', () => {
    const { stderr } = seatrial(folder, ['run', 'small.yaml', '--out', 'plain', '--seeds', '2']);
    expect(stderr).toContain('6 cells to replay');
    expect(stderr).toMatch(/6\/6 cells {2}100%/);
    expect(stderr).not.toContain('\u001b');
  });

  it('prints a summary of at most 80 columns to stdout', () => {
    const { stdout } = seatrial(folder, ['run', 'small.yaml', '--out', 'summary', '--seeds', '2']);
    expect(stdout).toContain('small');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('--json prints the manifest and nothing else', () => {
    const { stdout } = seatrial(folder, ['run', 'small.yaml', '--out', 'json', '--seeds', '2', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ suite: 'small', cellCount: 6, outcomes: { completed: 6 } });
  });

  it('--dry-run tells cells and sizes and writes nothing', () => {
    const dry = seatrial(folder, ['run', 'small.yaml', '--out', 'dry', '--variants', 'a,b', '--seeds', '3', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout.trim().split('\n')).toHaveLength(6);
    expect(dry.stdout).toContain('20 nodes  about 200 pods');
    expect(dry.stderr).toContain('nothing was replayed');
    expect(existsSync(path.join(folder, 'dry'))).toBe(false);
  });

  it('takes seeds, variants and --set', () => {
    const { stdout } = seatrial(folder, ['run', 'small.yaml', '--dry-run', '--json', '--seeds', '7,9', '--variants', 'b', '--set', 'decision-time=none']);
    const { cells } = JSON.parse(stdout) as { cells: { variant: string; seed: number }[] };
    expect(cells.map(({ variant, seed }) => [variant, seed])).toEqual([['b', 7], ['b', 9]]);
  });

  it.each([
    ['an unknown option', ['run', 'small.yaml', '--sedes', '3'], '--seeds'],
    ['a missing scenario', ['run', 'nowhere.yaml'], 'SCN000'],
    ['no scenario at all', ['run'], 'missing required argument'],
    ['a malformed seed list', ['run', 'small.yaml', '--seeds', 'x'], '42..51'],
    ['an unknown variant', ['run', 'small.yaml', '--variants', 'z'], 'SCN041'],
    ['a malformed --set', ['run', 'small.yaml', '--set', 'x'], 'key=value'],
    ['a malformed --jobs', ['run', 'small.yaml', '--jobs', '0'], 'whole number'],
    ['an unknown command', ['runn'], 'did you mean'],
  ])('refuses %s with exit 2', (_what, args, message) => {
    const { code, stderr } = seatrial(folder, args);
    expect(code).toBe(2);
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
  });
});
