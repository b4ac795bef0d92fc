import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineScheduler, type SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import { bestFitPolicy, gpuBestFit } from '../../../../src/algorithms/schedulers/gpu/best-fit.js';
import { clusteringPolicy, gpuClustering } from '../../../../src/algorithms/schedulers/gpu/clustering.js';
import { dotProductPolicy, gpuDotProduct } from '../../../../src/algorithms/schedulers/gpu/dot-product.js';
import { fgd, fgdPolicy } from '../../../../src/algorithms/schedulers/gpu/fgd.js';
import { gpuPacking, gpuPackingPolicy } from '../../../../src/algorithms/schedulers/gpu/packing.js';
import { isShare, type GpuPolicy } from '../../../../src/algorithms/schedulers/gpu/policy.js';
import { gpuRandom } from '../../../../src/algorithms/schedulers/gpu/random.js';
import { lowestDevices, podByPod } from '../../../../src/algorithms/schedulers/pod-by-pod.js';
import { Cluster, type PodClass } from '../../../../src/world/cluster/index.js';
import { typicalPods, type DemandGroup, type TypicalPod } from '../../../../src/world/metrics/fragmentation.js';
import { Trial } from '../trial.js';

const pod = (cluster: Cluster, cpu: number, count: number, milliEach: number): PodClass =>
  cluster.addClass({ requests: { cpu }, ...(count > 0 ? { devices: { count, milliEach, models: null } } : {}) });

/** A node with this much CPU whose devices have these milli left. */
function nodeWith(cluster: Cluster, cpu: number, left: readonly number[]): number {
  const node = cluster.addNode({ name: `n${cluster.nodes.count}`, allocatable: { cpu }, devices: { count: left.length, model: 'T4' } });
  left.forEach((milli, device) => {
    if (milli < 1000) cluster.bind(cluster.addPod(pod(cluster, 0, 1, 1000 - milli).id, 0), node, 1 << device);
  });
  return node;
}

const scoreOf = (policy: (cluster: Cluster) => GpuPolicy, cpu: number, left: readonly number[], wants: readonly [number, number, number]): number => {
  const cluster = new Cluster();
  const node = nodeWith(cluster, cpu, left);
  return policy(cluster).score(pod(cluster, ...wants), node);
};

describe('worked examples of the scores', () => {
  test('DotProd: 64,000 x 8,000 / 128,000^2 + 4,000 x 500 / 8,000^2 = 0.0625; 100 x (1 - 0.03125) = 96.8 -> 96', () => {
    expect(scoreOf(dotProductPolicy, 64_000, [1000, 1000, 1000, 1000], [8000, 1, 500])).toBe(96);
  });

  test('BestFit: (56,000 / 128,000 + 3,500 / 8,000) / 2 = 0.4375 left -> 56; (8,000 / 128,000 + 500 / 8,000) / 2 -> 93', () => {
    expect(scoreOf(bestFitPolicy, 64_000, [1000, 1000, 1000, 1000], [8000, 1, 500])).toBe(56);
    expect(scoreOf(bestFitPolicy, 16_000, [1000], [8000, 1, 500])).toBe(93);
  });

  test.each([
    { left: [500, 1000], count: 1, milli: 500, score: 95 }, // device of 500 in use: 100 - floor(50 / 10)
    { left: [500, 1000], count: 1, milli: 1000, score: 49 }, // one free device of a used node: 50 - 1
    { left: [1000, 1000], count: 1, milli: 500, score: 31 }, // free node: 33 - 2
    { left: Array<number>(8).fill(1000), count: 1, milli: 500, score: 25 }, // free node: 33 - 8
    { left: [300, 600], count: 1, milli: 300, score: 97 }, // 100 - floor(30 / 10)
    { left: Array<number>(8).fill(1000), count: 0, milli: 0, score: 0 },
  ])('GpuPacking: $count x $milli on $left scores $score', ({ left, count, milli, score }) => {
    expect(scoreOf(gpuPackingPolicy, 64_000, left, [1000, count, milli])).toBe(score);
  });

  test('GpuClustering: same kind 75, same among others 50, none 25, only others 0, each + floor(25 x used / 8,000)', () => {
    const cluster = new Cluster();
    const policy = clusteringPolicy(cluster);
    const node = cluster.addNode({ name: 'n', allocatable: { cpu: 96_000 }, devices: { count: 8, model: 'G2' } });
    const four = pod(cluster, 1000, 4, 1000);
    const one = pod(cluster, 1000, 1, 1000);
    expect(policy.score(pod(cluster, 1000, 0, 0), node)).toBe(0);
    expect(policy.score(four, node)).toBe(25);
    cluster.bind(cluster.addPod(pod(cluster, 1000, 0, 0).id, 0), node);
    expect(policy.score(four, node)).toBe(25); // pods without devices have no kind
    cluster.bind(cluster.addPod(four.id, 0), node, 0b1111);
    expect(policy.score(four, node)).toBe(87); // 25 x 4,000 / 8,000 = 12.5
    expect(policy.score(one, node)).toBe(12);
    cluster.bind(cluster.addPod(one.id, 0), node, 0b10000);
    expect(policy.score(four, node)).toBe(65); // 25 x 5,000 / 8,000 = 15.6
  });
});

