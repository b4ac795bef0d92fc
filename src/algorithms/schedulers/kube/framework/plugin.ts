import type { Cluster, ClusterObject, ClusterObjectKind, PodClass } from '../../../../world/cluster/index.js';
import type { RandomStream } from '../../../../world/kernel/streams.js';
import type { Fields } from '../config/fields.js';
import type { Nominator } from '../nominator.js';
import type { EventRegistration } from './events.js';
import type { Search } from './search.js';
import type { Statuses } from './status.js';

/**
 * What a plugin's Filter and Score read, which decides how the fast evaluation may remember their answers:
 * `node-spec`: the pod class and the node's specification; remembered per (constraints, node shape).
 * `node-usage`: also what runs on that node; remembered per (pod class, node version).
 * `cluster`: also other nodes, or objects of other kinds; asked anew in every cycle.
 */
export type Reads = 'node-spec' | 'node-usage' | 'cluster';

/** Answer of PreFilter. Without `skip`, `status` and `nodeNames` the plugin filters all nodes. */
export interface PreFilterAnswer {
  /** The plugin's Filter has nothing to do for this pod. */
  readonly skip?: boolean;
  /** Interned status: the pod is rejected before any node is looked at. */
  readonly status?: number;
  /** Only these nodes are candidates; may name nodes that do not exist. */
  readonly nodeNames?: readonly string[];
}

/** Answer of PreScore: the plugin scores, has nothing to add, or fails the whole cycle with this error. */
export type PreScoreAnswer = 'score' | 'skip' | { readonly error: string };

/** A pod in the scheduling queue. */
export interface QueuedPod {
  readonly pod: number;
  readonly priority: number;
  /** Grows with every entry: the queue's timestamp and tie-break in one. */
  readonly sequence: number;
}

/** Final scores of a plugin's nodes, in place: entries 0 .. count - 1 are used; `nodes[i]` is the row of entry i. */
export type Normalize = (scores: Float64Array, count: number, nodes: Int32Array) => void;

/**
 * For `node-spec` plugins: what of the pod and of the node they read, so that equal pods and equal nodes share one
 * evaluation.
 */
export interface SpecificationKeys {
  /** Text that is equal for classes which the plugin treats alike; empty: the plugin is neutral for this class. */
  podKey(podClass: PodClass): string;
  /** Node labels that the plugin may look at for this class. */
  labelKeys(podClass: PodClass): readonly string[];
  /** Whether the verdict depends on the node's name for this class. */
  readsNodeName(podClass: PodClass): boolean;
}

/** A scheduling attempt that found no feasible node, as PostFilter plugins see it. */
export interface FailedAttempt {
  readonly pod: number;
  readonly podClass: PodClass;
  /** Interned status of PreFilter's rejection, or SUCCESS; then no node was searched. */
  readonly rejected: number;
  /** The only candidates that PreFilter left, or null. */
  readonly nodeNames: readonly string[] | null;
  /** Nodes in snapshot order. */
  readonly nodes: Int32Array;
  /** What each visited node was rejected for. */
  readonly found: Search;
  /** Whether PreFilter of this plugin was asked: an earlier rejection may have ended the round. */
  wasPreFiltered(plugin: Plugin): boolean;
  /** Some filter of this cycle looks beyond the pod and the node: its verdicts cannot be remembered by node. */
  readonly filtersReadCluster: boolean;
  /**
   * First failing filter's interned status for a node as the tables show it now, or SUCCESS: with the pods nominated to
   * it counted in, then without (both must pass). For what-ifs: plugins hear of the pods moved by {@link whatIf}.
   */
  filter(node: number): number;
  /** Opens a what-if on the cluster; see {@link WhatIf}. */
  whatIf(): WhatIf;
}

/** Moves pods in the cluster tables and tells the plugins of it, until `end` undoes everything. What-ifs nest. */
export interface WhatIf {
  /** Takes a bound pod off its node. */
  remove(pod: number): void;
  /** Puts a pod on a node: one that `remove` took off, or a pending one. */
  add(pod: number, node: number): void;
  end(): void;
}

/**
 * Answer of PostFilter. `nominated`: the pod may go to that node (by name) once room is made there; the empty text clears
 * its nomination; absent leaves it as it was. `unresolvable` ends the round, `continue` asks the next plugin.
 */
export interface PostFilterAnswer {
  readonly result: 'nominated' | 'continue' | 'unresolvable' | 'error';
  readonly nominated?: string;
  /** Pods to evict, in order of eviction. */
  readonly victims?: readonly number[];
  readonly message?: string;
}

/** Answer of Permit: go on, wait for `allow` at most so long, or an interned status that rejects. */
export type PermitAnswer = 'allow' | { readonly waitUs: number } | { readonly status: number };

/**
 * A plugin of the scheduling framework, one instance per profile. A member that is left out means that the plugin does
 * not implement that extension point. State between the points of one cycle lives in the plugin: cycles do not overlap.
 *
 * Plugins that read `node-spec` or `node-usage` decide PreFilter and PreScore from the pod class alone (`preScore` gets
 * no nodes), once per class. Plugins that read the `cluster` are asked in every cycle, in this order: `prepare`;
 * `preFilter` and `mayScore` if the answer of `prepare` is not the one of the last cycle of this class; `filter`;
 * `preScore` with the feasible nodes; `score`; `normalize`.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/interface.go.
 */
