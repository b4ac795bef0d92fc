// Hot path: one attempt per pod.
import { invariant } from '../../../base/invariant.js';
import { POD_STATE, type Cluster, type NodeSpec, type PodClass } from '../../../world/cluster/index.js';
import type { RandomStream } from '../../../world/kernel/streams.js';
import { DEFAULT_SCHEDULER_NAME } from '../../../world/objects/index.js';
import type { Operations } from '../contract.js';
import { PLUGINS, type Profile } from './config/profile.js';
import { SchedulingCycle } from './framework/cycle.js';
import type { ClusterEvent } from './framework/events.js';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from './framework/fast.js';
import { FailureMemory } from './failure-memory.js';
import { createFramework, type Framework } from './framework/framework.js';
import { plainEvaluation } from './framework/plain.js';
import type { PluginDefinition } from './framework/plugin.js';
import { fitError, Statuses, SUCCESS } from './framework/status.js';
import { NodeOrder, zoneKey } from './node-order.js';
import { Nominator } from './nominator.js';
import { RunningPreemptions } from './preemption/running-preemptions.js';
import type { BackoffSettings } from './queue/backoff.js';
import { nodeChanges, podChanges } from './queue/changes.js';
import { NO_PLUGINS } from './queue/plugin-sets.js';
import { SchedulingQueue, type QueueName } from './queue/scheduling-queue.js';

export interface CoreOptions {
  readonly cluster: Cluster;
  readonly operations: Operations;
  /** At least one; names differ. */
  readonly profiles: readonly Profile[];
  /** `plain` asks every plugin about every node: slow, and the measure for `fast`. */
  readonly evaluation: 'fast' | 'plain';
  /** Draws among equal scores as up to 1.34; null = the heap rule of 1.35 and 1.36. */
  readonly tieBreak: RandomStream | null;
  /** Draws where plugins draw; null = always 0. */
  readonly random: RandomStream | null;
  readonly backoff: BackoffSettings;
  /** Plugins by name; the catalogue when left out. */
  readonly plugins?: ReadonlyMap<string, PluginDefinition>;
  /** Lists the feasible nodes of every attempt, for those who want to see them. */
  readonly lists?: boolean;
  /** Virtual time, microseconds. */
  nowUs(): number;
  /** Whether a bound pod is being deleted, or gone; what the tables say when left out. */
  isLeaving?(pod: number): boolean;
  /** Hears of every move of a pod in the queue, and why. */
  onMove?(pod: number, queue: QueueName, by: string): void;
}

/** What an attempt came to. */
export interface Decision {
  readonly pod: number;
  readonly podClass: PodClass;
  /** Row of the node that the pod goes to, -1 when it goes nowhere. */
  readonly node: number;
  /** Why it goes nowhere, or null. */
  readonly rejection: Rejection | null;
}

/** Why a pod goes nowhere for now. */
export interface Rejection {
  /** `rejected`: by plugins, or because there are no nodes. `error`: something failed. */
  readonly kind: 'rejected' | 'error';
  /** Set of the plugins that rejected it; none: it comes back like after an error. */
  readonly rejectors: number;
  /** Nomination to write: a node's name, empty clears it, null leaves it as it is. */
  readonly nominated: string | null;
  /** Pods to evict, in order. */
  readonly victims: readonly number[];
  /** What the real program would say. */
  message(): string;
}

/** A rejection as it was found. */
interface FoundRejection extends Rejection {
  /** What PostFilter adds to the message. */
  readonly post: string;
  /** It would be found again as long as nothing changes. */
  readonly isLasting: boolean;
}

/** One profile brought to life. */
export interface LiveProfile {
  readonly name: string;
  readonly framework: Framework;
  /** Its last attempt can be looked at. */
  readonly cycle: SchedulingCycle;
  readonly percentageOfNodesToScore: number;
  /** Its plugins answer alike as long as nothing changes; a user's plugins may look at anything. */
  readonly isMemorable: boolean;
}

