// Hot path: up to eight measurements per node that changed.
import { exp } from '../../../base/math.js';
import { CPU, WHOLE_DEVICE, type Cluster } from '../../../world/cluster/index.js';
import { Fragmentation, typicalPods, type TypicalPod } from '../../../world/metrics/fragmentation.js';
import { defineScheduler } from '../contract.js';
import { lowestDevices, podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, GRADIENT_COST } from './cost.js';
import { highestScore, isShare, type GpuPolicy } from './policy.js';

/**
 * Fragmentation gradient descent: the node whose expected fragment F falls most (or grows least) by the placement.
 * Score = trunc(100 x sigmoid((F before - F after) / 1000)); a pod with a share of a device tries each device that has
 * enough left, and the first of the best ones counts. The typical pods come from the workload's list as recorded.
 */
export const fgd = defineScheduler({
  name: 'fgd',
  title: 'FGD: fragmentation gradient descent',
  source: EXPERIMENT,
  revision: 1,
  differs: ['without a recorded list of pods no demand is typical: every node scores the same and the lowest row wins'],
  parameters: {},
  cost: GRADIENT_COST,
  create: (context) => podByPod(context, highestScore(context, fgdPolicy(context.cluster, typicalPods(context.expected)))),
});

/** The rule by itself, for a workload whose typical pods are given. */
export function fgdPolicy(cluster: Cluster, typical: readonly TypicalPod[]): GpuPolicy {
  const { nodes } = cluster;
  const fragmentation = new Fragmentation(cluster, typical);
  const before = new FragmentMemory(cluster, fragmentation);

  /** Score of the best device in the high bits, its index in the low five: both are wanted, and nothing is allocated. */
  const bestDevice = (cpuFree: number, deviceMilli: number, node: number): number => {
    const start = nodes.deviceStart[node]!;
    const now = before.ofNode(node);
    let best = -1;
    let chosen = 0;
    let tried = -1;
    for (let i = 0; i < nodes.deviceCount[node]!; i++) {
      const left = nodes.deviceFree[start + i]!;
      // A device with as much left as the one before it scores the same, and only a higher score would win.
      if (left < deviceMilli || left === tried) continue;
      tried = left;
      const score = gradientScore(now - fragmentation.ofNodeWith(node, cpuFree, 1 << i, deviceMilli));
      if (score > best) {
        best = score;
        chosen = i;
      }
    }
    return best * 32 + chosen;
  };

  return {
    score(podClass, node) {
      const cpuFree = nodes.allocatable[CPU]![node]! - nodes.requested[CPU]![node]! - podClass.cpuMilli;
      if (isShare(podClass)) return bestDevice(cpuFree, podClass.deviceMilli, node) >> 5;
      const devices = podClass.deviceCount === 0 ? 0 : lowestDevices(cluster, podClass, node);
      const after = fragmentation.ofNodeWith(node, cpuFree, devices, podClass.deviceMilli);
      return gradientScore(before.ofNode(node) - after);
    },
    device(podClass, node) {
      const cpuFree = nodes.allocatable[CPU]![node]! - nodes.requested[CPU]![node]! - podClass.cpuMilli;
      return bestDevice(cpuFree, podClass.deviceMilli, node) & 31;
    },
  };
}

/** Falls of the expected fragment (milli-devices) as an integer 0..100; 50 where nothing changes. */
function gradientScore(fall: number): number {
  return Math.trunc(1 / (1 + exp(-(fall / WHOLE_DEVICE))) * 100);
}

/** Expected fragment of each node, measured again where the node's version moved on. */
class FragmentMemory {
  #milli = new Float64Array(0);
  #seen = new Float64Array(0);

  constructor(readonly cluster: Cluster, readonly fragmentation: Fragmentation) {}

  ofNode(node: number): number {
    const { version } = this.cluster.nodes;
    if (node >= this.#seen.length) {
      this.#milli = new Float64Array(version.length);
      this.#seen = new Float64Array(version.length).fill(-1);
    }
    if (this.#seen[node] !== version[node]) {
      this.#seen[node] = version[node]!;
      this.#milli[node] = this.fragmentation.ofNode(node);
    }
    return this.#milli[node]!;
  }
}
