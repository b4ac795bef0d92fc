import { Digest } from '../base/digest.js';
import { manifestArrivals, syntheticArrivals, traceArrivals, type Arrivals } from './arrivals.js';
import { DemandCurve } from './demand-curve.js';
import { fragmentationMeter } from './fragmentation-probe.js';
import { PodFeed } from './pod-feed.js';
import type { Setting } from './setting.js';
import type { World } from './world.js';

/** The scheduler-only setting: queues of pods against a cluster, no control plane. */
export function schedulerOnly(world: World): Setting {
  const { plan, inputs, kernel, cluster, recorder } = world;
  world.addNodes();
  const lists: Arrivals[] = plan.workload.map((workload) => {
    if (workload.kind === 'trace') return traceArrivals(workload, inputs.pods[workload.input]!, world);
    if (workload.kind === 'synthetic') return syntheticArrivals(workload, world);
    return manifestArrivals(workload, inputs.manifests[workload.input]!, world);
  });
  world.refuseInexpressible();
  const curve = new DemandCurve(cluster, fragmentationMeter(world));
  const feed = new PodFeed({ kernel, cluster, recorder, curve, lists, decisionUs: world.decisionUs });
  const host = world.createHost(feed);

  return {
    host,
    run() {
      feed.start(host);
      const { cutOff } = world.run(() => recorder.activity);
      const waiting = world.pendingCount();
      if (!cutOff || (waiting === 0 && feed.unsentCount === 0)) return { outcome: 'completed', reason: null };
      const message = `at ${plan.until.atMostUs / 1e6} s, ${waiting} pods waited for a node and ${feed.unsentCount} had not arrived`;
      return { outcome: 'deadline-exceeded', reason: { kind: 'deadline', message } };
    },
    workloadHash: () => hashOf(world, lists),
    metrics: () => curve.metrics(),
    series: () => curve.series(),
    convergences: () => [],
    podName: (pod) => feed.nameOf(pod),
  };
}

/** Digest of what arrives: times, classes and lifetimes in order, and the nodes it arrives at. */
function hashOf(world: World, lists: readonly Arrivals[]): string {
  const digest = new Digest();
  const { nodes, classes } = world.cluster;
  digest.add(nodes.count);
  for (const name of nodes.names) digest.addText(name);
  for (const { vector, deviceCount, deviceMilli } of classes) {
    for (const amount of vector) digest.add(amount);
    digest.add(deviceCount);
    digest.add(deviceMilli);
  }
  for (const { count, createdUs, classId, lifetimeUs } of lists) {
    digest.add(count);
    for (let i = 0; i < count; i++) {
      digest.add(createdUs === null ? -1 : createdUs[i]!);
      digest.add(classId[i]!);
      digest.add(lifetimeUs[i]!);
    }
  }
  return digest.hex();
}
