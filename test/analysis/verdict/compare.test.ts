import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/analysis/verdict/compare-runs.js';
import { compareVariants } from '../../../src/analysis/verdict/compare-variants.js';
import type { Comparison, ComparisonRow } from '../../../src/analysis/verdict/verdict.js';
import type { CellRecord } from '../../../src/harness/store/record.js';
import { normals } from '../stats/draws.js';
import { smallRun } from '../small-run.js';

const base = [100, 200, 300, 400, 500, 600];
const only = ({ rows }: Comparison): ComparisonRow => {
  expect(rows).toHaveLength(1);
  return rows[0]!;
};
const seedTwo = (changed: Partial<CellRecord>) => (record: CellRecord): CellRecord => (record.id.seed === 2 ? { ...record, ...changed } : record);

describe('comparing runs', () => {
  it('calls values equal when every one is, whatever the number of seeds', () => {
    expect(only(compareRuns(smallRun({ a: [7] }), smallRun({ a: [7] })))).toMatchObject({ verdict: 'equal', count: 1, difference: 0, pValue: null });
  });

  it('tells better from worse by the direction of the metric', () => {
    // Six seeds, each 10 nodes fewer: two-sided p = 2 / 2^6 = 0.03125.
    const fewer = base.map((value) => value - 10);
    expect(only(compareRuns(smallRun({ a: base }), smallRun({ a: fewer })))).toMatchObject({
      verdict: 'better', difference: -10, interval: { low: -10, high: -10 }, pValue: 0.03125, ahead: 6, differing: 6,
    });
    const more = { metric: 'pods_bound' };
    expect(only(compareRuns(smallRun({ a: base }, more), smallRun({ a: fewer }, more))).verdict).toBe('worse');
    const neither = { metric: 'events' };
    expect(only(compareRuns(smallRun({ a: base }, neither), smallRun({ a: fewer }, neither))).verdict).toBe('differs');
  });

  it('is inconclusive with too few seeds and says how many are needed', () => {
    const row = only(compareRuns(smallRun({ a: base.slice(0, 5) }), smallRun({ a: base.slice(0, 5).map((value) => value / 2) })));
    expect(row).toMatchObject({ verdict: 'inconclusive', minimumCount: 6 });
    expect(row.reason).toContain('needs at least 6');
  });

  it('does not take no difference found for equal', () => {
    const shaken = base.map((value, i) => value + (i % 2 === 0 ? 1 : -1));
    const row = only(compareRuns(smallRun({ a: base }), smallRun({ a: shaken })));
    expect(row).toMatchObject({ verdict: 'inconclusive', difference: 0 });
    expect(row.reason).toContain('not the same as equal');
  });

  it('never passes over a missing or failed cell', () => {
    const whole = smallRun({ a: base });
    const cases: readonly [Partial<CellRecord> | null, RegExp][] = [
      [null, /missing/],
      [{ outcome: 'crashed', reason: { kind: 'timeout', message: 'no answer for 60 s' } }, /crashed \(timeout\): no answer/],
      [{ outcome: 'violated', reason: { kind: 'capacity', message: 'node n1' } }, /violated \(capacity\)/],
      [{ outcome: 'rejected', reason: { kind: '', message: 'cannot express devices' } }, /rejected: cannot express/],
      [{ outcome: 'deadline-exceeded' }, /cut off/],
      [{ workloadHash: 'another' }, /another workload/],
      [{ schema: 2 }, /result schema/],
      [{ revisions: { 'scheduler/best-fit': 2 } }, /revision/],
    ];
    for (const [change, reason] of cases) {
      const head = smallRun({ a: base }, { change: (record) => (change === null && record.id.seed === 2 ? null : seedTwo(change ?? {})(record)) });
      const comparison = compareRuns(whole, head);
      expect(only(comparison), String(reason)).toMatchObject({ verdict: 'not-comparable', difference: null });
      expect(only(comparison).reason).toMatch(reason);
      expect(comparison.exitCode).toBe(4);
      expect(comparison.notes).toHaveLength(1);
      expect(comparison.notes[0]).toMatchObject({ variant: 'a', seed: 2 });
    }
  });

  it('compares what users\' modules changed', () => {
    const run = smallRun({ a: base });
    const head = smallRun({ a: base }, { change: (record) => ({ ...record, revisions: { 'scheduler/mine': 2 } }) });
    const own = (run: typeof head): typeof head => ({
      ...run,
      manifest: { ...run.manifest, algorithms: [{ kind: 'scheduler', name: 'mine', title: '', revision: 2, source: '', differs: [], costSource: null, module: './mine.mjs' }] },
    });
    const before = { ...run, records: run.records.map((record) => ({ ...record, revisions: { 'scheduler/mine': 1 } })) };
    expect(only(compareRuns(own(before), own(head))).verdict).toBe('equal');
    expect(only(compareRuns(before, head)).verdict).toBe('not-comparable');
  });

  it('does not compare convergence times of which one never came', () => {
    const metric = { metric: 'convergence_settled_seconds', statistic: 'max' };
    const never = { disturbance: 'scale', atSeconds: 0, firstHitSeconds: null, settledSeconds: null, censoredAfterSeconds: 60 };
    const head = smallRun({ a: base }, { ...metric, change: seedTwo({ outcome: 'did-not-converge', convergences: [never] }) });
    expect(only(compareRuns(smallRun({ a: base }, metric), head))).toMatchObject({ verdict: 'not-comparable', reason: expect.stringContaining('never settled') });
  });

  it('pairs the seeds of both plans and notes the others', () => {
    const comparison = compareRuns(smallRun({ a: base }), smallRun({ a: base.slice(0, 3) }));
    expect(only(comparison)).toMatchObject({ verdict: 'equal', count: 3 });
    expect(comparison.notes.map(({ seed, side }) => [seed, side])).toEqual([[4, 'head'], [5, 'head'], [6, 'head']]);
  });

  it('shows variants that only one run has as missing', () => {
    const comparison = compareRuns(smallRun({ a: base, b: base }), smallRun({ a: base }));
    expect(comparison.rows.map(({ variant, verdict }) => [variant, verdict])).toEqual([['a', 'equal'], ['b', 'not-comparable']]);
  });

  it('says so when the runs are of different suites', () => {
    const head = smallRun({ a: base });
    const comparison = compareRuns(smallRun({ a: base }), { ...head, manifest: { ...head.manifest, suite: 'nightly' } });
    expect(only(comparison).reason).toContain('base is of the suite "quickstart", head of "nightly"');
    expect(comparison.exitCode).toBe(4);
  });

  it('counts cells with the same decisions', () => {
    const head = smallRun({ a: base }, { change: seedTwo({ decisionDigest: 'other' }) });
    expect(compareRuns(smallRun({ a: base }), head).sameDecisions).toEqual({ equal: 5, of: 6 });
  });

  it('keeps its error rate for a family of five under the null', () => {
    // Five variants without any true difference: at most 5 % of families may claim one.
    const next = normals(11);
    const rounds = 400;
    let wrong = 0;
    for (let round = 0; round < rounds; round++) {
      const values = (): number[] => Array.from({ length: 10 }, () => 1000 + next());
      const run = smallRun({ a: values(), b: values(), c: values(), d: values(), e: values(), f: values() });
      if (compareVariants(run).rows.some(({ verdict }) => verdict === 'better' || verdict === 'worse')) wrong++;
    }
    // 4 standard deviations of Binomial(400, 0.05) are 0.044.
    expect(wrong / rounds).toBeLessThan(0.095);
  });

  it('turns better into worse when base and head are exchanged', () => {
    const number = fc.integer({ min: 0, max: 50 });
    const opposite = { better: 'worse', worse: 'better' } as Readonly<Record<string, string>>;
    fc.assert(fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 }), (pairs) => {
      const [one, two] = [smallRun({ a: pairs.map(([x]) => x) }), smallRun({ a: pairs.map(([, y]) => y) })];
      const there = only(compareRuns(one, two));
      const back = only(compareRuns(two, one));
      expect(back.verdict).toBe(opposite[there.verdict] ?? there.verdict);
      expect(back.difference).toBeCloseTo(-there.difference!, 9);
    }), { numRuns: 200 });
  });
});

