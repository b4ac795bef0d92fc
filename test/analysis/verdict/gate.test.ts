import { describe, expect, it } from 'vitest';
import { gateRun } from '../../../src/analysis/verdict/gate.js';
import { renderGate } from '../../../src/analysis/verdict/render-gate.js';
import type { GateDemand, GateRule } from '../../../src/harness/suite/gate-rule.js';
import type { CellRecord } from '../../../src/harness/store/record.js';
import { smallRun } from '../small-run.js';

const rule = (demand: GateDemand, changed: Partial<GateRule> = {}): GateRule => (
  { metric: 'nodes_visited', statistic: 'value', variant: '*', demand, place: 's.yaml:9', ...changed }
);
const atMost = (limit: number): GateRule => rule({ kind: 'limit', atMost: limit, atLeast: null });
const mayRise = (amount: number): GateRule => rule({ kind: 'versus', base: 'baseline', mayRise: { kind: 'absolute', amount }, mayFall: null });
const mayRisePercent = (fraction: number): GateRule => rule({ kind: 'versus', base: 'baseline', mayRise: { kind: 'relative', fraction }, mayFall: null });
const seedTwo = (changed: Partial<CellRecord> | null) => (record: CellRecord): CellRecord | null => {
  if (record.id.seed !== 2) return record;
  return changed === null ? null : { ...record, ...changed };
};
const base = [100, 200, 300, 400, 500];
const crashed = { outcome: 'crashed', reason: { kind: 'error', message: 'boom' } } as const;

describe('limits', () => {
  it('hold in every cell or fail', () => {
    expect(gateRun(smallRun({ a: base }, { gates: [atMost(500)] }), null)).toMatchObject({ exitCode: 0, findings: [{ status: 'pass', observed: 500, count: 5 }] });
    expect(gateRun(smallRun({ a: base }, { gates: [atMost(499)] }), null)).toMatchObject({ exitCode: 1, findings: [{ status: 'fail', observed: 500 }] });
    const atLeast = rule({ kind: 'limit', atMost: null, atLeast: 101 });
    expect(gateRun(smallRun({ a: base }, { gates: [atLeast] }), null)).toMatchObject({ exitCode: 1, findings: [{ observed: 100 }] });
  });

  it.each([
    ['a missing cell', null, 1], ['a rejected one', { outcome: 'rejected' }, 1], ['one cut off', { outcome: 'deadline-exceeded' }, 1],
    ['a crashed one', crashed, 5], ['a broken invariant', { outcome: 'violated', reason: { kind: 'capacity', message: 'n1' } }, 5],
    ['one without the metric', { metrics: [] }, 3],
  ] as const)('never pass over %s', (_, change, exitCode) => {
    const run = smallRun({ a: base }, { gates: [atMost(9999)], change: seedTwo(change as Partial<CellRecord> | null) });
    expect(gateRun(run, null).exitCode).toBe(exitCode);
  });

  it('fail when a disturbance never settled', () => {
    const gates = [rule({ kind: 'limit', atMost: 9999, atLeast: null }, { metric: 'convergence_settled_seconds', statistic: 'max' })];
    const never = { disturbance: 'scale', atSeconds: 0, firstHitSeconds: 3, settledSeconds: null, censoredAfterSeconds: 60 };
    const run = smallRun({ a: base }, { gates, metric: 'convergence_settled_seconds', statistic: 'max', change: seedTwo({ outcome: 'did-not-converge', convergences: [never] }) });
    expect(gateRun(run, null)).toMatchObject({ exitCode: 1, findings: [{ reason: expect.stringContaining('never settled') }] });
  });

  it('are for the variants of their pattern; one that matches none is no pass', () => {
    const forVariant = (variant: string) => gateRun(smallRun({ fast: base, 'fast-two': base, slow: base }, { gates: [{ ...atMost(1), variant }] }), null);
    expect(forVariant('fast*').findings.map(({ variant }) => variant)).toEqual(['fast', 'fast-two']);
    expect(forVariant('*-*o').findings.map(({ variant }) => variant)).toEqual(['fast-two']);
    expect(forVariant('slow').findings).toHaveLength(1);
    expect(forVariant('fats').exitCode).toBe(3);
  });
});