/** M of the worked examples WE-37 and WE-67. */
const M: TypicalPod[] = [
  { cpuMilli: 4000, deviceCount: 1, deviceMilli: 500, models: null, podCount: 5, share: 0.5 },
  { cpuMilli: 8000, deviceCount: 1, deviceMilli: 1000, models: null, podCount: 3, share: 0.3 },
  { cpuMilli: 2000, deviceCount: 0, deviceMilli: 0, models: null, podCount: 2, share: 0.2 },
];

describe('FGD, worked example', () => {
  const cluster = new Cluster();
  const policy = fgdPolicy(cluster, M);
  const empty = nodeWith(cluster, 16_000, [1000, 1000]);
  const half = nodeWith(cluster, 16_000, [500, 1000]);
  const tight = nodeWith(cluster, 8_000, [500, 200]);
  const share = pod(cluster, 4000, 1, 500);

  test('a share on an empty node: F 400 -> 450, score 48', () => expect(policy.score(share, empty)).toBe(48));
  test('on the half device: F 450 -> 200, score 56, device 0', () => {
    expect(policy.score(share, half)).toBe(56);
    expect(policy.device(share, half)).toBe(0);
  });
  test('on {500, 200} with 8,000 milli-CPU: score 56', () => expect(policy.score(share, tight)).toBe(56));
  test('a whole device of the empty node: F 400 -> 200, score 54', () => expect(policy.score(pod(cluster, 8000, 1, 1000), empty)).toBe(54));
  test('12,000 milli-CPU without device strand both devices: F 400 -> 1000, score 35', () => {
    expect(policy.score(pod(cluster, 12_000, 0, 0), empty)).toBe(35);
  });
  test('of devices with equal score the first is taken', () => expect(policy.device(share, empty)).toBe(0));
});

test('FGD leaves a tight node to pods with devices where BestFit takes it, worked example', () => {
  // A pod of 12,000 milli-CPU without device. On p (16,000) 4,000 would be left: whole-device pods could no longer use
  // its device, F 200 -> 500, score 42. On q (64,000) nothing changes: score 50.
  const cluster = new Cluster();
  const [p, q] = [nodeWith(cluster, 16_000, [1000]), nodeWith(cluster, 64_000, [1000])];
  const wanted = pod(cluster, 12_000, 0, 0);
  const policy = fgdPolicy(cluster, M);
  expect([policy.score(wanted, p), policy.score(wanted, q)]).toEqual([42, 50]);
  const bestFit = bestFitPolicy(cluster);
  expect(bestFit.score(wanted, p)).toBeGreaterThan(bestFit.score(wanted, q));
});

test('Random takes every feasible node and device equally often, and never another', () => {
  // Four nodes, one of them too small: a third each; a share of 500 goes to one of two devices that have it.
  const nodeCounts = [0, 0, 0, 0];
  const deviceCounts = [0, 0, 0];
  const runs = 3000;
  for (let seed = 0; seed < runs; seed++) {
    const trial = new Trial(gpuRandom, [8000, 1000, 8000, 8000].map((cpu, i) => ({
      name: `n${i}`, allocatable: { cpu }, devices: { count: 3, model: 'T4' },
    })), { seed });
    const blocker = pod(trial.cluster, 0, 1, 600);
    for (let node = 0; node < 4; node++) trial.cluster.bind(trial.cluster.addPod(blocker.id, 0), node, 0b010);
    const node = trial.submit(pod(trial.cluster, 2000, 1, 500).id);
    nodeCounts[node]!++;
    deviceCounts[Math.log2(trial.cluster.pods.devices[4]!)]!++;
  }
  // Binomial bounds at 4 standard deviations: 1000 +- 4 x sqrt(3000 x 1/3 x 2/3) = 104, 1500 +- 4 x sqrt(750) = 110.
  expect(nodeCounts[1]).toBe(0);
  for (const node of [0, 2, 3]) expect(Math.abs(nodeCounts[node]! - 1000)).toBeLessThan(104);
  expect(deviceCounts[1]).toBe(0);
  for (const device of [0, 2]) expect(Math.abs(deviceCounts[device]! - 1500)).toBeLessThan(110);
});

