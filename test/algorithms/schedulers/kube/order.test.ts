import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultProfile, type Profile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { NodeOrder, zoneKey } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { Cluster, type PodClassSpec } from '../../../../src/world/cluster/index.js';
import { pluginHost } from './host.js';
import { nodeShape, nodeSpec, podSpec, type NodeShape } from './random-clusters.js';

interface Case {
  readonly nodes: readonly NodeShape[];
  readonly pods: readonly PodClassSpec[];
  /** Pods that run already: class and node, modulo what there is. */
  readonly bound: readonly { readonly pod: number; readonly node: number }[];
}

const clusters: fc.Arbitrary<Case> = fc.record({
  nodes: fc.array(nodeShape, { minLength: 2, maxLength: 12, size: 'max' }),
  pods: fc.array(podSpec, { minLength: 1, maxLength: 5, size: 'max' }),
  bound: fc.array(fc.record({ pod: fc.nat(100), node: fc.nat(100) }), { maxLength: 20, size: 'max' }),
});

/** For each class: the feasible nodes with their totals, by name, and the best of them. Fewer than 100 nodes: all are visited. */
function decisions({ nodes, pods, bound }: Case, rows: readonly number[], profile: Profile): unknown {
  const cluster = new Cluster();
  const order = new NodeOrder();
  for (const k of rows) {
    const node = cluster.addNode(nodeSpec(`n${k}`, nodes[k]!));
    order.add(node, zoneKey(cluster.nodes.specs[node]!.template?.metadata.labels));
  }
  const classes = pods.map((spec) => cluster.addClass(spec));
  for (const { pod, node } of bound) {
    cluster.place(cluster.addPod(classes[pod % classes.length]!.id, 0), cluster.findNode(`n${node % nodes.length}`));
  }
  const framework = createFramework(pluginHost(cluster), profile);
  const cycle = new SchedulingCycle({
    framework, order, percentageOfNodesToScore: 0, tieBreak: null, lists: true,
    evaluation: fastEvaluation(framework, DEFAULT_CACHE_BUDGET),
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
  });
  return classes.map((podClass) => {
    cycle.run(-1, podClass);
    const { search } = cycle;
    const isScored = search.feasibleCount > 1 && cycle.failure === null;
    const totals = Array.from(search.feasible.subarray(0, search.feasibleCount), (node, i) =>
      [cluster.nodes.names[node]!, isScored ? search.totals[i]! + search.offset : 0] as const);
    const best = Math.max(...totals.map(([, total]) => total));
    return {
      totals: Object.fromEntries(totals),
      best: totals.filter(([, total]) => total === best).map(([name]) => name).sort(),
      error: cycle.failure?.kind === 'error' ? cycle.failure.message : null,
    };
  });
}

const PROFILE = defaultProfile({ percentageOfNodesToScore: 0, args: new Map() });

describe('the set of best nodes', () => {
  it('does not depend on the order in which nodes came', () => {
    fc.assert(fc.property(
      clusters.chain((made) => fc.tuple(fc.constant(made), fc.shuffledSubarray(made.nodes.map((_, k) => k), { minLength: made.nodes.length }))),
      ([made, shuffled]) => {
        const expected = decisions(made, made.nodes.map((_, k) => k), PROFILE);
        expect(decisions(made, shuffled, PROFILE)).toEqual(expected);
      },
    ), { numRuns: 200 });
  });

  it('does not depend on the order in which filters and scores run', () => {
    const { filter, score } = PROFILE.order;
    fc.assert(fc.property(
      clusters, fc.shuffledSubarray([...filter], { minLength: filter.length }), fc.shuffledSubarray([...score], { minLength: score.length }),
      (made, filters, scores) => {
        const rows = made.nodes.map((_, k) => k);
        const profile = { ...PROFILE, order: { ...PROFILE.order, filter: filters, score: scores } };
        expect(decisions(made, rows, profile)).toEqual(decisions(made, rows, PROFILE));
      },
    ), { numRuns: 200 });
  });
});