const NO_VICTIMS: readonly number[] = [];
const ANY_NODE_CHANGE = ['UpdateNodeAllocatable', 'UpdateNodeLabel', 'UpdateNodeTaint', 'UpdateNodeDeclaredFeature'] as const;

/**
 * kube-scheduler without its surroundings: queue, profiles and nominations. It hears what happens in the cluster and
 * decides on one pod at a time; whoever drives it carries the decisions out and tells when they took effect.
 *
 *   pop ─▶ decide ─▶ node: reserve ─▶ (bind) ─▶ podAssigned
 *                └─▶ rejection: fail ─▶ (evictions, status patch) ─▶ nominationChanged
 *
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go and eventhandlers.go.
 */
export class KubeCore {
  readonly nominator: Nominator;
  readonly order = new NodeOrder();
  readonly queue: SchedulingQueue;
  readonly preemptions: RunningPreemptions;
  readonly statuses = new Statuses();
  readonly #cluster: Cluster;
  readonly #options: CoreOptions;
  readonly #profiles: readonly LiveProfile[];
  /** Index of the profile by pod class + 1; 0 = not looked up yet. */
  readonly #profileOf: number[] = [];
  /** Nominated node as the pods' status has it; pods without are left out. */
  readonly #nominations = new Map<number, string>();
  readonly #failures: FailureMemory<Rejection>;
  /** Number of the rejecting plugin by interned status. */
  readonly #pluginOf: number[] = [];

