import { Digest } from '../base/digest.js';
import { invariant } from '../base/invariant.js';
import type { Reconciler } from '../algorithms/controllers/reconciler.js';
import { ControlPlane, isReady, keyOf, type ApiObject } from '../world/controlplane/index.js';
import type { Pod } from '../world/objects/index.js';
import { arrivalLists, hashArrivals, internPod, type Arrivals } from './arrivals.js';
import { BarePods } from './bare-pods.js';
import { ConvergenceTracker, SETTLE_WINDOW_US } from './convergence.js';
import { DemandCurve } from './demand-curve.js';
import { fragmentationMeter } from './fragmentation-probe.js';
import { Goal } from './goal.js';
import { dumpedPods } from './dumped-pods.js';
import { nodeObject, podKey } from './kube-specs.js';
import type { ControlPlanePlan } from './plan.js';
import type { MetricValue } from './result.js';
import { SchedulerPort } from './scheduler-port.js';
import { schedule } from './script.js';
import type { Ending, Setting } from './setting.js';
import type { World } from './world.js';

/**
 * The setting with a control plane: controllers create pods in the store, the scheduler binds them through the API, the
 * kubelet starts them. Pods of traces and generators are created as bare pods.
 */
export function withControlPlane(world: World, settings: ControlPlanePlan): Setting {
  const { plan, kernel, cluster, recorder, streams, classes } = world;
  world.addNodes();
  const plane = new ControlPlane({ kernel, streams, plan: settings });
  plane.apply(cluster.nodes.specs.map(nodeObject));
  const lists = arrivalLists(world);
  const { kept } = dumpedPods(plan, world.inputs);
  const keptClasses = kept.map((pod) => internPod(pod, classes));
  world.refuseInexpressible();

  const curve = new DemandCurve(cluster, fragmentationMeter(world), () => kernel.nowUs);
  const port = new SchedulerPort({
    plane, cluster, classes, recorder, curve,
    refuse: () => world.refuseInexpressible(),
    onDecision: (podKey, isPlaced) => pods.decided(podKey, isPlaced),
  });
  kept.forEach((pod, i) => port.expect(podKey(pod), keptClasses[i]!));
  const pods = new BarePods({ plane, cluster, lists, announce: (podKey, classId) => port.expect(podKey, classId) });
  plane.store.subscribe('Pod', ({ object }) => {
    const row = port.rowOf(keyOf(object));
    if (row >= 0 && isReady(object)) recorder.ready(row, kernel.nowUs);
  });
  const goal = new Goal(plane, () => tracker.changed());
  const tracker = new ConvergenceTracker({ kernel, isReached: () => goal.isReached(), missingPods: () => goal.missingPods() });
  const reconcilers = startControllers(world, plane, settings);
  const host = world.createHost(port);
  port.start(host);
  // Their owners are not part of the replay: without them nobody would count these pods, or collect them as garbage.
  plane.apply(kept.map(withoutOwners));
  schedule(world, plane, (name) => {
    goal.invalidate();
    tracker.disturbed(name);
  });

  return {
    host,
    run() {
      pods.start();
      const windowUs = Math.max(plan.until.quietUs, SETTLE_WINDOW_US);
      const { cutOff, wasStill } = world.run(windowUs, () => recorder.activity + plane.store.counters.commits);
      tracker.finish();
      const isAtWork = cutOff && !wasStill && (tracker.unsettledAtEnd !== null || world.pendingCount() > 0);
      return ending(isAtWork || pods.unsentCount > 0, tracker, world);
    },
    workloadHash: () => hashWorkload(world, lists),
    metrics: () => [...curve.metrics(), ...tracker.metrics(), ...workDone(plane, reconcilers)],
    series: () => curve.series(),
    convergences: () => tracker.convergences(),
    podName: (pod) => port.keyOf(pod),
  };
}

function withoutOwners({ metadata: { name, namespace, labels = {} }, spec }: Pod): ApiObject {
  return {
    apiVersion: 'v1', kind: 'Pod', spec: { ...spec },
    metadata: { name, labels, ...namespace === undefined ? {} : { namespace } },
  };
}

function ending(isLate: boolean, tracker: ConvergenceTracker, world: World): Ending {
  const { unsettledAtEnd } = tracker;
  if (isLate) {
    const message = `at ${world.plan.until.atMostUs / 1e6} s of virtual time the cluster was still at work`;
    return { outcome: 'deadline-exceeded', reason: { kind: 'deadline', message } };
  }
  if (unsettledAtEnd === null) return { outcome: 'completed', reason: null };
  return { outcome: 'did-not-converge', reason: { kind: 'convergence', message: `never settled: ${unsettledAtEnd}` } };
}

function startControllers(world: World, plane: ControlPlane, settings: ControlPlanePlan): Reconciler[] {
  const { controllers, strategies } = world.catalogues;
  const strategy = strategies.get(settings.strategy.name);
  invariant(strategy !== undefined, `strategy ${settings.strategy.name} is not in the catalogue`);
  return Object.values(settings.controllers).map(({ name, parameters }) => {
    const definition = controllers.get(name);
    invariant(definition !== undefined, `controller ${name} is not in the catalogue`);
    return strategy.start({ plane, definition, parameters, workers: settings.workers }, settings.strategy.parameters as never);
  });
}

function workDone(plane: ControlPlane, reconcilers: readonly Reconciler[]): MetricValue[] {
  const values: [string, number][] = [
    ['reconciles', reconcilers.reduce((total, { counters }) => total + counters.syncs, 0)],
    ['api_writes', plane.store.counters.writes],
    ['api_conflicts', plane.store.counters.conflicts],
  ];
  return values.map(([metric, value]) => ({ metric, statistic: 'value', value }));
}

/** Digest of the demand: arrivals, manifests and the script of changes and faults. */
function hashWorkload(world: World, lists: readonly Arrivals[]): string {
  const { plan, inputs, cluster } = world;
  const digest = new Digest();
  digest.addText(hashArrivals(cluster, lists));
  digest.addText(JSON.stringify([plan.changes, plan.faults]));
  for (const workload of plan.workload) {
    if (workload.kind === 'manifests') digest.addText(JSON.stringify([workload.atUs, inputs.manifests[workload.input]]));
  }
  return digest.hex();
}
