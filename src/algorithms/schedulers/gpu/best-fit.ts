import { CPU, type Cluster } from '../../../world/cluster/index.js';
import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, FORMULA_COST } from './cost.js';
import { MAX_CPU_MILLI, MAX_DEVICE_MILLI } from './max-spec.js';
import { highestScore, idleDeviceMilli, tightestDevice, type GpuPolicy } from './policy.js';

/**
 * BestFit: the node with the least CPU and devices left after placement, relative to the largest machine, half each.
 * Score = trunc(100 x (1 - what is left)).
 *
 * The original then stretches the scores of the feasible nodes to 0..100 in integers. That is left out because it
 * cannot change the choice: only the highest scores become 100, so the nodes that tie at the top stay the same.
 */
export const gpuBestFit = defineScheduler({
  name: 'gpu-best-fit',
  title: 'BestFit: least CPU and devices left after placement',
  source: EXPERIMENT,
  revision: 1,
  parameters: {},
  cost: FORMULA_COST,
  create: (context) => podByPod(context, highestScore(context, bestFitPolicy(context.cluster))),
});

/** The rule by itself; worked example: pod of 8,000 milli-CPU and 500 milli on (64,000, 4,000): 56, on (16,000, 1,000): 93. */
export function bestFitPolicy(cluster: Cluster): GpuPolicy {
  const { nodes } = cluster;
  return {
    score(podClass, node) {
      const cpuFree = nodes.allocatable[CPU]![node]! - nodes.requested[CPU]![node]!;
      const wanted = podClass.deviceCount * podClass.deviceMilli;
      const left = (cpuFree - podClass.cpuMilli) / MAX_CPU_MILLI * 0.5
        + (idleDeviceMilli(cluster, node) - wanted) / MAX_DEVICE_MILLI * 0.5;
      return Math.trunc((1 - left) * 100);
    },
    device: (podClass, node) => tightestDevice(cluster, podClass, node),
  };
}