describe('versus rules', () => {
  const against = (head: readonly number[], gate: GateRule, before: readonly number[] = base) => (
    gateRun(smallRun({ a: head }, { gates: [gate] }), smallRun({ a: before }))
  );

  it('pass when every seed stays within the allowance', () => {
    expect(against(base, mayRise(0))).toMatchObject({ exitCode: 0, findings: [{ status: 'pass', change: 0 }] });
    expect(against(base.map((value) => value * 1.01), mayRisePercent(0.01)).exitCode).toBe(0);
  });

  it('fail when the seeds together leave it', () => {
    // Five of five rise: one-sided p = 2^-5 = 0.03125.
    expect(against(base.map((value) => value + 1), mayRise(0))).toMatchObject({ exitCode: 1, findings: [{ status: 'fail', pValue: 0.03125, change: 1 }] });
    expect(against(base.map((value) => value * 1.02), mayRisePercent(0.01)).exitCode).toBe(1);
  });

  it('let the other direction go where it may', () => {
    expect(against(base.map((value) => value / 2), mayRise(0)).exitCode).toBe(0);
    const mayFall = rule({ kind: 'versus', base: 'baseline', mayRise: null, mayFall: { kind: 'absolute', amount: 0 } });
    expect(against(base.map((value) => value / 2), mayFall).exitCode).toBe(1);
  });

  it('are inconclusive when the seeds disagree', () => {
    expect(against(base.map((value, i) => value + (i < 2 ? 5 : -4)), mayRise(0)).exitCode).toBe(3);
  });

  it('are inconclusive with too few seeds to ever fail, even when nothing moved', () => {
    const few = against(base.slice(0, 4), mayRise(0), base.slice(0, 4));
    expect(few).toMatchObject({ exitCode: 3, minimumSeeds: 5, findings: [{ reason: '4 of at least 5 seeds' }] });
  });

  it('answer 4 without a baseline, without its cells, or when it measured something else', () => {
    const run = smallRun({ a: base }, { gates: [mayRise(0)] });
    expect(gateRun(run, null).exitCode).toBe(4);
    expect(gateRun(run, smallRun({ b: base })).exitCode).toBe(4);
    for (const change of [null, { workloadHash: 'x' }, { revisions: { 'scheduler/best-fit': 9 } }, { schema: 9 }, crashed]) {
      expect(gateRun(run, smallRun({ a: base }, { change: seedTwo(change) })).exitCode).toBe(4);
    }
    const otherSuite = smallRun({ a: base });
    expect(gateRun(run, { ...otherSuite, manifest: { ...otherSuite.manifest, suite: 'another' } }).exitCode).toBe(4);
  });

  it('compare with another variant of the run', () => {
    const gate = rule({ kind: 'versus', base: { variant: 'a' }, mayRise: { kind: 'absolute', amount: 0 }, mayFall: null });
    const run = smallRun({ a: base, b: base.map((value) => value + 1) }, { gates: [gate] });
    expect(gateRun(run, null)).toMatchObject({ exitCode: 1, findings: [{ variant: 'b' }] });
  });
});

describe('the exit code', () => {
  it('is the gravest: 5 before 4 before 1 before 3', () => {
    const few = { ...mayRise(0), variant: 'a' };
    const failing = atMost(0);
    const noBase = { ...mayRise(0), variant: 'b' };
    const run = (gates: readonly GateRule[], change?: (record: CellRecord) => CellRecord | null) => (
      gateRun(smallRun({ a: [1, 2], b: [1, 2] }, change === undefined ? { gates } : { gates, change }), smallRun({ a: [1, 2] })).exitCode
    );
    expect(run([few])).toBe(3);
    expect(run([few, failing])).toBe(1);
    expect(run([few, failing, noBase])).toBe(4);
    expect(run([few, failing, noBase], seedTwo(crashed))).toBe(5);
    // A crash counts even when no rule is about it.
    expect(run([], seedTwo(crashed))).toBe(5);
  });
});

describe('the text', () => {
  it('says what was found, what is allowed and where the rule stands, in 80 columns', () => {
    const text = renderGate(gateRun(smallRun({ a: base }, { gates: [atMost(499), mayRisePercent(0.01)] }), smallRun({ a: base })));
    expect(text).toContain('failed, 1 of 2 checks');
    expect(text).toContain('nodes_visited at most 499');
    expect(text).toContain('seed 5 has 500 (s.yaml:9)');
    expect(text).toContain('nodes_visited versus baseline: may rise 1 % of it');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
