// Hot path: one step per attempt.
import { POD_STATE } from '../../../world/cluster/index.js';
import type { TimerHandle } from '../../../world/kernel/kernel.js';
import type { Scheduler, SchedulerContext } from '../contract.js';
import type { Profile } from './config/profile.js';
import { explainAttempt } from './explain.js';
import type { ClusterEvent } from './framework/events.js';
import type { PluginDefinition } from './framework/plugin.js';
import { KubeCore, type Decision, type Rejection } from './kube-core.js';
import { DEFAULT_BACKOFF, type BackoffSettings } from './queue/backoff.js';

export interface KubeOptions {
  /** At least one; names differ. */
  readonly profiles: readonly Profile[];
  /** `plain` asks every plugin about every node: slow, and the measure for `fast`. */
  readonly evaluation: 'fast' | 'plain';
  /** `heap`: 1.35 and 1.36. `uniform`: up to 1.34, from a stream of the cell. */
  readonly tieBreak: 'heap' | 'uniform';
  /** Defaults when left out. */
  readonly backoff?: BackoffSettings;
  /** Plugins by name; the catalogue when left out. */
  readonly plugins?: ReadonlyMap<string, PluginDefinition>;
}

const SECOND_US = 1_000_000;
const POOL_CHECK_US = 30 * SECOND_US;

/** kube-scheduler as an actor: takes notes of what happens, tries one pod per step. */
export function kubeScheduler(context: SchedulerContext, options: KubeOptions): Scheduler { return new KubeActor(context, options); }

/**
 * Differs: a binding takes no part in the scheduling of others while it is under way, as it takes no room twice; the
 * evictions of one preemption are asked for at the same time, in their order.
 */
class KubeActor implements Scheduler {
  readonly #context: SchedulerContext;
  readonly #core: KubeCore;
  #timer: TimerHandle | null = null;
  #timerUs = Infinity;
  #timerKeepsAlive = false;
  /** Pods that failed before this place of the queue's sequence may do better now: something changed since. */
  #changedAt = 0;

