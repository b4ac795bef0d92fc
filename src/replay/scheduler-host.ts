// Hot path: one piece of work per pod.
import { invariant } from '../base/invariant.js';
import type {
  Claim, CostModel, NodeChange, ObjectChange, Operations, Scheduler, SchedulerContext, SchedulerDefinition, TransactionOptions,
  TransactionOutcome,
} from '../algorithms/schedulers/contract.js';
import type { DecisionWitness } from '../algorithms/schedulers/explanation.js';
import {
  objectKey, POD_STATE, Replica, type Cluster, type ClusterObject, type ClusterObjectKind, type NodeSpec, type PodClass,
} from '../world/cluster/index.js';
import { LANE } from '../world/kernel/lanes.js';
import type { DemandGroup } from '../world/metrics/fragmentation.js';
import type { EventKind, Kernel, TimerHandle } from '../world/kernel/kernel.js';
import type { Streams } from '../world/kernel/streams.js';
import { Violation } from './violation.js';

const SECOND_US = 1_000_000;

/** What becomes of decisions: the workload (scheduler only) or the control plane's API carries them out. */
export interface DecisionSink {
  bound(pod: number, node: number): void;
  gaveUp(pod: number, reason: string): void;
  preempted(victim: number): void;
  attemptFailed(pod: number): void;
  /** One piece of decision work took this long, microseconds of virtual time. */
  decided(costUs: number): void;
}

export interface HostOptions {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly streams: Streams;
  readonly sink: DecisionSink;
  readonly unschedulable: 'wait' | 'give-up';
  readonly cost: CostModel;
  /** What the workload's lists ask for, for schedulers that use history. */
  readonly expected: readonly DemandGroup[];
  /** Somebody who asks about decisions. */
  readonly witness?: DecisionWitness | null;
}

/**
 * Runs a scheduler's actors: the one port through which the workload or the control plane feeds them, in both settings.
 * Each actor has a mailbox and is busy while its work takes virtual time; what it decides counts from the end of that
 * piece of work. Without decision time everything happens within one instant, in lane DECIDE.
 */
export class SchedulerHost {
  readonly operations: Operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
  /** Claims of transactions that were refused. */
  refusedClaims = 0;
  readonly #options: HostOptions;
  readonly #actors: Actor[] = [];
  readonly #route: (pod: number) => number;
  /** Log position of the last claim on each node: what `sequence` conflicts compare with. */
  #lastClaim = new Float64Array(0);

