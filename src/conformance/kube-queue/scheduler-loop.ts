import { byCodeUnit } from '../../base/by-code-unit.js';
import type { Decision, KubeCore, Rejection } from '../../algorithms/schedulers/kube/kube-core.js';
import type { Cluster } from '../../world/cluster/index.js';
import { objectKey } from '../../world/cluster/cluster-objects.js';
import type { ClusterWrite } from '../../algorithms/schedulers/kube/framework/plugin.js';
import type { ApiPod } from './api-pod.js';
import type { ApiServer } from './api-server.js';
import type { Entry, Latency } from './format.js';
import type { SchedulerCache } from './scheduler-cache.js';
import type { Task, Tasks, Wait } from './tasks.js';

/** How often a binding looks whether its volumes are bound, milliseconds; and after how long it gives up. */
const VOLUME_POLL_MS = 1000;
const VOLUME_TIMEOUT_MS = 600_000;

export interface SchedulerLoopOptions {
  readonly cluster: Cluster;
  readonly core: KubeCore;
  readonly cache: SchedulerCache;
  readonly api: ApiServer;
  readonly tasks: Tasks;
  readonly latency: Latency;
  /** Gate SchedulerAsyncPreemption: evictions are asked for beside the loop. */
  readonly preemptsAsync: boolean;
  /** Binding calls that will fail, by pod. */
  readonly failing: Map<string, number>;
  note(entry: Omit<Entry, 't'>): void;
}

/**
 * The scheduling loop of a timeline and what it starts: binding cycles and evictions, with the time that their calls
 * take.
 *
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go; order within an instant as the README of the recordings says.
 */
export class SchedulerLoop {
  /** A cycle is under way. */
  isBusy = false;
  readonly #options: SchedulerLoopOptions;
  /** Pod whose cycle runs; empty = none. */
  #inCycle = '';

  constructor(options: SchedulerLoopOptions) { this.#options = options; }

  /** Whether there is a pod to pop. */
  canPop(popsFromBackoff: boolean): boolean {
    const { active, backoff } = this.#options.core.queue;
    return !this.isBusy && (active.size > 0 || (popsFromBackoff && backoff.size > 0));
  }

  /** Pops a pod and tries it. */
  * cycle(): Task {
    const { core, cache, tasks, latency, api, note } = this.#options;
    this.isBusy = tasks.isBusy = true;
    const from = core.queue.active.size === 0 ? 'backoff' : 'active';
    const row = core.queue.pop();
    const pod = api.podAt(row);
    this.#inCycle = pod.name;
    if (pod.assumedOn !== '') {
      core.queue.done(row);
      note({ e: 'skip', pod: pod.name });
    } else {
      const popped = { podClass: core.classOf(row), nominated: core.nominationOf(row) };
      if (latency.cycle !== undefined && latency.cycle > 0) {
        cache.freeze();
        tasks.isBusy = false;
        yield tasks.latency(latency.cycle);
        tasks.isBusy = true;
      }
      const decision = frozen(core.decide(row, popped.nominated, popped.podClass, api.find(pod.name) === undefined ? pod.name : null));
      const attempt = { e: 'try', pod: pod.name, from, n: core.queue.entries.attempts[row]! };
      if (decision.node >= 0) note({ ...attempt, ...this.#choice(decision) });
      const evictions = yield* this.#evict(pod, decision.rejection);
      cache.thaw();
      const rejection = decision.rejection ?? this.#assume(pod, decision);
      if (rejection === null) tasks.run(this.#binding(pod, decision));
      else yield* this.#failure(pod, rejection, attempt, evictions);
    }
    this.#inCycle = '';
    this.isBusy = tasks.isBusy = false;
  }

  #choice({ node, podClass }: Decision): Omit<Entry, 't' | 'e'> {
    const { cluster, core } = this.#options;
    const { search, feasibleCount } = core.profileFor(podClass).cycle;
    const nameOf = (row: number): string => cluster.nodes.names[row]!;
    const best: string[] = [];
    if (search.feasibleCount > 1) {
      const totals = search.totals.subarray(0, search.feasibleCount);
      const top = totals.reduce((most, total) => Math.max(most, total), -Infinity);
      totals.forEach((total, i) => { if (total === top) best.push(nameOf(search.feasible[i]!)); });
    }
    return { res: 'node', node: nameOf(node), feas: feasibleCount, ...(best.length > 1 ? { best: best.sort(byCodeUnit) } : {}) };
  }

  /** The pod takes its room; answers why it may not, or null. */
  #assume(pod: ApiPod, decision: Decision): Rejection | null {
    const { core, cache, cluster } = this.#options;
    const nodeName = cluster.nodes.names[decision.node]!;
    pod.assumedOn = nodeName;
    pod.isCached = true;
    cluster.pods.classId[pod.row] = decision.podClass.id;
    cache.place(pod.row, nodeName);
    core.assumed(pod.row);
    const rejection = core.reserve(decision);
    if (rejection !== null) this.#forget(pod);
    return rejection;
  }

  /** The pod's room is free again; answers whether the cache counted it as chosen. */
  #forget(pod: ApiPod): boolean {
    const { cache } = this.#options;
    if (pod.nodeName !== '') return false;
    if (pod.isCached) cache.remove(pod.row, false);
    pod.isCached = false;
    pod.assumedOn = '';
    return true;
  }

  * #binding(pod: ApiPod, decision: Decision): Task {
    const { core, api, tasks, latency, cluster } = this.#options;
    const { row } = pod;
    const nodeName = cluster.nodes.names[decision.node]!;
    const writes = this.#writes(decision);
    if (writes !== null && pod.nominatedNodeName !== nodeName) {
      yield* tasks.call(latency.evict ?? 0);
      this.#patchNomination(pod, nodeName);
    }
    core.queue.done(row);
    let error = writes === null ? null : yield* this.#preBind(writes);
    if (error === null) {
      yield* tasks.call(latency.bind ?? 0);
      error = this.#call(pod, nodeName);
    }
    if (error === null) {
      api.bind(pod, nodeName);
      for (const plugin of core.frameworkOf(decision.podClass).postBinds) plugin.postBind?.(row, decision.podClass, decision.node);
      return;
    }
    core.unreserve(row, decision.podClass, decision.node);
    const node = cluster.findNode(nodeName);
    if (this.#forget(pod)) core.podUnassigned(row, node);
    yield* this.#failure(pod, core.broken(error), { e: 'fail', pod: pod.name, n: core.queue.entries.attempts[row]! });
  }

  /** What the plugins want written before the binding; null when they have nothing to do. */
  #writes({ pod, podClass, node }: Decision): readonly ClusterWrite[] | null {
    const answers = this.#options.core.frameworkOf(podClass).preBinds.flatMap((plugin) => plugin.preBind?.(pod, podClass, node) ?? []);
    const writes = answers.flatMap((answer) => ('writes' in answer ? answer.writes : []));
    return writes.length === 0 ? null : writes;
  }

