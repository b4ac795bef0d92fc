import { WHOLE_DEVICE, type Cluster } from '../../../world/cluster/index.js';
import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, FORMULA_COST } from './cost.js';
import { highestScore, tightestDevice, type GpuPolicy } from './policy.js';

/**
 * GpuPacking: devices in use first, then free devices of nodes in use, then free nodes.
 *
 *   pod without devices                       0
 *   no device of the node is in use           max(33 - devices, devices)
 *   the tightest fitting devices: some free   max(50 - free ones among them, 33)
 *   all of them in use                        max(100 - floor(sum of floor(left percent) / 10), 50)
 */
export const gpuPacking = defineScheduler({
  name: 'gpu-packing',
  title: 'GpuPacking: devices in use first, then free devices of nodes in use',
  source: EXPERIMENT,
  revision: 1,
  parameters: {},
  cost: FORMULA_COST,
  create: (context) => podByPod(context, highestScore(context, gpuPackingPolicy(context.cluster))),
});

/** The rule by itself; worked examples: {500, 1000} for 500: 95, for 1000: 49; eight free for 500: 25. */
export function gpuPackingPolicy(cluster: Cluster): GpuPolicy {
  const { nodes } = cluster;
  const left: number[] = [];
  return {
    score(podClass, node) {
      if (podClass.deviceCount === 0) return 0;
      const start = nodes.deviceStart[node]!;
      const count = nodes.deviceCount[node]!;
      let free = 0;
      left.length = 0;
      for (let i = 0; i < count; i++) {
        const milli = nodes.deviceFree[start + i]!;
        if (milli === WHOLE_DEVICE) free++;
        if (milli >= podClass.deviceMilli) left.push(milli);
      }
      if (free === count) return Math.max(33 - free, free);
      left.sort((x, y) => x - y);
      let freeUsed = 0;
      let percent = 0;
      for (let i = 0; i < podClass.deviceCount; i++) {
        if (left[i] === WHOLE_DEVICE) freeUsed++;
        percent += Math.trunc(left[i]! * 100 / WHOLE_DEVICE);
      }
      return freeUsed > 0 ? Math.max(50 - freeUsed, 33) : Math.max(100 - Math.trunc(percent / 10), 50);
    },
    device: (podClass, node) => tightestDevice(cluster, podClass, node),
  };
}
