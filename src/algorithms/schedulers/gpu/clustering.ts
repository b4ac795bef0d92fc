import type { Cluster, PodClass } from '../../../world/cluster/index.js';
import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, FORMULA_COST } from './cost.js';
import { MAX_DEVICE_MILLI } from './max-spec.js';
import { highestScore, idleDeviceMilli, isShare, tightestDevice, type GpuPolicy } from './policy.js';

/**
 * GpuClustering: pods of one kind (a share, one device, two devices ...) together.
 *
 *   b = trunc(25 x (8000 - idle milli) / 8000)
 *   pod without devices                  0
 *   node hosts only this kind            b + 75
 *   node hosts this kind and others      b + 50
 *   node hosts no pod with devices       b + 25
 *   node hosts only other kinds          b
 */
export const gpuClustering = defineScheduler({
  name: 'gpu-clustering',
  title: 'GpuClustering: pods that want the same number of devices together',
  source: EXPERIMENT,
  revision: 1,
  parameters: {},
  cost: FORMULA_COST,
  create: (context) => podByPod(context, highestScore(context, clusteringPolicy(context.cluster))),
});

/** The rule by itself; worked example: only this kind on the node and 4,000 milli left: 12 + 75 = 87. */
export function clusteringPolicy(cluster: Cluster): GpuPolicy {
  const { nodes, pods, classes } = cluster;
  return {
    score(podClass, node) {
      if (podClass.deviceCount === 0) return 0;
      const kind = kindOf(podClass);
      let same = false;
      let others = false;
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
        const hosted = classes[pods.classId[pod]!]!;
        if (hosted.deviceCount === 0) continue;
        if (kindOf(hosted) === kind) same = true;
        else others = true;
      }
      const base = Math.trunc(25 * (MAX_DEVICE_MILLI - idleDeviceMilli(cluster, node)) / MAX_DEVICE_MILLI);
      if (same) return base + (others ? 50 : 75);
      return base + (others ? 0 : 25);
    },
    device: (podClass, node) => tightestDevice(cluster, podClass, node),
  };
}

/** 0 = a share of one device, else the number of devices. */
function kindOf(podClass: PodClass): number { return isShare(podClass) ? 0 : podClass.deviceCount; }