export interface Plugin {
  readonly name: string;
  readonly reads: Reads;
  /** Events that may help a pod which this plugin rejected. */
  readonly events?: readonly EventRegistration[];
  /** Interned status that keeps the pod out of the active queue, or SUCCESS. */
  preEnqueue?(podClass: PodClass, pod: number): number;
  /** QueueSort: whether `a` is tried before `b`. */
  less?(a: QueuedPod, b: QueuedPod): boolean;
  /**
   * Brings the plugin's picture of the cluster up to date at the start of a cycle. Answers a number that differs from
   * the last one of this class whenever `preFilter` or `mayScore` could answer differently now.
   */
  prepare?(podClass: PodClass): number;
  /**
   * For a plugin that reads the cluster: whether its Filter answers the same for a node until that node changes (its pods,
   * its specification), as long as `prepare` answers the same. Then the answers are remembered like those of
   * `node-usage`. Asked when a plan is made.
   */
  isNodeLocal?(podClass: PodClass): boolean;
  preFilter?(podClass: PodClass, pod: number): PreFilterAnswer;
  /** Interned status of one node, or SUCCESS. Allocates nothing. */
  filter?(podClass: PodClass, node: number): number;
  /** A what-if begins for the pod whose cycle runs: state must come back at `endWhatIf`. What-ifs nest. */
  beginWhatIf?(podClass: PodClass): void;
  /** In a what-if `other` was put on the node (PreFilterExtensions.AddPod); the tables show it already. */
  podAdded?(podClass: PodClass, other: number, node: number): void;
  /** In a what-if `other` was taken off the node (PreFilterExtensions.RemovePod); the tables show it already. */
  podRemoved?(podClass: PodClass, other: number, node: number): void;
  endWhatIf?(podClass: PodClass): void;
  /** Runs when no node is feasible, and may make room. */
  postFilter?(attempt: FailedAttempt): PostFilterAnswer;
  /** Whether the plugin may have scores to add for this class, whatever the feasible nodes are; left out: it may. */
  mayScore?(podClass: PodClass): boolean;
  preScore?(podClass: PodClass, feasible: Int32Array): PreScoreAnswer;
  /** Integer score of one feasible node, before normalisation. Allocates nothing. */
  score?(podClass: PodClass, node: number): number;
  normalize?: Normalize;
  keys?: SpecificationKeys;
  /** Sets something aside for the pod on its chosen node; an interned status rejects the choice. */
  reserve?(pod: number, podClass: PodClass, node: number): number;
  /** Undoes `reserve`; runs in reverse order of plugins, also for those whose reserve did not run. */
  unreserve?(pod: number, podClass: PodClass, node: number): void;
  permit?(pod: number, podClass: PodClass, node: number): PermitAnswer;
  /** Objects to write before the binding (a volume's claim, for example); an interned status fails the binding. */
  preBind?(pod: number, podClass: PodClass, node: number): PreBindAnswer;
  /** Whether this plugin binds the pod; false asks the next Bind plugin. */
  bind?(pod: number, podClass: PodClass, node: number): boolean;
  postBind?(pod: number, podClass: PodClass, node: number): void;
}

/** Answer of PreBind: what to write and, once it is written, what to wait for; or a status that fails the binding. */
export type PreBindAnswer =
  | { readonly writes: readonly ClusterWrite[]; readonly wait?: BindingWait }
  | { readonly status: number };

/** A binding that goes on only when others have done their part (a claim has got its volume, for example). */
export interface BindingWait {
  /** The first check comes this long after the writes, microseconds, the others as long after one another. */
  readonly everyUs: number;
  /** After this long the binding fails, microseconds. */
  readonly timeoutUs: number;
  /** SUCCESS lets the binding go on, an interned status fails it. */
  check(): 'wait' | number;
}

/** An object as a plugin wants it written to the API. */
export type ClusterWrite = { readonly [K in ClusterObjectKind]: { readonly kind: K; readonly object: ClusterObject<K> } }[ClusterObjectKind];

/** What plugins are built from. */
export interface PluginHost {
  readonly cluster: Cluster;
  readonly statuses: Statuses;
  readonly nominator: Nominator;
  /**
   * `kept`: plugins keep what they counted of the cluster up to date from its change log. `rebuilt`: they count anew in
   * every cycle by looking at every pod: slow, plain, and the measure for `kept`.
   */
  readonly indexes: 'kept' | 'rebuilt';
  /** Draws where the real program draws (the offset of the preemption candidates); null = always 0. */
  readonly random: RandomStream | null;
  /** Virtual time, microseconds. */
  nowUs(): number;
  /** Whether victims of the pod are still being evicted; left out where evictions take no time. */
  isPreempting?(pod: number): boolean;
}

/** Extension points in the order of a scheduling cycle, as a KubeSchedulerConfiguration names them. */
export const POINTS = ['preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit',
  'preBind', 'bind', 'postBind', 'placementGenerate', 'placementScore'] as const;
export type Point = (typeof POINTS)[number];

/**
 * What the catalogue says about a plugin. `Args` are its decoded arguments (`pluginConfig` of a
 * KubeSchedulerConfiguration); `decode` is left out where there are none.
 */
export interface PluginDefinition<Args = unknown> {
  readonly name: string;
  readonly defaults: Args;
  /** Points that a plugin which the real program does not have extends. */
  readonly points?: readonly Point[];
  decode?(fields: Fields): Args;
  create(host: PluginHost, args: Args): Plugin;
}

/** Declares a plugin; the type of its arguments follows from its defaults. */
export function definePlugin<Args>(definition: PluginDefinition<Args>): PluginDefinition<Args> {
  return definition;
}
