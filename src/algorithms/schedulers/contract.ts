import type { AlgorithmDefinition } from '../definition.js';
import type { DecisionWitness } from './explanation.js';
import type { ParameterValues, Parameters } from '../parameters.js';
import type { Cluster, ClusterObject, ClusterObjectKind, NodeSpec, PodClass, Replica } from '../../world/cluster/index.js';
import type { DemandGroup } from '../../world/metrics/fragmentation.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import type { TimerHandle } from '../../world/kernel/kernel.js';

/**
 * Counted operations of one actor. A scheduler increments them as it works; the differences over one piece of work,
 * times the cost model, are its decision time in virtual time. They are also compared between variants without noise.
 */
export interface Operations {
  /** Scheduling attempts: one pod looked at once. */
  attempts: number;
  /** Nodes looked at. */
  nodesVisited: number;
  filterCalls: number;
  scoreCalls: number;
}

/** Cost of counted operations in virtual time. All in microseconds, fractions allowed: the rest is carried over. */
export interface CostModel {
  readonly perAttemptUs: number;
  readonly perNodeVisitedUs: number;
  readonly perFilterCallUs: number;
  readonly perScoreCallUs: number;
  /** Where the figures come from, shown in the report. */
  readonly source: string;
}

/** No decision time at all. */
export const FREE: CostModel = {
  perAttemptUs: 0, perNodeVisitedUs: 0, perFilterCallUs: 0, perScoreCallUs: 0, source: 'declared: decisions take no virtual time',
};

/** One pod on one node, as part of a transaction. */
export interface Claim { readonly pod: number; readonly node: number; readonly devices?: number }

export interface TransactionOptions {
  /** `resource-fit`: a claim conflicts when the node lacks room now. `sequence`: when the node changed after `basedOn`. */
  readonly conflicts: 'resource-fit' | 'sequence';
  /** `incremental`: claims without conflict are committed. `all-or-nothing`: one conflict refuses all. */
  readonly mode: 'incremental' | 'all-or-nothing';
  /** Log position of the view that the claims were made on (`Replica.sequence`). */
  readonly basedOn: number;
}

/** Answer to a transaction, delivered by `Scheduler.reply`. Pods of refused claims stay pending with the scheduler. */
export interface TransactionOutcome {
  readonly committed: readonly Claim[];
  readonly refused: readonly Claim[];
}

/** What a scheduler may see and do. Rows are indexes into the cluster's tables; times are virtual microseconds. */
export interface SchedulerContext {
  /** The cluster as this scheduler's cache shows it. Read-only for schedulers: change it by the commands below alone. */
  readonly cluster: Cluster;
  readonly operations: Operations;
  /** Which of the definition's actors this is: 0 .. actors - 1. */
  readonly actor: number;
  /** What becomes of a pod that fits nowhere: it waits for a change, or is given up at once. A rule of the scenario. */
  readonly unschedulable: 'wait' | 'give-up';
  /** What the workload's lists ask for, as recorded (before cloning or thinning); empty when nothing is known ahead. */
  readonly expected: readonly DemandGroup[];
  nowUs(): number;
  /** A named random stream of this cell; two actors asking for one purpose get different streams. */
  stream(purpose: string): RandomStream;
  /** Binds a pod: room is taken at once, the binding counts from the end of the running piece of work. */
  bind(pod: number, node: number, devices?: number): void;
  /** Commits several claims at the end of the running piece of work, checked against the true state then. */
  transact(claims: readonly Claim[], options: TransactionOptions): number;
  /** Deletes a bound pod to make room. */
  preempt(victim: number): void;
  /** Writes an object that is neither node nor pod, such as a volume that a pod claims. */
  write<K extends ClusterObjectKind>(kind: K, object: ClusterObject<K>): void;
  /** Records that this attempt found no node; the pod stays with the scheduler. The reason is asked for if somebody reads it. */
  failed(pod: number, reason: string | (() => string)): void;
  /** Gives a pod up for good: it leaves the pending set and is never offered again. */
  giveUp(pod: number, reason: string): void;
  /** Declares operations done beyond those counted, in microseconds of virtual time (think time). */
  spend(us: number): void;
  /**
   * `timer(tag)` of this actor is called after `delayUs`. With `keepsAlive: false` the replay does not wait for it when
   * nothing else is going to happen: for retries that can only succeed if something changes.
   */
  setTimer(delayUs: number, tag: number, options?: { readonly keepsAlive: boolean }): TimerHandle;
  cancelTimer(handle: TimerHandle): void;
  /** Somebody wants to know why; a scheduler that can tell answers before it decides. Absent = nobody asks. */
  readonly witness?: DecisionWitness;
  /** A private copy of node usage that goes stale until it is refreshed. */
  replica(): Replica;
}

