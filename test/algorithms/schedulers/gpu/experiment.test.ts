import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CellInputs } from '../../../../src/replay/plan.js';
import { replay } from '../../../../src/replay/replay.js';
import { openb } from '../../../../src/workloads/readers/catalog.js';
import { builtIns, cell, choose } from '../../../replay/plans.js';
import { repositoryRoot } from '../../../shared.js';

const POINTS = [50, 75, 100, 130] as const;
const SEEDS = [42, 43, 44, 45, 46, 47, 48, 49, 50, 51];

/**
 * Published means of 10 seeds on the list `default`, percent of the GPU capacity: allocated and fragmented at 50, 75,
 * 100 and 130 % of arrived demand, and the standard deviation of what is allocated at 130 %.
 * Source: Weng et al., "Beware of Fragmentation", USENIX ATC 2023; tables of its simulator, commit 8f3d641.
 */
const PUBLISHED = [
  { policy: 'gpu-random', allocated: [49.97, 73.93, 86.30, 87.47], sd: 0.32, fragmented: [15.10, 16.01, 13.49, 12.43] },
  { policy: 'gpu-dot-product', allocated: [50.01, 74.99, 90.62, 90.85], sd: 0.20, fragmented: [12.09, 10.47, 9.30, 9.08] },
  { policy: 'gpu-clustering', allocated: [50.01, 74.99, 91.65, 91.88], sd: 0.62, fragmented: [12.11, 9.85, 8.21, 8.00] },
  { policy: 'gpu-packing', allocated: [50.01, 74.99, 91.78, 92.00], sd: 0.54, fragmented: [12.01, 9.75, 8.13, 7.91] },
  { policy: 'gpu-best-fit', allocated: [50.01, 74.99, 92.86, 93.08], sd: 0.13, fragmented: [10.81, 8.74, 7.05, 6.85] },
  { policy: 'fgd', allocated: [50.01, 74.99, 95.23, 95.39], sd: 0.08, fragmented: [8.93, 6.47, 4.73, 4.57] },
];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
};

describe('the published packing experiment, six policies of 10 seeds each', () => {
  let inputs: CellInputs;
  beforeAll(async () => {
    const data = (file: string) => path.join(repositoryRoot, 'scenarios/data/openb', file);
    const [nodes, pods] = [await openb.readNodes(data('openb_node_list_gpu_node.csv')), await openb.readPods(data('openb_pod_list_default.csv'))];
    inputs = { nodes: [nodes.columns], pods: [pods.columns], manifests: [] };
  });

  /** Percent per seed at each point of arrived demand. */
  const measure = (policy: string): Record<'allocated' | 'fragmented', number[][]> => {
    const results = SEEDS.map((seed) => replay(cell({
      id: { suite: 'openb', scenario: 'packing', variant: policy, point: '', seed },
      nodes: [{ kind: 'trace', input: 0, order: 'shuffled', allowedPods: 1001 }],
      workload: [{ kind: 'trace', input: 0, order: 'shuffled', fill: 1.3, times: 'one-by-one', speedup: 1, lifetimes: 'endless' }],
      scheduler: choose(policy),
      unschedulable: 'give-up',
    }), inputs, builtIns));
    const at = (metric: string) => POINTS.map((point) => results.map((result) =>
      100 * result.metrics.find((value) => value.metric === metric && value.statistic === `at_${point}`)!.value));
    return { allocated: at('allocated_ratio_gpu'), fragmented: at('fragmentation_ratio_gpu') };
  };

  // The tolerance of the published table: the larger of 0.3 points and three standard errors of the difference. Its
  // standard deviations stand for fragmentation and for the other points too.
  test.each(PUBLISHED)('$policy: means within max(0.3 points, 3 standard errors) of the table', ({ policy, allocated, sd, fragmented }) => {
    const ours = measure(policy);
    for (const [kind, published] of [['allocated', allocated], ['fragmented', fragmented]] as const) {
      POINTS.forEach((point, i) => {
        const samples = ours[kind][i]!;
        const tolerance = Math.max(0.3, 3 * Math.sqrt((variance(samples) + sd ** 2) / SEEDS.length));
        expect(Math.abs(mean(samples) - published[i]!), `${kind} at ${point} %: ${mean(samples)}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
});