  /** Writes volumes, then waits until their claims are bound; answers what went wrong, or null. */
  * #preBind(writes: readonly ClusterWrite[]): Generator<Wait, string | null, void> {
    const { tasks, latency, note, api, cluster } = this.#options;
    for (const { kind, object } of writes) {
      yield* tasks.call(latency.bind ?? 0);
      note({ e: 'write', kind: `${kind.toLowerCase()}s`, pod: object.metadata.name });
      api.write(kind, object);
    }
    const claims = writes.flatMap(({ kind, object }) => {
      const claim = kind === 'PersistentVolume' ? object.spec?.claimRef : undefined;
      return claim === undefined ? [] : [`${claim.namespace ?? 'default'}/${claim.name}`];
    });
    for (let waitedMs = 0; waitedMs < VOLUME_TIMEOUT_MS; waitedMs += VOLUME_POLL_MS) {
      yield { ns: VOLUME_POLL_MS * 1_000_000 };
      const isBound = claims.every((key) => {
        const claim = cluster.objects.get('PersistentVolumeClaim', key);
        return claim?.metadata.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined
          && objectKey('PersistentVolumeClaim', claim) === key;
      });
      if (isBound) return null;
    }
    return 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded';
  }

  /** The binding call takes effect, or answers an error. */
  #call(pod: ApiPod, nodeName: string): string | null {
    const { note, failing } = this.#options;
    const left = failing.get(pod.name) ?? 0;
    const latest = this.#options.api.find(pod.name);
    const error = latest === undefined ? `pods "${pod.name}" not found`
      : left > 0 ? 'injected'
      : latest === pod && !latest.isTerminating && latest.nodeName === '' ? null
      : `Operation cannot be fulfilled on pods "${pod.name}": pod is being deleted or bound or was recreated`;
    if (latest !== undefined && left > 0) failing.set(pod.name, left - 1);
    note({ e: error === null ? 'bind' : 'bindfail', pod: pod.name, node: nodeName });
    return error === null ? null : `running Bind plugin "DefaultBinder": ${error}`;
  }

  /** The pod comes back: queue, nomination, status. */
  * #failure(pod: ApiPod, rejection: Rejection, entry: Omit<Entry, 't'>, evictions: Task | null = null): Task {
    const { core, tasks, latency, note, api, cluster } = this.#options;
    const { row } = pod;
    const message = rejection.message();
    const names = [...core.queue.sets.namesOf(rejection.rejectors)].sort(byCodeUnit);
    note({
      ...entry,
      res: rejection.kind === 'error' ? 'error' : 'unsched',
      ...(names.length === 0 ? {} : { plugins: names }),
      ...(rejection.nominated === null ? {} : { to: rejection.nominated }),
      m: message,
    });
    const latest = api.find(pod.name);
    if (pod.exists && pod.nodeName === '') {
      cluster.pods.classId[row] = api.classIdOf(pod);
      core.fail(row, rejection);
    } else {
      core.queue.done(row);
      core.nominator.remove(row);
      if (latest !== undefined && latest !== pod) return;
    }
    // They are begun by the attempt, but the loop is faster than they are.
    if (evictions !== null) tasks.run(evictions);
    const condition = `${rejection.kind} ${message}`;
    const renominates = rejection.nominated !== null && rejection.nominated !== pod.nominatedNodeName;
    if (condition === pod.scheduledCondition && !renominates) return;
    if ((latency.patch ?? 0) > 0 || !this.#options.preemptsAsync) {
      if (this.#inCycle === pod.name) yield* tasks.callInLoop(latency.patch ?? 0);
      else if ((latency.patch ?? 0) > 0) yield tasks.latency(latency.patch!);
    }
    if (!pod.exists || pod.nodeName !== '') return;
    pod.scheduledCondition = condition;
    if (renominates) this.#patchNomination(pod, rejection.nominated);
  }

  #patchNomination(pod: ApiPod, nodeName: string): void {
    if (!pod.exists || pod.nodeName !== '' || pod.nominatedNodeName === nodeName) return;
    this.#options.note({ e: 'nominate', pod: pod.name, to: nodeName });
    this.#options.api.nominate(pod, nodeName);
  }

  /** Evicts the victims, or answers the task that asks for their eviction beside the loop; null = there is nothing to do. */
  * #evict(pod: ApiPod, rejection: Rejection | null): Generator<Wait, Task | null, void> {
    if (rejection === null || rejection.victims.length === 0) return null;
    const { core, api, preemptsAsync, cluster: { pods } } = this.#options;
    // The scheduler knows its victims from the snapshot: what became of them since does not count.
    const victims = rejection.victims.filter((row) => pods.terminating[row] === 0).map((row): Victim => {
      const victim = api.podAt(row);
      return { pod: victim, row, condition: pods.preempted[row] === 1 ? victim.disruptionCondition : '' };
    });
    if (preemptsAsync) {
      if (victims.length === 0) return null;
      core.preemptions.begin(pod.row);
      return this.#evictions(pod, victims, rejection.nominated ?? '');
    }
    for (const victim of victims) yield* this.#evictOne(pod, victim);
    yield* this.#clearNominations(pod, rejection.nominated ?? '');
    return null;
  }

  * #evictions(pod: ApiPod, victims: readonly Victim[], nodeName: string): Task {
    const { preemptions } = this.#options.core;
    yield* this.#clearNominations(pod, nodeName);
    for (const victim of victims.slice(0, -1)) yield* this.#evictOne(pod, victim);
    const last = victims.at(-1)!;
    preemptions.awaitLast(pod.row, last.row);
    yield* this.#evictOne(pod, last);
    preemptions.end(pod.row);
  }

  /** Pods of lower priority lose their promise of the same node. */
  * #clearNominations(pod: ApiPod, nodeName: string): Task {
    const { core, api, cluster } = this.#options;
    const { priority } = core.classOf(pod.row);
    const lower = core.nominator.podsOn(cluster.findNode(nodeName))
      .filter((row) => core.classOf(row).priority < priority && core.nominationOf(row) !== '');
    for (const row of lower) {
      yield* this.#evictionCall();
      this.#patchNomination(api.podAt(row), '');
    }
  }

  * #evictOne(pod: ApiPod, { pod: victim, condition: former }: Victim): Task {
    const { api, note } = this.#options;
    const condition = `preempted for a pod of ${pod.object.spec.schedulerName}`;
    if (former !== condition) {
      yield* this.#evictionCall();
      if (!victim.exists) return;
      victim.disruptionCondition = condition;
      note({ e: 'disrupt', pod: victim.name });
      api.disrupt(victim);
    }
    yield* this.#evictionCall();
    note({ e: 'evict', pod: victim.name });
    const latest = api.find(victim.name);
    if (latest !== undefined) api.deletePod(latest);
  }

  * #evictionCall(): Task {
    const { tasks, latency, preemptsAsync } = this.#options;
    if (preemptsAsync) yield* tasks.call(latency.evict ?? 0);
    else yield* tasks.callInLoop(latency.evict ?? 0);
  }
}

/** A pod to evict, as the snapshot shows it. */
interface Victim {
  readonly pod: ApiPod;
  readonly row: number;
  /** What the condition DisruptionTarget says; empty = not set. */
  readonly condition: string;
}

/** The decision with its text as it is now, while the tables show what it was made on. */
function frozen(decision: Decision): Decision {
  if (decision.rejection === null) return decision;
  const text = decision.rejection.message();
  return { ...decision, rejection: { ...decision.rejection, message: () => text } };
}
