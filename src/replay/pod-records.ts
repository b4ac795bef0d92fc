import type { PodRecords } from './result.js';
import type { Setting } from './setting.js';
import type { World } from './world.js';

/** One row per pod, in order of arrival at the scheduler. */
export function podRecords(world: World, setting: Setting): PodRecords {
  const { cluster, recorder } = world;
  const { count } = cluster.pods;
  const rows = Array.from({ length: count }, (_, pod) => pod);
  const column = (values: Float64Array): Float64Array => {
    const out = new Float64Array(count).fill(-1);
    out.set(values.subarray(0, count));
    return out;
  };
  return {
    names: rows.map((pod) => setting.podName(pod)),
    createdUs: cluster.pods.createdUs.slice(0, count),
    boundUs: column(recorder.boundUs),
    readyUs: column(recorder.readyUs),
    endedUs: column(recorder.endedUs),
    node: rows.map((pod) => cluster.nodes.names[recorder.lastNode[pod] ?? -1] ?? ''),
    attempts: cluster.pods.attempts.slice(0, count),
  };
}
