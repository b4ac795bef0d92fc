import { pluginHost } from './host.js';
import { describe, expect, it } from 'vitest';
import { Cluster, type PodClass } from '../../../../src/world/cluster/index.js';
import { defaultProfile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { feasibleNodesToFind } from '../../../../src/algorithms/schedulers/kube/framework/sampling.js';
import { NodeOrder, zoneKey } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { hasShared } from '../../../shared.js';
import { readRecording } from './recorded.js';

interface Sampling {
  readonly id: string;
  readonly nodes: number;
  readonly pct: number;
  readonly everyNthTainted?: number;
  readonly start: readonly number[];
  readonly feasible: readonly number[];
  readonly evaluated: readonly number[];
}

interface OrderStep {
  readonly op: 'add' | 'update' | 'remove';
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly order: readonly string[];
}

/** A cycle over `nodes` equal nodes, every n-th tainted. */
function cycleOver(
  { nodes, pct, everyNthTainted }: Pick<Sampling, 'nodes' | 'pct' | 'everyNthTainted'>, evaluationName: 'plain' | 'fast',
): { readonly cycle: SchedulingCycle; readonly podClass: PodClass } {
  const cluster = new Cluster();
  const order = new NodeOrder();
  const taints = [{ key: 'k', effect: 'NoSchedule' }];
  for (let i = 0; i < nodes; i++) {
    const isTainted = everyNthTainted !== undefined && (i + 1) % everyNthTainted === 0;
    const template = { metadata: { name: `n${i}` }, spec: isTainted ? { taints } : {} };
    order.add(cluster.addNode({ name: `n${i}`, allocatable: { cpu: 4000 }, template }), '');
  }
  const podClass = cluster.addClass({ requests: { cpu: 100 } });
  const framework = createFramework(pluginHost(cluster), defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }));
  const cycle = new SchedulingCycle({
    framework, order, percentageOfNodesToScore: pct, tieBreak: null,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
    evaluation: evaluationName === 'plain' ? plainEvaluation(framework) : fastEvaluation(framework, DEFAULT_CACHE_BUDGET),
  });
  return { cycle, podClass };
}

/** Four decisions in a row for the same pod, nothing applied in between. */
function decideFourTimes(recorded: Sampling, evaluationName: 'plain' | 'fast'): Pick<Sampling, 'start' | 'feasible' | 'evaluated'> {
  const { cycle, podClass } = cycleOver(recorded, evaluationName);
  const result = { start: [] as number[], feasible: [] as number[], evaluated: [] as number[] };
  for (let i = 0; i < 4; i++) {
    result.start.push(cycle.rotation.nextStart);
    cycle.run(-1, podClass);
    result.feasible.push(cycle.search.feasibleCount);
    result.evaluated.push(cycle.search.feasibleCount + cycle.search.failedCount);
  }
  return result;
}

function compareSampling(part: 'part' | 'full'): number {
  const lines = readRecording<Sampling>('sampling.jsonl', part);
  for (const recorded of lines) {
    const { start, feasible, evaluated } = recorded;
    expect(decideFourTimes(recorded, 'fast'), `${recorded.id} fast`).toEqual({ start, feasible, evaluated });
    expect(decideFourTimes(recorded, 'plain'), `${recorded.id} plain`).toEqual({ start, feasible, evaluated });
  }
  return lines.length;
}

function compareOrder(part: 'part' | 'full'): number {
  const histories = readRecording<{ readonly id: string; readonly steps: readonly OrderStep[] }>('nodeorder.jsonl', part);
  for (const { id, steps } of histories) {
    const order = new NodeOrder();
    const names: string[] = [];
    const rows = new Map<string, number>();
    steps.forEach(({ op, node, labels, order: expected }, i) => {
      if (op === 'add') rows.set(node, names.push(node) - 1);
      const row = rows.get(node)!;
      if (op === 'add') order.add(row, zoneKey(labels));
      else if (op === 'update') order.update(row, zoneKey(labels));
      else order.remove(row);
      expect(Array.from(order.list(), (member) => names[member]), `${id} step ${i}`).toEqual(expected);
    });
  }
  return histories.length;
}

describe('sampling and node order of kube-scheduler v1.36.3', () => {
  it('search windows, start indexes and counts equal the copied recording', () => {
    expect(compareSampling('part')).toBeGreaterThan(30);
  });

  it('the node list equals the copied recording after every change', () => {
    expect(compareOrder('part')).toBe(6);
  });

  it('a nominated node that fits is taken alone and leaves the start index; one that does not counts as processed', () => {
    // 250 nodes: 120 feasible are looked for; every tenth is tainted, so the 121st feasible one is node 133.
    const { cycle, podClass } = cycleOver({ nodes: 250, pct: 0, everyNthTainted: 10 }, 'fast');
    expect(cycle.run(-1, podClass, 200)).toBe(200);
    expect(cycle.rotation.nextStart).toBe(0);
    cycle.run(-1, podClass);
    expect([cycle.search.feasibleCount, cycle.search.failedCount, cycle.rotation.nextStart]).toEqual([120, 13, 133]);
    // From 133 on: 105 feasible up to node 249, 15 more up to node 15; the next feasible one is 16. Tainted node 59 lies
    // outside, so it is processed besides the 133 of the search.
    cycle.run(-1, podClass, 59);
    expect([cycle.search.feasibleCount, cycle.search.failedCount, cycle.rotation.nextStart]).toEqual([120, 13, 17]);
    // Tainted node 39 lies inside the next window (it starts at 17): it is not counted twice.
    const start = cycle.rotation.nextStart;
    cycle.run(-1, podClass, 39);
    expect(cycle.rotation.nextStart).toBe((start + cycle.search.feasibleCount + cycle.search.failedCount) % 250);
  });

  // Reference, section 11: numFeasibleNodesToFind with adaptive percentage. 5000: 50 - 5000/125 = 10 % = 500.
  it.each([
    [99, 99], [100, 100], [125, 100], [250, 120], [500, 230], [1000, 420], [2000, 680], [3000, 780], [5000, 500],
    [5625, 281], [6000, 300], [10000, 500], [15000, 750],
  ])('of %i nodes %i feasible ones are looked for', (nodes, expected) => {
    expect(feasibleNodesToFind(nodes, 0)).toBe(expected);
  });
});

describe.skipIf(!hasShared)('the full recordings of sampling and node order (need ../shared or SEATRIAL_SHARED)', () => {
  it('all 317 search windows are equal', () => expect(compareSampling('full')).toBe(317));

  it('all 60 histories of the node list are equal', () => expect(compareOrder('full')).toBe(60));
});
