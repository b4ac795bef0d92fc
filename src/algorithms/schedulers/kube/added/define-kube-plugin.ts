import type { AlgorithmDefinition } from '../../../definition.js';
import type { Parameters, ParameterValues } from '../../../parameters.js';
import type { NodeView, PlacedPodView, PodView } from '../../views.js';
import { DEFAULT_PLUGINS, UNSUPPORTED_PLUGINS } from '../config/default-plugins.js';
import type { EventAction, EventRegistration } from '../framework/events.js';
import type { ClusterWrite, Point } from '../framework/plugin.js';

/**
 * Why a pod or a node is refused, in the words that a failed pod shows. With `preemption: 'cannot-help'` no pod is
 * evicted for it.
 */
export type Refusal = string | { readonly reason: string; readonly preemption: 'cannot-help' };

/** What every function of a plugin may use besides what it is asked about. */
export interface KubePluginContext<P extends Parameters, State> {
  /** Arguments of the plugin in the profile, defaults filled in. */
  readonly parameters: ParameterValues<P>;
  /** What `state` answered: one for every profile of every cell. */
  readonly state: State;
  /** Virtual time, microseconds. */
  readonly nowUs: number;
  /** All nodes. */
  nodes(): readonly NodeView[];
}

/** A pod that no node was feasible for. */
export interface KubeAttempt {
  readonly pod: PlacedPodView;
  /** Nodes in the scheduler's order. */
  readonly nodes: readonly NodeView[];
  /** Whether every filter would accept the node if these pods of it were gone. */
  fitsWithout(node: NodeView, pods: readonly PlacedPodView[]): boolean;
}

/** Room that PostFilter makes: the pods to evict, in order, and the node that the pod is promised. */
export interface Nomination { readonly node: NodeView; readonly victims: readonly PlacedPodView[] }

/** An event that may help a pod which the plugin refused: `Pod` stands for pods with and without a node. */
export interface KubePluginEvent { readonly resource: EventRegistration['resource']; readonly actions: readonly EventAction[] }

/**
 * The extension points of the scheduling framework, one function each; those that are left out the plugin does not
 * extend. `null` and `undefined` always mean "no objection".
 */
export interface KubePluginPoints<P extends Parameters, State> {
  /** Why a pod may not be tried yet. */
  preEnqueue?(pod: PlacedPodView, context: KubePluginContext<P, State>): Refusal | null | undefined;
  /** QueueSort: whether `a` is tried before `b`. A profile has one such plugin, in the place of PrioritySort. */
  less?(a: PlacedPodView & { readonly sequence: number }, b: PlacedPodView & { readonly sequence: number }): boolean;
  /** Refuses the pod, lets Filter be skipped for it, or names the only candidates. */
  preFilter?(pod: PlacedPodView, context: KubePluginContext<P, State>):
    Refusal | { readonly skip: true } | { readonly nodeNames: readonly string[] } | null | undefined;
  /** Why the pod cannot go to this node. The same view is shown at every node in turn. */
  filter?(pod: PodView, node: NodeView, context: KubePluginContext<P, State>): Refusal | null | undefined;
  /** Makes room for a pod that fits nowhere, or leaves that to the next plugin. */
  postFilter?(attempt: KubeAttempt, context: KubePluginContext<P, State>): Nomination | null | undefined;
  /** Looks at the feasible nodes; `skip`: there is nothing to score. */
  preScore?(pod: PodView, nodes: readonly NodeView[], context: KubePluginContext<P, State>): 'skip' | null | undefined;
  /** How good a node is: a whole number, 0 .. 100 unless `normalize` makes it so. */
  score?(pod: PodView, node: NodeView, context: KubePluginContext<P, State>): number;
  /** Final scores, 0 .. 100, in the order of `nodeNames`. */
  normalize?(scores: readonly number[], nodeNames: readonly string[], context: KubePluginContext<P, State>): readonly number[];
  /** Sets something aside for the pod on its node, or refuses the node after all. */
  reserve?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>): Refusal | null | undefined;
  /** Undoes `reserve`: something failed later. */
  unreserve?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>): void;
  /** The last word before the binding. Pods cannot wait here. */
  permit?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>): Refusal | null | undefined;
  /** Objects to write before the binding, or why it fails. */
  preBind?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>):
    Refusal | { readonly writes: readonly ClusterWrite[] } | null | undefined;
  /** Whether this plugin binds the pod; else the next Bind plugin does. */
  bind?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>): boolean;
  /** Hears of a pod that was bound. */
  postBind?(pod: PlacedPodView, node: NodeView, context: KubePluginContext<P, State>): void;
}