describe('remembered scores decide like scoring every node again', () => {
  const expected: DemandGroup[] = M.map(({ cpuMilli, deviceCount, deviceMilli, models, podCount }) => ({ cpuMilli, deviceCount, deviceMilli, models, podCount }));
  const policies: readonly (readonly [SchedulerDefinition, (cluster: Cluster) => GpuPolicy])[] = [
    [gpuDotProduct, dotProductPolicy], [gpuBestFit, bestFitPolicy], [gpuPacking, gpuPackingPolicy], [gpuClustering, clusteringPolicy],
    [fgd, (cluster) => fgdPolicy(cluster, typicalPods(expected))],
  ];
  const demands = [[4000, 1, 500], [8000, 1, 1000], [2000, 0, 0], [1000, 2, 1000], [3000, 1, 300], [16_000, 4, 1000]] as const;

  test.each(policies.map(([definition, policy]) => [definition.name, definition, policy] as const))('%s', (_name, definition, policy) => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant('arrive' as const), which: fc.nat(demands.length - 1) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('end' as const), which: fc.nat(30) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('node' as const), which: fc.nat(10) }) },
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const specs = [0, 1, 2, 3, 4, 5].map((i) => ({ name: `n${i}`, allocatable: { cpu: 8000 * (i + 1) }, devices: { count: 1 + i, model: 'T4' } }));
      const trials = [definition, plain(policy)].map((scheduler) => new Trial(scheduler, specs, { expected }));
      for (const trial of trials) {
        const classes = demands.map(([cpu, count, milli]) => pod(trial.cluster, cpu, count, milli).id);
        const bound: number[] = [];
        for (const { kind, which } of steps) {
          if (kind === 'arrive') {
            if (trial.submit(classes[which]!) >= 0) bound.push(trial.cluster.pods.count - 1);
          } else if (kind === 'end') {
            const [ended] = bound.splice(which % Math.max(1, bound.length), 1);
            if (ended !== undefined) trial.end(ended);
          } else if (which < 6) trial.cluster.updateNode(which, { ...trial.cluster.nodes.specs[which]!, allocatable: { cpu: 4000 * (which + 3) } });
          else trial.cluster.addNode({ name: `late${trial.cluster.nodes.count}`, allocatable: { cpu: 24_000 }, devices: { count: 4, model: 'P100' } });
        }
      }
      expect(trials[0]!.decisions).toEqual(trials[1]!.decisions);
      expect(trials[0]!.cluster.pods.devices).toEqual(trials[1]!.cluster.pods.devices);
      expect(trials[0]!.host.operations).toEqual(trials[1]!.host.operations);
    }), { numRuns: 60 });
  });
});

/** The rule without memory: every node is filtered and scored for every pod. */
function plain(policyOf: (cluster: Cluster) => GpuPolicy): SchedulerDefinition {
  return defineScheduler({
    name: 'plain', title: '', source: '', revision: 1, parameters: {}, cost: gpuBestFit.cost,
    create(context) {
      const { cluster, operations } = context;
      const policy = policyOf(cluster);
      return podByPod(context, {
        pick(_pod, podClass) {
          let chosen = -1;
          let best = -Infinity;
          for (let node = 0; node < cluster.nodes.count; node++) {
            operations.nodesVisited++;
            operations.filterCalls++;
            if (!cluster.fits(podClass, node)) continue;
            operations.scoreCalls++;
            const score = policy.score(podClass, node);
            if (score > best) [chosen, best] = [node, score];
          }
          return chosen;
        },
        devices: (_pod, podClass, node) => isShare(podClass) ? 1 << policy.device(podClass, node) : lowestDevices(cluster, podClass, node),
      });
    },
  });
}
