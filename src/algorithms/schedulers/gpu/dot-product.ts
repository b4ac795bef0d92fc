import { CPU, type Cluster } from '../../../world/cluster/index.js';
import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, FORMULA_COST } from './cost.js';
import { MAX_CPU_MILLI, MAX_DEVICE_MILLI } from './max-spec.js';
import { highestScore, idleDeviceMilli, tightestDevice, type GpuPolicy } from './policy.js';

/**
 * DotProd: the node whose free vector (CPU, devices) has the smallest dot product with the pod's demand, both relative
 * to the largest machine. Score = trunc(100 x (1 - dot / 2)). Note the sign: it avoids alignment, unlike Tetris.
 */
export const gpuDotProduct = defineScheduler({
  name: 'gpu-dot-product',
  title: 'DotProd: smallest dot product of free and demanded resources',
  source: EXPERIMENT,
  revision: 1,
  parameters: {},
  cost: FORMULA_COST,
  create: (context) => podByPod(context, highestScore(context, dotProductPolicy(context.cluster))),
});

/** The rule by itself; worked example: 64,000 milli-CPU and 4,000 milli left, pod of 8,000 and 500: 96. */
export function dotProductPolicy(cluster: Cluster): GpuPolicy {
  const { nodes } = cluster;
  return {
    score(podClass, node) {
      const cpuFree = nodes.allocatable[CPU]![node]! - nodes.requested[CPU]![node]!;
      const wanted = podClass.deviceCount * podClass.deviceMilli;
      const dot = (cpuFree / MAX_CPU_MILLI) * (podClass.cpuMilli / MAX_CPU_MILLI)
        + (idleDeviceMilli(cluster, node) / MAX_DEVICE_MILLI) * (wanted / MAX_DEVICE_MILLI);
      const score = 1 - dot / 2;
      // Only machines far above the largest one get here: the original's maximum starts at -1 and then answers 0.
      return score <= -1 ? 0 : Math.trunc(100 * score);
    },
    device: (podClass, node) => tightestDevice(cluster, podClass, node),
  };
}