describe('wall-clock metrics', () => {
  const wallOf = (wallSeconds: readonly number[]) => smallRun({ a: [1, 1, 1, 1, 1, 1, 1, 1] }, { wallSeconds });
  const before = [1, 1.01, 0.99, 1, 1.02, 0.98, 1, 1.01];
  const verdictWith = (factor: number) => compareRuns(wallOf(before), wallOf(before.map((value, i) => value * factor + 0.001 * i))).rows
    .find(({ metric }) => metric === 'cell_wall_seconds')!.verdict;

  it('need a change beyond the threshold, on top of an error rate', () => {
    expect(verdictWith(1.5)).toBe('worse');
    expect(verdictWith(0.5)).toBe('better');
    // Each of the eight is slower, so the test finds it; but 1 % is less than the threshold of 5 %.
    expect(verdictWith(1.01)).toBe('similar');
    // 4.6 % and half of 7 ms on average: 4.95 %, an interval on both sides of 5 %.
    expect(verdictWith(1.046)).toBe('inconclusive');
  });

  it('are never called equal', () => {
    const same = compareRuns(wallOf(before), wallOf(before)).rows.find(({ metric }) => metric === 'cell_wall_seconds')!;
    expect(same.verdict).toBe('similar');
  });

  it('include measured decision times, by their medians', () => {
    const run = smallRun({ a: [1] });
    const times = (factor: number) => [{ scheduler: 'fgd', nodes: 1000, decisionsPerSample: 10, samplesSeconds: Array.from({ length: 20 }, (_, i) => factor * (1 + 0.001 * i)) }];
    const compared = (factor: number) => compareRuns({ ...run, decisionTimes: times(1) }, { ...run, decisionTimes: times(factor) }).rows
      .find(({ metric }) => metric === 'decision_wall_seconds')!;
    expect(compared(2)).toMatchObject({ verdict: 'worse', point: 'nodes=1000', count: 20 });
    expect(compared(1)).toMatchObject({ verdict: 'similar' });
  });
});

describe('comparing variants', () => {
  const run = smallRun({ a: base, b: base.map((value) => value - 1), c: base });

  it('holds each against the first, or against the one named', () => {
    expect(compareVariants(run).rows.map(({ variant, baseVariant, verdict }) => [variant, baseVariant, verdict]))
      .toEqual([['b', 'a', 'better'], ['c', 'a', 'equal']]);
    expect(compareVariants(run, { base: 'b' }).rows.map(({ variant }) => variant)).toEqual(['a', 'c']);
  });

  it('refuses a base that is no variant', () => {
    expect(() => compareVariants(run, { base: 'd' })).toThrow(/no variant "d".*\n.*a, b, c/);
  });

  it('compares different algorithms whatever their revisions', () => {
    const mixed = smallRun({ a: base, b: base }, { change: (record) => ({ ...record, revisions: { [`scheduler/${record.id.variant}`]: record.id.variant === 'a' ? 1 : 2 } }) });
    expect(only(compareVariants(mixed)).verdict).toBe('equal');
  });
});
