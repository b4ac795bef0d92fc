import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellPlan, WorkloadPlan } from '../../src/replay/plan.js';
import { replay } from '../../src/replay/replay.js';
import type { CellResult } from '../../src/replay/result.js';
import { podColumns, type PodRow } from '../replay/columns.js';
import { builtIns, builtInSchedulers, cell, choose, instantControlPlane, uniform } from '../replay/plans.js';

const GIB = 2 ** 30;
const TRACE: WorkloadPlan = { kind: 'trace', input: 0, order: 'recorded', fill: null, times: 'recorded', speedup: 1, lifetimes: 'recorded' };

/** A few hundred pods that come and go on ten nodes; about one in ten has to wait for room. */
const rows = fc.array(fc.record({
  cpuMilli: fc.integer({ min: 0, max: 3000 }),
  memoryBytes: fc.integer({ min: 0, max: 20 }).map((gib) => gib * GIB),
  createdUs: fc.integer({ min: 0, max: 60 }).map((seconds) => seconds * 1e6),
  lifetimeUs: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 90 }).map((seconds) => seconds * 1e6)),
}), { minLength: 1, maxLength: 80 });

function run(name: string, pods: readonly PodRow[], parts: Partial<CellPlan> = {}): CellResult {
  const plan = cell({ nodes: [uniform(4)], workload: [TRACE], scheduler: choose(name), recordPods: true, ...parts });
  return replay(plan, { nodes: [], pods: [podColumns(pods)], manifests: [] }, builtIns);
}

function valueOf(result: CellResult, metric: string): number {
  return result.metrics.find((entry) => entry.metric === metric && entry.statistic === 'value')!.value;
}

describe.each([...builtInSchedulers.keys()])('scheduler %s', (name) => {
  it('loses no pod and places none twice', () => {
    fc.assert(fc.property(rows, fc.constantFrom('wait' as const, 'give-up' as const), (pods, unschedulable) => {
      const result = run(name, pods, { unschedulable });
      expect(result.outcome).toBe('completed');
      expect(result.pods!.names).toHaveLength(pods.length);
      expect(valueOf(result, 'pods_bound') + valueOf(result, 'pods_unschedulable')).toBe(pods.length);
    }), { numRuns: 25 });
  });

  it('never binds before a pod exists, and decides the same when asked again', () => {
    fc.assert(fc.property(rows, (pods) => {
      const first = run(name, pods, { decisionTime: 'modelled' });
      const again = run(name, pods, { decisionTime: 'modelled' });
      expect(again.decisionDigest).toBe(first.decisionDigest);
      const { createdUs, boundUs } = first.pods!;
      boundUs.forEach((time, pod) => { if (time >= 0) expect(time).toBeGreaterThanOrEqual(createdUs[pod]!); });
    }), { numRuns: 15 });
  });

  it('leaves no pod waiting beside a node that has had room for it since the last change', () => {
    // One pod too many for one node; when the first ends, the one that waits must get its place.
    const pods: PodRow[] = [
      { cpuMilli: 4000, memoryBytes: GIB, createdUs: 0, lifetimeUs: 10e6 },
      { cpuMilli: 4000, memoryBytes: GIB, createdUs: 1e6 },
    ];
    const result = run(name, pods, { nodes: [uniform(1)] });
    expect(valueOf(result, 'pods_bound')).toBe(2);
  });

  it('decides alike with a control plane in which no hop takes time', () => {
    fc.assert(fc.property(rows, (pods) => {
      const alone = run(name, pods);
      const full = run(name, pods, { controlPlane: instantControlPlane() });
      expect(full.orderDigest).toBe(alone.orderDigest);
      expect(full.decisionDigest).toBe(alone.decisionDigest);
    }), { numRuns: 15 });
  });
});
