import { pluginHost } from './host.js';
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../../src/world/cluster/index.js';
import type { Plugin, PluginHost } from '../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { scaleToHighest } from '../../../../src/algorithms/schedulers/kube/framework/normalize.js';
import { nodeResourcesBalancedAllocation, nodeResourcesFit } from '../../../../src/algorithms/schedulers/kube/plugins/catalog.js';
import { percent } from '../../../../src/algorithms/schedulers/kube/plugins/allocation-strategies.js';
import type { ScoringStrategy } from '../../../../src/algorithms/schedulers/kube/config/args/node-resources-fit.js';

const MI = 2 ** 20;
const GI = 2 ** 30;
const CPU_AND_MEMORY = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }];

interface Amounts { readonly cpu: number; readonly memory: number }

/** Score of one node of 4 CPU and 32 GiB on which `used` runs, for a pod of `pod`. */
function scoreOn(create: (host: PluginHost) => Plugin, used: Amounts, pod: Amounts): number {
  const cluster = new Cluster();
  const node = cluster.addNode({ name: 'n', allocatable: { cpu: 4000, memory: 32 * GI } });
  cluster.place(cluster.addPod(cluster.addClass({ requests: { ...used } }).id, 0), node);
  return create(pluginHost(cluster)).score!(cluster.addClass({ requests: { ...pod } }), node);
}

function fitScore(scoringStrategy: ScoringStrategy, used: Amounts, pod: Amounts): number {
  return scoreOn((host) => nodeResourcesFit.create(host, { ...nodeResourcesFit.defaults, scoringStrategy }), used, pod);
}

describe('scores of NodeResourcesFit', () => {
  // Reference, sections 2.8 and 11; the node has 4000m and 32 GiB. The pod asks for nothing but what the row names.
  it.each([
    // cpu (4000-100)*100/4000 = 97, memory (32Gi-500Mi)*100/32Gi = 98, (97+98)/2 = 97
    { type: 'LeastAllocated', cpu: 100, memory: 500 * MI, score: 97 },
    // cpu (4000-2100)*100/4000 = 47, memory (32-12)*100/32 = 62, (47+62)/2 = 54
    { type: 'LeastAllocated', cpu: 2100, memory: 12 * GI, score: 54 },
    // cpu above allocatable = 0, memory 62, (0+62)/2 = 31
    { type: 'LeastAllocated', cpu: 4100, memory: 12 * GI, score: 31 },
    // cpu 2100*100/4000 = 52, memory 12*100/32 = 37, (52+37)/2 = 44
    { type: 'MostAllocated', cpu: 2100, memory: 12 * GI, score: 44 },
  ] as const)('$type with $cpu m and $memory bytes is $score', ({ type, cpu, memory, score }) => {
    expect(fitScore({ type, resources: CPU_AND_MEMORY }, { cpu: 0, memory: 0 }, { cpu, memory })).toBe(score);
    // The sum counts, however it is divided between the node and the pod.
    expect(fitScore({ type, resources: CPU_AND_MEMORY }, { cpu: cpu - 100, memory: memory - 64 * MI }, { cpu: 100, memory: 64 * MI })).toBe(score);
  });

  it.each([
    // u = 52 and 37 on the line (0,0)-(100,100): (52+37)/2 = 44.5, rounded half away from zero
    { shape: [[0, 0], [100, 10]], weights: [1, 1], score: 45 },
    // u = 52: 100 + (30-100)*52/70 = 100 - 52 = 48; u = 37: 100 - trunc(70*37/70) = 63; (48*3+63)/4 = 51.75
    { shape: [[0, 10], [70, 3], [100, 0]], weights: [3, 1], score: 52 },
  ])('RequestedToCapacityRatio with shape $shape and weights $weights is $score', ({ shape, weights, score }) => {
    const strategy: ScoringStrategy = {
      type: 'RequestedToCapacityRatio',
      resources: CPU_AND_MEMORY.map(({ name }, i) => ({ name, weight: weights[i]! })),
      shape: shape.map(([utilization, points]) => ({ utilization: utilization!, score: points! })),
    };
    expect(fitScore(strategy, { cpu: 0, memory: 0 }, { cpu: 2100, memory: 12 * GI })).toBe(score);
  });

  it('stays exact where a product leaves the safe integers', () => {
    // 200 TiB * 100 is above 2^53. One byte less than all of it is 99 %, not 100 %.
    const whole = 200 * 2 ** 40;
    expect(percent(whole - 1, whole)).toBe(99);
    expect(percent(whole, whole)).toBe(100);
    expect(percent(whole / 4, whole)).toBe(25);
    expect(percent(whole / 4 - 1, whole)).toBe(24);
  });
});

describe('scores of NodeResourcesBalancedAllocation', () => {
  // Reference, section 11: balance with and without the pod, then 50 + (50 + with - without) ÷ 2.
  it.each([
    // shares .025 and .01526 differ by .00974, half of it .00487: 99; without 100; 50 + 49 ÷ 2 = 74
    { used: { cpu: 0, memory: 0 }, pod: { cpu: 100, memory: 500 * MI }, withPod: 99, change: 74 },
    // .525 and .375: 92; without .5 and .125: 81; 50 + 61 ÷ 2 = 80
    { used: { cpu: 2000, memory: 4 * GI }, pod: { cpu: 100, memory: 8 * GI }, withPod: 92, change: 80 },
    // .75 and .78125: 98; without .25 and .75: 75; 50 + 73 ÷ 2 = 86
    { used: { cpu: 1000, memory: 24 * GI }, pod: { cpu: 2000, memory: GI }, withPod: 98, change: 86 },
    // cpu is cut to 1: 1 and .09375: 54; without .975 and .0625: 54; 50 + 50 ÷ 2 = 75
    { used: { cpu: 3900, memory: 2 * GI }, pod: { cpu: 1000, memory: GI }, withPod: 54, change: 75 },
  ])('of $pod on $used are $change (1.36) and $withPod (1.35)', ({ used, pod, withPod, change }) => {
    for (const [formula, score] of [['change', change], ['balance', withPod]] as const) {
      const create = (host: PluginHost): Plugin =>
        nodeResourcesBalancedAllocation.create(host, { resources: CPU_AND_MEMORY, formula });
      expect(scoreOn(create, used, pod), formula).toBe(score);
    }
  });
});

describe('normalisation', () => {
  // Reference, section 11.
  it('of TaintToleration turns few untolerated taints into high scores', () => {
    const scores = Float64Array.of(0, 1, 2, 3);
    scaleToHighest('reverse')(scores, 4);
    expect([...scores]).toEqual([100, 67, 34, 0]);
  });

  it('of NodeAffinity scales the highest weight to 100', () => {
    const scores = Float64Array.of(10, 25, 60);
    scaleToHighest('keep')(scores, 3);
    expect([...scores]).toEqual([16, 41, 100]);
  });

  it('of nothing but zeros gives 100 reversed and 0 otherwise', () => {
    const scores = new Float64Array(2);
    scaleToHighest('keep')(scores, 2);
    expect([...scores]).toEqual([0, 0]);
    scaleToHighest('reverse')(scores, 2);
    expect([...scores]).toEqual([100, 100]);
  });
});