/** Why `nodeChanged` is called. */
export type NodeChange = 'added' | 'updated' | 'removed';

/** An object that is neither node nor pod came (`before` null), changed or went (`after` null); the tables show it already. */
export interface ObjectChange<K extends ClusterObjectKind = ClusterObjectKind> {
  readonly kind: K;
  readonly before: ClusterObject<K> | null;
  readonly after: ClusterObject<K> | null;
}

/**
 * A scheduler is an actor in virtual time. Its handlers run one at a time; while a piece of work takes virtual time the
 * actor is busy, and what happens meanwhile waits in its mailbox. Handlers should take notes; decisions belong in
 * `step`, which is called while the actor is idle until it answers false, so that each decision is charged by itself.
 */
export interface Scheduler {
  /** A pod became pending and is this actor's to place. */
  podArrived(pod: number): void;
  /** A binding took effect, or a pod came with its node. Every actor hears of every pod. */
  podAssigned?(pod: number, node: number): void;
  /** A bound pod is being deleted; it holds its room until it ends. Every actor hears of every pod. */
  podTerminating?(pod: number, node: number): void;
  /** A bound pod ended or was deleted; its room is free already. Every actor hears of every pod. */
  podEnded?(pod: number, node: number): void;
  /** A pending pod of this actor changed; the tables show its new class. */
  podChanged?(pod: number, before: PodClass): void;
  /** A pending pod of this actor was deleted. */
  podWithdrawn?(pod: number): void;
  /**
   * A binding by this actor did not come through: its room is free, the pod is pending again. Schedulers that do not
   * listen are told that the pod ended and arrived anew.
   */
  bindFailed?(pod: number, node: number): void;
  /** `before`: specification of an updated node before the change, where it is known. */
  nodeChanged?(node: number, change: NodeChange, before?: NodeSpec | null): void;
  objectChanged?(change: ObjectChange): void;
  /** A node reports; only for definitions with `heartbeatUs`. */
  nodeHeartbeat?(node: number): void;
  timer?(tag: number): void;
  reply?(transaction: number, outcome: TransactionOutcome): void;
  /** One unit of decision work (one pod, one round, one offer cycle). Answers whether there was anything to do. */
  step?(): boolean;
}

export interface SchedulerDefinition<P extends Parameters = Parameters> extends AlgorithmDefinition<'scheduler', P> {
  readonly cost: CostModel;
  /**
   * Whether it looks at what Kubernetes objects ask for beside resources (node selectors, affinity, taints, host ports,
   * topology spread). Left out: a cell in which any of these occurs is rejected by name instead of being decided wrongly.
   */
  readonly readsConstraints?: true;
  /** Nodes report every so often (with a phase of their own) to every actor; left out: no heartbeats. */
  heartbeatUs?(parameters: ParameterValues<P>): number;
  /** How many actors share the work, and which of them gets a pod; one by default. */
  actors?(parameters: ParameterValues<P>): number;
  route?(pod: number, podClass: PodClass, actors: number): number;
  /** Why pods of this class cannot be expressed (the variant is then `rejected` by name), or null. */
  refuses?(podClass: PodClass, parameters: ParameterValues<P>): string | null;
  /**
   * Checks what single ranges cannot tell: documents, and parameters that contradict one another.
   *
   * @throws ScenarioError with every problem
   */
  check?(parameters: ParameterValues<P>): void;
  create(context: SchedulerContext, parameters: ParameterValues<P>): Scheduler;
}

/** Declares a scheduler; the value is what a catalogue or a user module exports. */
export function defineScheduler<const P extends Parameters>(
  definition: Omit<SchedulerDefinition<P>, 'kind'>,
): SchedulerDefinition<P> {
  return { kind: 'scheduler', ...definition };
}