  constructor(options: CoreOptions) {
    const { cluster, profiles, operations, evaluation, tieBreak, lists } = options;
    this.#cluster = cluster;
    this.#options = options;
    this.nominator = new Nominator(cluster);
    this.#failures = new FailureMemory(cluster, this.nominator, operations);
    const { pods } = cluster;
    this.preemptions = new RunningPreemptions(options.isLeaving
      ?? ((pod) => pods.state[pod] !== POD_STATE.BOUND || pods.terminating[pod] === 1));
    const host = {
      cluster, statuses: this.statuses, nominator: this.nominator,
      indexes: evaluation === 'plain' ? 'rebuilt' : 'kept',
      random: options.random,
      nowUs: () => options.nowUs(),
      isPreempting: (pod: number) => this.preemptions.isRunning(pod),
    } as const;
    const rotation = { nextStart: 0 };
    this.#profiles = profiles.map((profile): LiveProfile => {
      const framework = createFramework(host, profile, options.plugins ?? PLUGINS);
      const cycle = new SchedulingCycle({
        framework, order: this.order, operations, tieBreak,
        evaluation: evaluation === 'plain' ? plainEvaluation(framework) : fastEvaluation(framework, DEFAULT_CACHE_BUDGET),
        percentageOfNodesToScore: profile.percentageOfNodesToScore,
        ...(lists === undefined ? {} : { lists }),
      }, rotation);
      return {
        name: profile.schedulerName, framework, cycle,
        percentageOfNodesToScore: profile.percentageOfNodesToScore,
        isMemorable: framework.plugins.every(({ name }) => (options.plugins ?? PLUGINS).get(name) === PLUGINS.get(name)),
      };
    });
    this.queue = new SchedulingQueue({
      cluster, nominator: this.nominator, settings: options.backoff,
      frameworks: this.#profiles.map(({ framework }) => framework),
      profileOf: (podClass) => this.profileOf(podClass),
      nominationOf: (pod) => this.nominationOf(pod),
      ...(options.onMove === undefined ? {} : { onMove: (pod, queue, by) => options.onMove!(pod, queue, by) }),
    });
    for (let node = 0; node < cluster.nodes.count; node++) {
      if (cluster.nodes.present[node] === 1) this.order.add(node, this.#zoneOf(node));
    }
  }

  /** Index of the profile that schedules a class, -1 when there is none: then its pods are another scheduler's. */
  profileOf(podClass: PodClass): number {
    const known = this.#profileOf[podClass.id];
    if (known !== undefined) return known;
    const name = podClass.template?.spec.schedulerName || DEFAULT_SCHEDULER_NAME;
    // The only profile takes every pod that names none, whatever it is called.
    const isOnly = this.#profiles.length === 1 && podClass.template?.spec.schedulerName === undefined;
    return (this.#profileOf[podClass.id] = isOnly ? 0 : this.#profiles.findIndex((profile) => profile.name === name));
  }

  /** The profile that schedules a class. */
  profileFor(podClass: PodClass): LiveProfile {
    const profile = this.#profiles[this.profileOf(podClass)];
    invariant(profile !== undefined, () => `pods of scheduler ${podClass.template?.spec.schedulerName} are not ours`);
    return profile;
  }

  frameworkOf(podClass: PodClass): Framework { return this.profileFor(podClass).framework; }

  /** Nominated node as the pod's status has it; empty = none. */
  nominationOf(pod: number): string { return this.#nominations.get(pod) ?? ''; }

  // What happens in the cluster. The tables show it already.

  /** A pod without a node came. */
  podAdded(pod: number): void {
    if (this.profileOf(this.classOf(pod)) >= 0) this.queue.add(pod, this.#options.nowUs());
  }

  /** A pod without a node, waiting or under way, changed from a former class. */
  podChanged(pod: number, before: PodClass): void {
    const after = this.classOf(pod);
    if (this.profileOf(before) < 0) return;
    const events = podChanges(before, after).map((action): ClusterEvent => ({ resource: 'UnscheduledPod', action, pod, before, after, node: -1 }));
    this.queue.update(pod, before, this.nominationOf(pod), events, this.#options.nowUs());
  }

  /** The nominated node in a waiting pod's status was written. */
  nominationChanged(pod: number, nodeName: string): void {
    const before = this.nominationOf(pod);
    if (before === nodeName) return;
    if (nodeName === '') this.#nominations.delete(pod);
    else this.#nominations.set(pod, nodeName);
    const podClass = this.classOf(pod);
    const event: ClusterEvent = { resource: 'UnscheduledPod', action: 'Update', pod, before: podClass, after: podClass, node: -1 };
    this.queue.update(pod, podClass, before, [event], this.#options.nowUs());
    if (before !== '') this.#promiseBroken(pod, podClass, before);
  }

  /** A pod without a node was deleted. */
  podRemoved(pod: number): void {
    this.queue.remove(pod);
    const nominated = this.nominationOf(pod);
    if (nominated === '') return;
    this.#nominations.delete(pod);
    this.#promiseBroken(pod, this.classOf(pod), nominated);
  }

  /** A pod has got its node, by this scheduler or another, or came with one. */
  podAssigned(pod: number, node: number): void {
    this.#assignedPod('Add', pod, node, null, this.classOf(pod));
    this.queue.remove(pod);
    this.#nominations.delete(pod);
  }

  /** A pod on a node changed; `pod` is its row now. */
  assignedPodChanged(pod: number, node: number, before: PodClass): void {
    const after = this.classOf(pod);
    for (const action of podChanges(before, after)) this.#assignedPod(action, pod, node, before, after);
  }

  /**
   * A pod on a node is gone, or a node that was set aside for a pod is free again.
   *
   * @param except  pod that is not woken by it; -1 = none
   */
  podUnassigned(pod: number, node: number, except = -1): void {
    this.queue.move({ resource: 'AssignedPod', action: 'Delete', pod, before: this.classOf(pod), after: null, node },
      this.#options.nowUs(), Infinity, except);
  }

  nodeAdded(node: number): void {
    this.nodeEntered(node);
    this.tellNode('Add', node, null, this.#cluster.nodes.specs[node]!);
  }

  /** `before`: what it was; null = not known, then it may have changed in every way that helps. */
  nodeUpdated(node: number, before: NodeSpec | null): void {
    this.nodeMoved(node);
    const after = this.#cluster.nodes.specs[node]!;
    const actions = before === null ? ANY_NODE_CHANGE : nodeChanges(before, after);
    for (const action of actions) this.tellNode(action, node, before, after);
  }

  nodeRemoved(node: number): void {
    this.tellNode('Delete', node, this.#cluster.nodes.specs[node]!, null);
    this.nodeLeft(node);
  }

  /** Tells the node order alone that a node came, changed its labels or left. */
  nodeEntered(node: number): void { this.order.add(node, this.#zoneOf(node)); }
  nodeMoved(node: number): void { this.order.update(node, this.#zoneOf(node)); }
  nodeLeft(node: number): void { this.order.remove(node); }

  /** Tells the queue alone of a node's change. */
  tellNode(action: ClusterEvent['action'], node: number, before: NodeSpec | null, after: NodeSpec | null): void {
    this.queue.move({ resource: 'Node', action, node, before, after }, this.#options.nowUs());
  }

  /** An object that is neither node nor pod changed. */
  objectChanged(event: ClusterEvent): void { this.queue.move(event, this.#options.nowUs()); }

  // Attempts.

  /**
   * Tries a popped pod.
   *
   * @param nominated  the node in its status when it was popped
   * @param podClass   its class when it was popped
   * @param missing    name of a pod that was deleted since then: it makes no room for itself
   */
  decide(pod: number, nominated = this.nominationOf(pod), podClass = this.classOf(pod), missing: string | null = null): Decision {
    const isPlain = nominated === '' && missing === null && this.nominator.nodeNameOf(pod) === '';
    const { cycle, isMemorable } = this.profileFor(podClass);
    const rejection = isPlain && isMemorable ? this.#failures.recall(podClass, cycle.rotation, this.order.list().length) : undefined;
    if (rejection !== undefined) return { pod, podClass, node: -1, rejection };
    const node = cycle.run(pod, podClass, nominated === '' ? -1 : this.#cluster.findNode(nominated));
    if (node >= 0) return { pod, podClass, node, rejection: null };
    const found = this.#rejection(cycle, missing);
    if (isPlain && isMemorable && found.isLasting) this.#remember(pod, podClass, found);
    return { pod, podClass, node, rejection: found };
  }

  /** Sets aside what the pod needs on its node; answers why that was refused, or null. */
  reserve({ pod, podClass, node }: Decision): Rejection | null {
    this.#failures.reservations++;
    for (const plugin of this.frameworkOf(podClass).reserves) {
      const status = plugin.reserve?.(pod, podClass, node) ?? SUCCESS;
      if (status === SUCCESS) continue;
      this.unreserve(pod, podClass, node);
      return this.refused(status);
    }
    return null;
  }

  unreserve(pod: number, podClass: PodClass, node: number): void {
    this.#failures.reservations++;
    const { reserves } = this.frameworkOf(podClass);
    for (let k = reserves.length - 1; k >= 0; k--) reserves[k]!.unreserve?.(pod, podClass, node);
  }

  /** The pod holds room on its node now: it is promised nothing any more. */
  assumed(pod: number): void { this.nominator.remove(pod); }

  /** A popped pod comes back to the queue. What `rejection` asks for besides is up to the caller. */
  fail(pod: number, { rejectors, nominated }: Rejection): void {
    this.queue.giveBack(pod, rejectors, NO_PLUGINS, this.#options.nowUs());
    const name = nominated ?? this.nominationOf(pod);
    if (name === '') this.nominator.remove(pod);
    else this.nominator.add(pod, name);
  }

  /** What a plugin's refusal after the choice of a node comes to. */
  refused(status: number): Rejection {
    const { plugin, code, reasons } = this.statuses.get(status)!;
    return {
      kind: code === 'Error' ? 'error' : 'rejected',
      rejectors: code === 'Error' ? NO_PLUGINS : this.queue.sets.of([this.queue.sets.plugin(plugin)]),
      nominated: '',
      victims: NO_VICTIMS,
      message: () => (code === 'Error' ? reasons.join(', ') : fitError(1, Int32Array.of(status), this.statuses)),
    };
  }

  /** What a failure comes to that no plugin is to blame for. */
  broken(message: string): Rejection {
    return { kind: 'error', rejectors: NO_PLUGINS, nominated: '', victims: NO_VICTIMS, message: () => message };
  }

  classOf(pod: number): PodClass { return this.#cluster.classes[this.#cluster.pods.classId[pod]!]!; }

  /** Every pod of the class fails like this one until something changes; words are found again if somebody asks for them. */
  #remember(pod: number, podClass: PodClass, { isLasting: _, ...rejection }: FoundRejection): void {
    const { operations } = this.#options;
    const { cycle } = this.profileFor(podClass);
    const post = rejection.post;
    const message = (): string => {
      const { nextStart } = cycle.rotation;
      const before = { ...operations };
      cycle.run(pod, podClass);
      cycle.rotation.nextStart = nextStart;
      Object.assign(operations, before);
      return cycle.failureText() + post;
    };
    this.#failures.keep(podClass, cycle.search.failedCount, { ...rejection, message });
  }

  #rejection(cycle: SchedulingCycle, missing: string | null): FoundRejection {
    const { failure } = cycle;
    invariant(failure !== null, 'an attempt without node has a reason');
    switch (failure.kind) {
      case 'error': return { ...this.broken(failure.message), isLasting: false, post: '' };
      case 'no-nodes': return { ...this.broken(cycle.failureText()), kind: 'rejected', isLasting: false, post: '' };
      default: {
        const rejectors = this.#rejectors(cycle);
        const answer = missing === null ? cycle.postFilter() : { result: 'error', message: `preemption: pod "${missing}" not found` } as const;
        const post = (answer?.message ?? '') === '' ? '' : ` ${answer!.message}`;
        return {
          kind: 'rejected', rejectors, post,
          nominated: answer === null ? '' : answer.nominated ?? null,
          victims: answer?.victims ?? NO_VICTIMS,
          message: () => cycle.failureText() + post,
          isLasting: answer === null || (answer.result === 'continue' && (answer.nominated ?? '') === ''),
        };
      }
    }
  }

  /** Plugins that rejected at least one node, or the pod as a whole; those that named the nodes to look at count, too. */
  #rejectors({ failure, plan, search }: SchedulingCycle): number {
    const { sets } = this.queue;
    const plugins: number[] = [];
    if (failure?.kind === 'rejected') {
      const { plugin, code } = failure.status;
      if (plugin !== '') plugins.push(sets.plugin(plugin));
      if (plugin !== '' && code === 'UU') return sets.of(plugins);
    } else {
      let last = -1;
      for (let i = 0; i < search.failedCount; i++) {
        const status = search.failedStatus[i]!;
        if (status === last) continue;
        last = status;
        const plugin = (this.#pluginOf[status] ??= sets.plugin(this.statuses.get(status)!.plugin));
        if (!plugins.includes(plugin)) plugins.push(plugin);
      }
    }
    return sets.of([...plugins, ...plan!.narrowedBy.map((name) => sets.plugin(name))]);
  }

  /** Pods of lower or equal priority treat a nominated pod as one that runs there. */
  #promiseBroken(pod: number, podClass: PodClass, nodeName: string): void {
    this.queue.move({ resource: 'AssignedPod', action: 'Delete', pod, before: podClass, after: null, node: this.#cluster.findNode(nodeName) },
      this.#options.nowUs(), podClass.priority);
  }

  #assignedPod(action: ClusterEvent['action'], pod: number, node: number, before: PodClass | null, after: PodClass): void {
    this.queue.move({ resource: 'AssignedPod', action, pod, before, after, node }, this.#options.nowUs());
  }

  #zoneOf(node: number): string { return zoneKey(this.#cluster.nodes.specs[node]!.template?.metadata.labels); }
}
