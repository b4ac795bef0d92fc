import { parseRfc3339Us } from '../base/rfc3339.js';
import type { Pod } from '../world/objects/index.js';
import { arrivalLists, hashArrivals, internPod } from './arrivals.js';
import { DemandCurve } from './demand-curve.js';
import { dumpedPods } from './dumped-pods.js';
import { podKey } from './kube-specs.js';
import { fragmentationMeter } from './fragmentation-probe.js';
import { PodFeed } from './pod-feed.js';
import type { Setting } from './setting.js';
import type { World } from './world.js';

/** The scheduler-only setting: queues of pods against a cluster, no control plane. */
export function schedulerOnly(world: World): Setting {
  const { plan, kernel, cluster, recorder } = world;
  world.addNodes();
  const lists = arrivalLists(world);
  const curve = new DemandCurve(cluster, fragmentationMeter(world), () => kernel.nowUs);
  const { kept } = dumpedPods(plan, world.inputs);
  const newestUs = kept.reduce((newest, pod) => Math.max(newest, startTimeUs(pod) ?? 0), 0);
  for (const pod of kept) {
    const row = keepPod(pod, newestUs, world);
    curve.placed(row, cluster.pods.node[row]!);
  }
  world.refuseInexpressible();
  const feed = new PodFeed({ kernel, cluster, recorder, curve, lists });
  const host = world.createHost(feed);

  return {
    host,
    run() {
      feed.start(host);
      const { cutOff } = world.run(plan.until.quietUs, () => recorder.activity);
      const waiting = world.pendingCount();
      if (!cutOff || (waiting === 0 && feed.unsentCount === 0)) return { outcome: 'completed', reason: null };
      const message = `at ${plan.until.atMostUs / 1e6} s, ${waiting} pods waited for a node and ${feed.unsentCount} had not arrived`;
      return { outcome: 'deadline-exceeded', reason: { kind: 'deadline', message } };
    },
    workloadHash: () => hashArrivals(world.cluster, lists),
    metrics() {
      const headroom = feed.headroom();
      return [...curve.metrics(), ...headroom === null ? [] : [{ metric: 'headroom_pods', statistic: 'value', value: headroom }]];
    },
    series: () => curve.series(),
    convergences: () => [],
    podName: (pod) => feed.nameOf(pod),
  };
}

/**
 * Puts a pod that has its node already into the tables; it does not end by itself. Answers its row.
 *
 * @param newestUs  when the youngest of them started: instant 0 of the replay
 */
function keepPod(pod: Pod, newestUs: number, { cluster, classes }: World): number {
  const row = cluster.addPod(internPod(pod, classes), 0, podKey(pod));
  const startUs = startTimeUs(pod);
  if (startUs !== null) cluster.pods.startUs[row] = startUs - newestUs;
  cluster.place(row, cluster.findNode(pod.spec.nodeName!));
  if (pod.metadata.deletionTimestamp !== undefined) cluster.terminate(row);
  return row;
}

function startTimeUs({ status }: Pod): number | null {
  return status?.startTime === undefined ? null : parseRfc3339Us(status.startTime);
}