/** What a user writes: the points and what is known of the plugin. */
export interface KubePluginOptions<P extends Parameters, State> extends KubePluginPoints<P, State> {
  /** As a KubeSchedulerConfiguration names it. */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  readonly source?: string;
  /** Grows whenever decisions change. */
  readonly revision?: number;
  /** Arguments: what `pluginConfig` may set. */
  readonly parameters?: P;
  /** A fresh state for a profile of a cell. */
  state?(): State;
  /** Events that may help pods which the plugin refused; any event when left out. */
  readonly events?: readonly KubePluginEvent[];
  /**
   * What `filter` and `score` read. `cluster`, unless told otherwise: anything, so they are asked anew for every pod.
   * `node`: the pod, the node, what runs there and nothing else, neither time nor state. Answers are then remembered
   * until the node changes, and `preFilter` and `preScore` are asked once for pods that are alike, `preScore` without nodes.
   */
  readonly reads?: 'node' | 'cluster';
}

/** A plugin as a module exports it. */
export interface KubePluginDefinition<P extends Parameters = Parameters, State = unknown>
  extends AlgorithmDefinition<'kube-plugin', P>, KubePluginPoints<P, State> {
  /** Extension points, as a KubeSchedulerConfiguration names them. */
  readonly points: readonly Point[];
  readonly reads: 'node' | 'cluster';
  readonly events?: readonly KubePluginEvent[];
  state?(): State;
}

/** Which function stands for which extension point. */
const POINT_OF = {
  preEnqueue: 'preEnqueue', less: 'queueSort', preFilter: 'preFilter', filter: 'filter', postFilter: 'postFilter', preScore: 'preScore',
  score: 'score', reserve: 'reserve', permit: 'permit', preBind: 'preBind', bind: 'bind', postBind: 'postBind',
} as const satisfies Partial<Record<keyof KubePluginPoints<Parameters, unknown>, Point>>;

/**
 * Declares a plugin of the kube scheduler, to be enabled by its name in a KubeSchedulerConfiguration.
 *
 * @throws TypeError when the plugin extends nothing, or has the name of a plugin of the real program
 */
export function defineKubePlugin<const P extends Parameters = Record<never, never>, State = null>(
  options: KubePluginOptions<P, State>,
): KubePluginDefinition<P, State> {
  const { name, parameters = {} as P } = options;
  const points = Object.entries(POINT_OF).flatMap(([member, point]) => (options[member as keyof typeof POINT_OF] === undefined ? [] : [point]));
  if (points.length === 0) throw new TypeError(`plugin ${name} has none of ${Object.keys(POINT_OF).join(', ')}`);
  if ([...DEFAULT_PLUGINS, ...UNSUPPORTED_PLUGINS].some((plugin) => plugin.name === name)) {
    throw new TypeError(`plugin ${name}: kube-scheduler has a plugin of this name`);
  }
  const document = Object.keys(parameters).find((key) => parameters[key]!.type === 'document');
  if (document !== undefined) throw new TypeError(`plugin ${name}: parameter ${document} is a document, which arguments cannot be`);
  return { source: 'user module', revision: 1, reads: 'cluster', ...options, parameters, points, kind: 'kube-plugin' };
}