  constructor(definition: SchedulerDefinition, parameters: Readonly<Record<string, unknown>>, options: HostOptions) {
    this.#options = options;
    const values = parameters as never;
    const count = definition.actors?.(values) ?? 1;
    const { cluster, kernel } = options;
    this.#route = (pod) => count === 1 ? 0
      : definition.route?.(pod, cluster.classes[cluster.pods.classId[pod]!]!, count) ?? pod % count;
    const run = kernel.kind({ name: 'scheduler', lane: LANE.DECIDE, handler: (actor) => this.#actors[actor]!.run() });
    const ring = (actor: number, tag: number): void => this.#actors[actor]!.mail(MAIL.TIMER, tag, 0);
    const timer = kernel.kind({ name: 'scheduler-timer', lane: LANE.WORK, handler: ring });
    const idleTimer = kernel.kind({ name: 'scheduler-idle-timer', lane: LANE.WORK, periodic: true, handler: ring });
    for (let i = 0; i < count; i++) {
      const actor = new Actor({ ...options, host: this, index: i, actorCount: count, run, timer, idleTimer });
      actor.start(definition.create(actor, values));
      this.#actors.push(actor);
    }
    if (definition.heartbeatUs !== undefined) this.#startHeartbeats(definition.heartbeatUs(values));
  }

  podArrived(pod: number): void { this.#actors[this.#route(pod)]!.mail(MAIL.POD_ARRIVED, pod, 0); }

  podWithdrawn(pod: number): void { this.#actors[this.#route(pod)]!.mail(MAIL.POD_WITHDRAWN, pod, 0); }

  /** A pending pod's class changed; the tables show the new one. */
  podChanged(pod: number, before: PodClass): void { this.#actors[this.#route(pod)]!.mail(MAIL.POD_CHANGED, pod, 0, before); }

  podAssigned(pod: number, node: number): void {
    for (const actor of this.#actors) if (actor.hearsOfBindings) actor.mail(MAIL.POD_ASSIGNED, pod, node);
  }

  podTerminating(pod: number, node: number): void {
    for (const actor of this.#actors) actor.mail(MAIL.POD_TERMINATING, pod, node);
  }

  podEnded(pod: number, node: number): void {
    for (const actor of this.#actors) actor.mail(MAIL.POD_ENDED, pod, node);
  }

  /** A binding did not come through: the room is free already, and the pod pending. */
  bindFailed(pod: number, node: number): void {
    const owner = this.#actors[this.#route(pod)]!;
    for (const actor of this.#actors) actor.mail(actor === owner ? MAIL.BIND_FAILED : MAIL.POD_ENDED, pod, node);
  }

  /** `before`: specification of an updated node before the change, where it is known. */
  nodeChanged(node: number, change: NodeChange, before: NodeSpec | null = null): void {
    for (const actor of this.#actors) actor.mail(MAIL.NODE_CHANGED, node, NODE_CHANGES.indexOf(change), before);
  }

  objectChanged(change: ObjectChange): void {
    for (const actor of this.#actors) actor.mail(MAIL.OBJECT_CHANGED, 0, 0, change);
  }

  /** Carries out a scheduler's write of an object. */
  write(kind: ClusterObjectKind, object: ClusterObject): void {
    const { objects } = this.#options.cluster;
    const before = objects.get(kind, objectKey(kind, object)) ?? null;
    // The command's signature tied the object to its kind.
    objects.put(kind, object as never);
    this.objectChanged({ kind, before, after: object });
  }

  /**
   * A binding counts. The pod starts now, as far as preemption is concerned: the API keeps whole seconds. The node's version
   * has changed with the binding, and nothing was decided since, so nobody remembers the pod without its start.
   */
  bound(pod: number, node: number): void {
    const { kernel, cluster, sink } = this.#options;
    cluster.pods.startUs[pod] = kernel.nowUs - kernel.nowUs % SECOND_US;
    sink.bound(pod, node);
  }

  /** Checks a transaction against the true state and carries out what it may. */
  settle(claims: readonly Claim[], options: TransactionOptions): TransactionOutcome {
    const { cluster } = this.#options;
    const committed: Claim[] = [];
    const refused: Claim[] = [];
    const fork = cluster.fork();
    for (const claim of claims) {
      if (this.#conflicts(claim, options)) refused.push(claim);
      else {
        cluster.bind(claim.pod, claim.node, claim.devices ?? 0);
        committed.push(claim);
      }
    }
    this.refusedClaims += refused.length;
    if (refused.length > 0 && options.mode === 'all-or-nothing') {
      cluster.rollback(fork);
      return { committed: [], refused: claims };
    }
    cluster.keep(fork);
    for (const claim of committed) this.#noteClaim(claim.node);
    for (const claim of committed) this.bound(claim.pod, claim.node);
    return { committed, refused };
  }

  #conflicts(claim: Claim, options: TransactionOptions): boolean {
    const { cluster } = this.#options;
    const podClass = cluster.classes[cluster.pods.classId[claim.pod]!]!;
    if (cluster.pods.state[claim.pod] !== POD_STATE.PENDING || !cluster.fits(podClass, claim.node)) return true;
    return options.conflicts === 'sequence' && (this.#lastClaim[claim.node] ?? 0) > options.basedOn;
  }

  #noteClaim(node: number): void {
    if (node >= this.#lastClaim.length) {
      const larger = new Float64Array(this.#options.cluster.nodes.present.length);
      larger.set(this.#lastClaim);
      this.#lastClaim = larger;
    }
    this.#lastClaim[node] = this.#options.cluster.log.end;
  }

  #startHeartbeats(periodUs: number): void {
    const { kernel, cluster, streams } = this.#options;
    const kind = kernel.kind({
      name: 'node-heartbeat', lane: LANE.NODE, periodic: true,
      handler: (node) => {
        if (cluster.nodes.present[node] === 0) return;
        for (const actor of this.#actors) actor.mail(MAIL.HEARTBEAT, node, 0);
        kernel.after(periodUs, kind, node);
      },
    });
    // Each node reports in its own phase, drawn per node: real nodes were not started together.
    for (let node = 0; node < cluster.nodes.count; node++) {
      kernel.at(Math.floor(streams.unitOf('heartbeat-phase', node) * periodUs), kind, node);
    }
  }
}

const MAIL = {
  POD_ARRIVED: 0, POD_WITHDRAWN: 1, POD_ENDED: 2, HEARTBEAT: 3, TIMER: 4, REPLY: 5, POD_ASSIGNED: 6, POD_TERMINATING: 7, BIND_FAILED: 8,
  /** From here on with an enclosure. */
  POD_CHANGED: 9, NODE_CHANGED: 10, OBJECT_CHANGED: 11,
} as const;
const NODE_CHANGES: readonly NodeChange[] = ['added', 'updated', 'removed'];

type Command =
  | { readonly verb: 'bind'; readonly pod: number; readonly node: number }
  | { readonly verb: 'give-up'; readonly pod: number; readonly reason: string }
  | { readonly verb: 'failed'; readonly pod: number }
  | { readonly verb: 'preempt'; readonly pod: number }
  | { readonly verb: 'write'; readonly kind: ClusterObjectKind; readonly object: ClusterObject }
  | { readonly verb: 'transact'; readonly id: number; readonly claims: readonly Claim[]; readonly options: TransactionOptions };

interface ActorOptions extends HostOptions {
  readonly host: SchedulerHost;
  readonly index: number;
  readonly actorCount: number;
  readonly run: EventKind;
  readonly timer: EventKind;
  readonly idleTimer: EventKind;
}

/** One single-threaded actor: mailbox, busy time, and the commands of the running piece of work. */
class Actor implements SchedulerContext {
  readonly cluster: Cluster;
  readonly operations: Operations;
  readonly actor: number;
  readonly unschedulable: 'wait' | 'give-up';
  readonly expected: readonly DemandGroup[];
  readonly witness?: DecisionWitness;
  readonly #options: ActorOptions;
  #scheduler!: Scheduler;
  /** Mail as triples (kind, a, b), read from `#read`. */
  #mail: number[] = [];
  #read = 0;
  /** Enclosures of the mail that has one, in the same order; read with it. */
  #enclosures: unknown[] = [];
  #enclosuresRead = 0;
  #commands: Command[] = [];
  #replies = new Map<number, TransactionOutcome>();
  #transactions = 0;
  readonly #before: Operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
  #spentUs = 0;
  #remainderUs = 0;
  #busy = false;
  #scheduled = false;

  constructor(options: ActorOptions) {
    this.#options = options;
    this.cluster = options.cluster;
    this.operations = options.host.operations;
    this.actor = options.index;
    this.unschedulable = options.unschedulable;
    this.expected = options.expected;
    if (options.witness !== undefined && options.witness !== null) this.witness = options.witness;
  }

  start(scheduler: Scheduler): void { this.#scheduler = scheduler; }

  /** Whether the scheduler wants to hear of bindings: most do not, and there is one per pod. */
  get hearsOfBindings(): boolean { return this.#scheduler.podAssigned !== undefined; }

  mail(kind: number, a: number, b: number, enclosure: unknown = null): void {
    this.#mail.push(kind, a, b);
    if (kind >= MAIL.POD_CHANGED) this.#enclosures.push(enclosure);
    if (this.#busy || this.#scheduled) return;
    this.#scheduled = true;
    this.#options.kernel.after(0, this.#options.run, this.actor);
  }

  /** Works until there is nothing to do or a piece of work takes virtual time. */
  run(): void {
    // Mail that comes of what is carried out here is read below: it must not schedule a second run beside this one.
    this.#scheduled = true;
    if (this.#busy) {
      this.#busy = false;
      this.#carryOut();
    }
    for (;;) {
      this.#rememberOperations();
      if (!this.#work()) break;
      const exact = this.#workCostUs() + this.#spentUs + this.#remainderUs;
      const whole = Math.floor(exact);
      this.#remainderUs = exact - whole;
      this.#spentUs = 0;
      if (whole > 0) {
        this.#options.sink.decided(whole);
        this.#busy = true;
        this.#options.kernel.after(whole, this.#options.run, this.actor);
        break;
      }
      this.#carryOut();
    }
    this.#scheduled = false;
  }

  /** One piece of work: the oldest mail, else one step. Answers false when there is neither. */
  #work(): boolean {
    if (this.#read === this.#mail.length) {
      this.#mail.length = 0;
      this.#read = 0;
      this.#enclosures.length = 0;
      this.#enclosuresRead = 0;
      return this.#scheduler.step?.() ?? false;
    }
    const kind = this.#mail[this.#read]!;
    const a = this.#mail[this.#read + 1]!;
    const b = this.#mail[this.#read + 2]!;
    this.#read += 3;
    this.#deliver(kind, a, b);
    return true;
  }

  #deliver(kind: number, a: number, b: number): void {
    const scheduler = this.#scheduler;
    switch (kind) {
      case MAIL.POD_ARRIVED: scheduler.podArrived(a); break;
      case MAIL.POD_WITHDRAWN: scheduler.podWithdrawn?.(a); break;
      case MAIL.POD_ENDED: scheduler.podEnded?.(a, b); break;
      case MAIL.POD_ASSIGNED: scheduler.podAssigned?.(a, b); break;
      case MAIL.POD_TERMINATING: scheduler.podTerminating?.(a, b); break;
      case MAIL.BIND_FAILED:
        if (scheduler.bindFailed !== undefined) scheduler.bindFailed(a, b);
        else {
          scheduler.podEnded?.(a, b);
          scheduler.podArrived(a);
        }
        break;
      // Each kind of mail is sent with its own kind of enclosure.
      case MAIL.POD_CHANGED: scheduler.podChanged?.(a, this.#enclosures[this.#enclosuresRead++] as PodClass); break;
      case MAIL.NODE_CHANGED: scheduler.nodeChanged?.(a, NODE_CHANGES[b]!, this.#enclosures[this.#enclosuresRead++] as NodeSpec | null); break;
      case MAIL.OBJECT_CHANGED: scheduler.objectChanged?.(this.#enclosures[this.#enclosuresRead++] as ObjectChange); break;
      case MAIL.HEARTBEAT: scheduler.nodeHeartbeat?.(a); break;
      case MAIL.TIMER: scheduler.timer?.(a); break;
      default: {
        const outcome = this.#replies.get(a)!;
        this.#replies.delete(a);
        scheduler.reply?.(a, outcome);
      }
    }
  }

  #carryOut(): void {
    if (this.#commands.length === 0) return;
    const commands = this.#commands;
    this.#commands = [];
    const { sink, host } = this.#options;
    for (const command of commands) {
      switch (command.verb) {
        case 'bind': host.bound(command.pod, command.node); break;
        case 'give-up': sink.gaveUp(command.pod, command.reason); break;
        case 'failed': sink.attemptFailed(command.pod); break;
        case 'preempt': sink.preempted(command.pod); break;
        case 'write': host.write(command.kind, command.object); break;
        case 'transact':
          this.#replies.set(command.id, host.settle(command.claims, command.options));
          this.mail(MAIL.REPLY, command.id, 0);
      }
    }
  }

  #rememberOperations(): void {
    const { operations } = this;
    this.#before.attempts = operations.attempts;
    this.#before.nodesVisited = operations.nodesVisited;
    this.#before.filterCalls = operations.filterCalls;
    this.#before.scoreCalls = operations.scoreCalls;
  }

  /** Cost of the operations since the last call of `#rememberOperations`: integer differences first, so that nothing drifts. */
  #workCostUs(): number {
    const { cost } = this.#options;
    const { operations } = this;
    return (operations.attempts - this.#before.attempts) * cost.perAttemptUs
      + (operations.nodesVisited - this.#before.nodesVisited) * cost.perNodeVisitedUs
      + (operations.filterCalls - this.#before.filterCalls) * cost.perFilterCallUs
      + (operations.scoreCalls - this.#before.scoreCalls) * cost.perScoreCallUs;
  }

  nowUs(): number { return this.#options.kernel.nowUs; }

  stream(purpose: string): ReturnType<SchedulerContext['stream']> {
    return this.#options.streams.get(this.#options.actorCount === 1 ? purpose : `${purpose}/${this.actor}`);
  }

  bind(pod: number, node: number, devices = 0): void {
    const { cluster } = this;
    const podClass = this.#pending(pod);
    invariant(Number.isInteger(node) && node >= 0 && node < cluster.nodes.count, `bind to node ${node}, rows are 0 to ${cluster.nodes.count - 1}`);
    if (!cluster.fits(podClass, node)) {
      throw new Violation('capacity', `pod ${pod} was bound to node ${cluster.nodes.names[node]}, which has no room for it`);
    }
    this.#countAttempt(pod);
    cluster.bind(pod, node, devices);
    this.#commands.push({ verb: 'bind', pod, node });
  }

  transact(claims: readonly Claim[], options: TransactionOptions): number {
    for (const { pod } of claims) {
      this.#pending(pod);
      this.#countAttempt(pod);
    }
    const id = this.#transactions++;
    this.#commands.push({ verb: 'transact', id, claims: [...claims], options });
    return id;
  }

  preempt(victim: number): void {
    this.cluster.pods.preempted[victim] = 1;
    this.#commands.push({ verb: 'preempt', pod: victim });
  }

  write<K extends ClusterObjectKind>(kind: K, object: ClusterObject<K>): void { this.#commands.push({ verb: 'write', kind, object }); }

  failed(pod: number, _reason: string | (() => string)): void {
    this.#countAttempt(pod);
    this.#commands.push({ verb: 'failed', pod });
  }

  giveUp(pod: number, reason: string): void {
    this.#pending(pod);
    this.#countAttempt(pod);
    this.cluster.withdraw(pod);
    this.#commands.push({ verb: 'give-up', pod, reason });
  }

  spend(us: number): void {
    invariant(us >= 0, `spend(${us}): time does not run backwards`);
    this.#spentUs += us;
  }

  setTimer(delayUs: number, tag: number, { keepsAlive } = { keepsAlive: true }): TimerHandle {
    const { kernel, timer, idleTimer } = this.#options;
    return kernel.after(delayUs, keepsAlive ? timer : idleTimer, this.actor, tag);
  }

  cancelTimer(handle: TimerHandle): void { this.#options.kernel.cancel(handle); }

  replica(): Replica { return new Replica(this.cluster); }

  #countAttempt(pod: number): void {
    const { attempts } = this.cluster.pods;
    attempts[pod] = attempts[pod]! + 1;
  }

  #pending(pod: number): Cluster['classes'][number] {
    const { cluster } = this;
    invariant(Number.isInteger(pod) && pod >= 0 && pod < cluster.pods.count, `pod row ${pod}, rows are 0 to ${cluster.pods.count - 1}`);
    if (cluster.pods.state[pod] !== POD_STATE.PENDING) {
      throw new Violation('one-node-per-pod', `pod ${pod} was decided on although it is not pending`);
    }
    return cluster.classes[cluster.pods.classId[pod]!]!;
  }
}
