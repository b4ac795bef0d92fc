import { pluginHost } from './host.js';
import { describe, expect, it } from 'vitest';
import { Cluster, type PodClass } from '../../../../src/world/cluster/index.js';
import { defaultProfile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { feasibleNodesToFind } from '../../../../src/algorithms/schedulers/kube/framework/sampling.js';
import { NodeOrder } from '../../../../src/algorithms/schedulers/kube/node-order.js';

/** A cycle over `nodes` equal nodes, every n-th tainted. */
function cycleOver({ nodes, everyNthTainted }: { readonly nodes: number; readonly everyNthTainted: number }): {
  readonly cycle: SchedulingCycle; readonly podClass: PodClass;
} {
  const cluster = new Cluster();
  const order = new NodeOrder();
  const taints = [{ key: 'k', effect: 'NoSchedule' }];
  for (let i = 0; i < nodes; i++) {
    const isTainted = (i + 1) % everyNthTainted === 0;
    const template = { metadata: { name: `n${i}` }, spec: isTainted ? { taints } : {} };
    order.add(cluster.addNode({ name: `n${i}`, allocatable: { cpu: 4000 }, template }), '');
  }
  const podClass = cluster.addClass({ requests: { cpu: 100 } });
  const framework = createFramework(pluginHost(cluster), defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }));
  const cycle = new SchedulingCycle({
    framework, order, percentageOfNodesToScore: 0, tieBreak: null,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
    evaluation: fastEvaluation(framework, DEFAULT_CACHE_BUDGET),
  });
  return { cycle, podClass };
}

describe('sampling and rotation of kube-scheduler v1.36.3', () => {
  it('a nominated node that fits is taken alone and leaves the start index; one that does not counts as processed', () => {
    // 250 nodes: 120 feasible are looked for; every tenth is tainted, so the 121st feasible one is node 133.
    const { cycle, podClass } = cycleOver({ nodes: 250, everyNthTainted: 10 });
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