  constructor(context: SchedulerContext, { profiles, evaluation, tieBreak, backoff = DEFAULT_BACKOFF, plugins }: KubeOptions) {
    this.#context = context;
    const { cluster, operations } = context;
    this.#core = new KubeCore({
      cluster, operations, profiles, evaluation, backoff,
      tieBreak: tieBreak === 'uniform' ? context.stream('kube-tie-break') : null,
      random: context.stream('kube-preemption'),
      nowUs: () => context.nowUs(),
      ...(plugins === undefined ? {} : { plugins }),
    });
  }

  podArrived(pod: number): void { this.#core.podAdded(pod); }

  podChanged(pod: number, before: Parameters<KubeCore['podChanged']>[1]): void {
    this.#core.podChanged(pod, before);
    this.#changed();
  }

  podWithdrawn(pod: number): void {
    this.#core.preemptions.end(pod);
    this.#core.podRemoved(pod);
  }

  podAssigned(pod: number, node: number): void { this.#core.podAssigned(pod, node); }

  podTerminating(pod: number, node: number): void { this.#core.assignedPodChanged(pod, node, this.#core.classOf(pod)); }

  podEnded(pod: number, node: number): void {
    this.#changed();
    this.#core.podUnassigned(pod, node);
  }

  bindFailed(pod: number, node: number): void {
    const core = this.#core;
    core.unreserve(pod, core.classOf(pod), node);
    core.podUnassigned(pod, node);
    this.#giveBack(pod, core.broken('the binding did not come through'));
    this.#changed();
  }

  nodeChanged: NonNullable<Scheduler['nodeChanged']> = (node, change, before = null) => {
    this.#changed();
    const core = this.#core;
    if (change === 'removed') core.nodeRemoved(node);
    else if (change === 'added' || !core.order.has(node)) core.nodeAdded(node);
    else core.nodeUpdated(node, before);
  };

  objectChanged: NonNullable<Scheduler['objectChanged']> = ({ kind, before, after }) => {
    this.#changed();
    // Kinds that no plugin waits for have no listeners.
    this.#core.objectChanged({ resource: kind, action: before === null ? 'Add' : after === null ? 'Delete' : 'Update', before, after } as ClusterEvent);
  };

  /** What is due is found at the next step. */
  timer(): void {
    this.#timer = null;
    this.#timerUs = Infinity;
  }

  step(): boolean {
    const { queue } = this.#core;
    const nowUs = this.#context.nowUs();
    // The checks took place at whole seconds; nobody looked at the queue since.
    if (queue.nextBackoffCheckUs() <= nowUs) queue.flushBackoff(nowUs - nowUs % SECOND_US);
    if (queue.nextPoolCheckUs() <= nowUs) queue.flushPool(nowUs - nowUs % POOL_CHECK_US);
    const pod = queue.pop();
    if (pod < 0) {
      this.#armTimer(nowUs);
      return false;
    }
    if (this.#context.cluster.pods.state[pod] === POD_STATE.PENDING) this.#attempt(pod);
    else queue.done(pod);
    return true;
  }

  #attempt(pod: number): void {
    const core = this.#core;
    core.preemptions.end(pod);
    this.#explain(pod);
    const decision = core.decide(pod);
    const rejection = decision.rejection ?? core.reserve(decision) ?? this.#permitAndBind(decision);
    if (rejection !== null) this.#fail(pod, rejection);
  }

  /** Answers why the pod may not be bound, or null when it is. */
  #permitAndBind({ pod, podClass, node }: Decision): Rejection | null {
    const core = this.#core;
    const { permits, preBinds, binds, postBinds } = core.frameworkOf(podClass);
    for (const plugin of permits) {
      const answer = plugin.permit?.(pod, podClass, node) ?? 'allow';
      if (answer === 'allow') continue;
      core.unreserve(pod, podClass, node);
      if ('status' in answer) return core.refused(answer.status);
      return core.broken(`plugin "${plugin.name}" lets pods wait at Permit, which a replay cannot do`);
    }
    for (const plugin of preBinds) {
      const answer = plugin.preBind?.(pod, podClass, node) ?? { writes: [] };
      if ('status' in answer) {
        core.unreserve(pod, podClass, node);
        return core.refused(answer.status);
      }
      for (const { kind, object } of answer.writes) this.#context.write(kind, object as never);
    }
    core.assumed(pod);
    core.queue.done(pod);
    binds.some((plugin) => plugin.bind?.(pod, podClass, node) === true);
    this.#context.bind(pod, node);
    for (const plugin of postBinds) plugin.postBind?.(pod, podClass, node);
    return null;
  }

  #fail(pod: number, rejection: Rejection): void {
    const context = this.#context;
    if (rejection.victims.length === 0 && (rejection.nominated ?? this.#core.nominationOf(pod)) === '' && context.unschedulable === 'give-up') {
      this.#core.queue.done(pod);
      this.#core.podRemoved(pod);
      context.giveUp(pod, rejection.message());
      return;
    }
    context.failed(pod, rejection.message);
    this.#evict(pod, rejection);
    this.#giveBack(pod, rejection);
  }

  #giveBack(pod: number, rejection: Rejection): void {
    this.#core.fail(pod, rejection);
    if (rejection.nominated !== null) this.#core.nominationChanged(pod, rejection.nominated);
  }

  /** Asks for the evictions; pods of lower priority lose their promise of the same node. */
  #evict(pod: number, { victims, nominated }: Rejection): void {
    const core = this.#core;
    const { cluster } = this.#context;
    const alive = victims.filter((victim) => cluster.pods.terminating[victim] === 0);
    if (alive.length === 0) return;
    core.preemptions.begin(pod);
    core.preemptions.awaitLast(pod, alive.at(-1)!);
    const { priority } = core.classOf(pod);
    const node = cluster.findNode(nominated ?? '');
    for (const other of node < 0 ? [] : [...core.nominator.podsOn(node)]) {
      if (core.classOf(other).priority < priority) core.nominationChanged(other, '');
    }
    for (const victim of alive) this.#context.preempt(victim);
  }

  #explain(pod: number): void {
    const { witness, cluster } = this.#context;
    if (witness?.wants(pod) !== true) return;
    const core = this.#core;
    const podClass = core.classOf(pod);
    const { cycle, framework, percentageOfNodesToScore } = core.profileFor(podClass);
    witness.explained(pod, explainAttempt({
      framework, percentageOfNodesToScore, order: core.order, rotation: cycle.rotation, pod, podClass,
      nominated: core.nominationOf(pod) === '' ? -1 : cluster.findNode(core.nominationOf(pod)),
      attempt: core.queue.entries.attempts[pod]!, atUs: this.#context.nowUs(),
    }));
  }

  #changed(): void { this.#changedAt = this.#core.queue.sequence; }

  /** Wakes the idle scheduler when a backoff ends or a pod has been in the pool for too long. */
  #armTimer(nowUs: number): void {
    const { queue } = this.#core;
    const atUs = Math.min(queue.nextBackoffCheckUs(), queue.nextPoolCheckUs());
    // What failed before the last change is tried once more, as no hint of the real program covers everything. What failed
    // since would only fail again, and for ever.
    const keepsAlive = queue.backoff.size > 0 || queue.hasPooledBefore(this.#changedAt)
      || queue.errorBackoff.rows.some((pod) => queue.entries.sequence[pod]! < this.#changedAt);
    if (this.#timer !== null) {
      if (atUs === this.#timerUs && keepsAlive === this.#timerKeepsAlive) return;
      this.#context.cancelTimer(this.#timer);
      this.#timer = null;
    }
    if (atUs === Infinity) return;
    this.#timerUs = atUs;
    this.#timerKeepsAlive = keepsAlive;
    this.#timer = this.#context.setTimer(atUs - nowUs, 0, { keepsAlive });
  }
}
