import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { Fields } from '../config/fields.js';
import type { Search } from './search.js';
import type { Statuses } from './status.js';

/**
 * What a plugin's Filter and Score read, which decides how the fast evaluation may remember their answers:
 * `node-spec`: the pod class and the node's specification; remembered per (constraints, node shape).
 * `node-usage`: also what runs on that node; remembered per (pod class, node version).
 * `cluster`: also other nodes; never remembered.
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
  /** Node that a PostFilter plugin set aside for the pod, or -1. */
  readonly nominated: number;
  /** Grows with every entry: the queue's timestamp and tie-break in one. */
  readonly sequence: number;
}

/** Final scores of a plugin's nodes, in place: entries 0 .. count - 1 are used. */
export type Normalize = (scores: Float64Array, count: number) => void;

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

/** Answer of PostFilter: the pod may go to `nominated` once room is made there, nobody can help it, or go on asking. */
export type PostFilterAnswer = { readonly nominated: number } | 'unresolvable' | 'continue';

/**
 * A plugin of the scheduling framework, one instance per profile. A member that is left out means that the plugin does
 * not implement that extension point. Reserve, Permit, PreBind, Bind and PostBind are not modelled: a choice is a binding.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/interface.go.
 */
export interface Plugin {
  readonly name: string;
  readonly reads: Reads;
  /** Interned status that keeps the pod out of the active queue, or SUCCESS. */
  preEnqueue?(podClass: PodClass): number;
  /** QueueSort: whether `a` is tried before `b`. */
  less?(a: QueuedPod, b: QueuedPod): boolean;
  preFilter?(podClass: PodClass): PreFilterAnswer;
  /** Interned status of one node, or SUCCESS. Allocates nothing. */
  filter?(podClass: PodClass, node: number): number;
  /** Runs when no node is feasible, and may make room. `found` tells what each node was rejected for. */
  postFilter?(pod: number, podClass: PodClass, found: Search): PostFilterAnswer;
  preScore?(podClass: PodClass): PreScoreAnswer;
  /** Integer score of one feasible node, before normalisation. Allocates nothing. */
  score?(podClass: PodClass, node: number): number;
  normalize?: Normalize;
  keys?: SpecificationKeys;
}

/** What plugins are built from. */
export interface PluginHost {
  readonly cluster: Cluster;
  readonly statuses: Statuses;
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
  decode?(fields: Fields): Args;
  create(host: PluginHost, args: Args): Plugin;
}

/** Declares a plugin; the type of its arguments follows from its defaults. */
export function definePlugin<Args>(definition: PluginDefinition<Args>): PluginDefinition<Args> {
  return definition;
}
