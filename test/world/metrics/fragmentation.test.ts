import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cluster } from '../../../src/world/cluster/index.js';
import { DemandCounter, Fragmentation, FragmentationMeter, typicalPods, type DemandGroup, type TypicalPod } from '../../../src/world/metrics/fragmentation.js';

const group = (cpuMilli: number, deviceMilli: number, deviceCount: number, podCount: number, models: readonly string[] | null = null): DemandGroup =>
  ({ cpuMilli, deviceMilli, deviceCount, podCount, models });

/** M of the worked example WE-37: half of the pods want a share of 500, 3 of 10 a whole device, 2 of 10 none. */
const M: TypicalPod[] = [
  { ...group(4000, 500, 1, 5), share: 0.5 }, { ...group(8000, 1000, 1, 3), share: 0.3 }, { ...group(2000, 0, 0, 2), share: 0.2 },
];

/** A node whose devices have these milli left. */
function nodeWith(cluster: Cluster, cpu: number, left: readonly number[], name = 'n'): number {
  const node = cluster.addNode({ name, allocatable: { cpu }, devices: { count: left.length, model: 'T4' } });
  left.forEach((milli, device) => {
    if (milli === 1000) return;
    const used = cluster.addClass({ requests: {}, devices: { count: 1, milliEach: 1000 - milli, models: null } });
    cluster.bind(cluster.addPod(used.id, 0), node, 1 << device);
  });
  return node;
}

describe('fragmentation of a node', () => {
  test.each([
    // WE-37: 16,000 milli-CPU, {1000, 1000}: only the CPU pods cannot use it: 0.2 x 2000 = 400
    { cpu: 16_000, left: [1000, 1000], expected: 400 },
    // {500, 1000}: the whole-device pods leave 500 out: 0.3 x 500 + 0.2 x 1500 = 450
    { cpu: 16_000, left: [500, 1000], expected: 450 },
    // {0, 1000}: 0.2 x 1000 = 200
    { cpu: 16_000, left: [0, 1000], expected: 200 },
    // 4,000 milli-CPU is too little for whole-device pods: 0.3 x 2000 + 0.2 x 2000 = 1000
    { cpu: 4_000, left: [1000, 1000], expected: 1000 },
    // nothing fits, CPU pods included: everything idle is fragment
    { cpu: 1_000, left: [1000, 1000], expected: 2000 },
  ])('$cpu milli-CPU and $left: $expected', ({ cpu, left, expected }) => {
    const cluster = new Cluster();
    const node = nodeWith(cluster, cpu, left);
    expect(new Fragmentation(cluster, M).ofNode(node)).toBeCloseTo(expected, 9);
  });

  test('a typical pod that does not accept the model cannot use the node at all', () => {
    const cluster = new Cluster();
    const node = nodeWith(cluster, 16_000, [1000, 1000]);
    const typical = [{ ...group(4000, 500, 1, 1, ['P100']), share: 0.25 }, { ...group(4000, 500, 1, 3, ['P100', 'T4']), share: 0.75 }];
    expect(new Fragmentation(cluster, typical).ofNode(node)).toBe(500); // 0.25 x 2000
  });

  test('a placement can be measured before it is made', () => {
    const cluster = new Cluster();
    const node = nodeWith(cluster, 16_000, [1000, 1000]);
    const fragmentation = new Fragmentation(cluster, M);
    // WE-37: a share of 500 on device 0 leaves {500, 1000} and 12,000 milli-CPU: 450.
    expect(fragmentation.ofNodeWith(node, 12_000, 0b01, 500)).toBeCloseTo(450, 9);
    expect(fragmentation.ofNode(node)).toBeCloseTo(400, 9);
  });
});

describe('typical pods', () => {
  test('are the commonest demands until they cover 95 % of the pods, with their shares among themselves', () => {
    // 60 + 30 = 90 of 100 is not enough, 95 is: the last five stay out.
    const typical = typicalPods([group(1, 0, 0, 5), group(2, 0, 0, 60), group(3, 0, 0, 30), group(4, 500, 1, 5)]);
    expect(typical.map((pod) => pod.cpuMilli)).toEqual([2, 3, 4]); // 5 pods each: more CPU first
    expect(typical.map((pod) => pod.share)).toEqual([0.6 / 0.95, 0.3 / 0.95, 0.05 / 0.95]);
  });

  test('of equal number are ordered falling by CPU, share, count and models', () => {
    const groups = [
      group(1, 500, 1, 1), group(1, 1000, 2, 1, ['T4']), group(1, 1000, 1, 1), group(2, 0, 0, 1), group(1, 1000, 2, 1), group(1, 1000, 2, 1, ['P100']),
    ];
    expect(typicalPods(groups).map((pod) => [pod.cpuMilli, pod.deviceMilli, pod.deviceCount, pod.models?.join() ?? ''])).toEqual([
      [2, 0, 0, ''], [1, 1000, 2, 'T4'], [1, 1000, 2, 'P100'], [1, 1000, 2, ''], [1, 1000, 1, ''], [1, 500, 1, ''],
    ]);
  });

  test('equal demands are counted together, whatever their memory', () => {
    const counter = new DemandCounter();
    counter.add({ cpuMilli: 1, deviceMilli: 500, deviceCount: 1, models: null }, 2);
    counter.add({ cpuMilli: 1, deviceMilli: 500, deviceCount: 1, models: ['T4'] }, 1);
    counter.add({ cpuMilli: 1, deviceMilli: 500, deviceCount: 1, models: null }, 3);
    expect(counter.groups).toEqual([group(1, 500, 1, 5), group(1, 500, 1, 1, ['T4'])]);
  });
});

test('the meter is the sum over all present nodes, whatever happened before', () => {
  const share = fc.integer({ min: 1, max: 1000 });
  fc.assert(fc.property(fc.array(fc.record({ node: fc.nat(6), device: fc.nat(3), milli: share, end: fc.boolean() }), { maxLength: 60 }), (steps) => {
    const cluster = new Cluster();
    for (let i = 0; i < 5; i++) nodeWith(cluster, 8000 * i, [1000, 1000, 1000, 1000], `n${i}`);
    const meter = new FragmentationMeter(cluster, M);
    const bound: number[] = [];
    for (const { node, device, milli, end } of steps) {
      if (node >= cluster.nodes.count) meter.nodeChanged(nodeWith(cluster, 6000, [1000, 1000, 1000, 1000], `n${cluster.nodes.count}`));
      else if (end && bound.length > 0) {
        const pod = bound.pop()!;
        const on = cluster.pods.node[pod]!;
        cluster.release(pod);
        meter.nodeChanged(on);
      } else if (cluster.nodes.deviceFree[cluster.nodes.deviceStart[node]! + device]! >= milli) {
        const podClass = cluster.addClass({ requests: {}, devices: { count: 1, milliEach: milli, models: null } });
        const pod = cluster.addPod(podClass.id, 0);
        cluster.bind(pod, node, 1 << device);
        meter.nodeChanged(node);
        bound.push(pod);
      }
    }
    const fragmentation = new Fragmentation(cluster, M);
    let total = 0;
    for (let node = 0; node < cluster.nodes.count; node++) total += fragmentation.ofNode(node);
    expect(meter.totalMilli).toBeCloseTo(total, 6);
    expect(meter.totalMilli).toBe(new FragmentationMeter(cluster, M).totalMilli);
  }));
});
