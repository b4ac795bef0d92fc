import { arrivalLists, hashArrivals } from './arrivals.js';
import { DemandCurve } from './demand-curve.js';
import { fragmentationMeter } from './fragmentation-probe.js';
import { PodFeed } from './pod-feed.js';
import type { Setting } from './setting.js';
import type { World } from './world.js';

/** The scheduler-only setting: queues of pods against a cluster, no control plane. */
export function schedulerOnly(world: World): Setting {
  const { plan, kernel, cluster, recorder } = world;
  world.addNodes();
  const lists = arrivalLists(world);
  world.refuseInexpressible();
  const curve = new DemandCurve(cluster, fragmentationMeter(world), () => kernel.nowUs);
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
    metrics: () => curve.metrics(),
    series: () => curve.series(),
    convergences: () => [],
    podName: (pod) => feed.nameOf(pod),
  };
}
