// Hot path for user plugins: `filter` and `score` run once per node visit.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { Parameters, ParameterValues } from '../../../parameters.js';
import { defaultsOf } from '../../../parameters.js';
import { placedPodView, podView, RowView, type NodeView, type PlacedPodView, type PodView } from '../../views.js';
import { ClassMemo } from '../framework/class-memo.js';
import type { FailedAttempt, Plugin, PluginDefinition, PluginHost, Point, QueuedPod } from '../framework/plugin.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { SUCCESS } from '../framework/status.js';
import { decodeParameters } from './arguments.js';
import type { KubeAttempt, KubePluginContext, KubePluginDefinition, Refusal } from './define-kube-plugin.js';

/** A user's plugin in the form of the catalogue. */
export function catalogued<P extends Parameters, State>(definition: KubePluginDefinition<P, State>): PluginDefinition<ParameterValues<P>> {
  return {
    ...describedPlugin(definition),
    create: (host, args) => adapted(definition, host, args),
  };
}

/** What is known of a plugin without its functions: enough to check a configuration that enables it. */
export function describedPlugin<P extends Parameters>(
  { name, parameters, points }: { readonly name: string; readonly parameters: P; readonly points: readonly Point[] },
): PluginDefinition<ParameterValues<P>> {
  return {
    name,
    defaults: defaultsOf(parameters),
    points,
    decode: (fields) => decodeParameters(parameters, fields),
    create: () => { throw new Error(`plugin ${name} is known by description only`); },
  };
}

function adapted<P extends Parameters, State>(definition: KubePluginDefinition<P, State>, host: PluginHost, args: ParameterValues<P>): Plugin {
  const { cluster, statuses } = host;
  const { name } = definition;
  const row = new RowView(cluster);
  const pods = new ClassMemo<PodView>(podView);
  const placed = (pod: number): PlacedPodView => placedPodView(cluster, pod);
  const at = (node: number): NodeView => new RowView(cluster, node);
  const context: KubePluginContext<P, State> = {
    parameters: args,
    // A plugin without `state` declares the type null for it.
    state: definition.state?.() ?? null as State,
    get nowUs() { return host.nowUs(); },
    nodes: () => Array.from({ length: cluster.nodes.count }, (_, node) => node).filter((node) => cluster.nodes.present[node] === 1).map(at),
  };
  const status = (refusal: Refusal | null | undefined): number => {
    if (refusal === null || refusal === undefined) return SUCCESS;
    return typeof refusal === 'string'
      ? statuses.intern({ plugin: name, code: 'U', reasons: [refusal] })
      : statuses.intern({ plugin: name, code: 'UU', reasons: [refusal.reason] });
  };
  let cycle = 0;

  const plugin: { -readonly [K in keyof Plugin]: Plugin[K] } = { name, reads: definition.reads === 'node' ? 'node-usage' : 'cluster' };
  if (definition.events !== undefined) plugin.events = definition.events;
  // Anything may have changed since the last cycle.
  if (plugin.reads === 'cluster') plugin.prepare = () => ++cycle;
  if (definition.preEnqueue !== undefined) plugin.preEnqueue = (_, pod) => status(definition.preEnqueue!(placed(pod), context));
  if (definition.less !== undefined) {
    const queued = ({ pod, sequence }: QueuedPod): PlacedPodView & { readonly sequence: number } => ({ ...placed(pod), sequence });
    plugin.less = (a, b) => definition.less!(queued(a), queued(b));
  }
  if (definition.preFilter !== undefined) {
    plugin.preFilter = (_, pod) => {
      const answer = definition.preFilter!(placed(pod), context) ?? null;
      if (answer === null) return {};
      return isRefusal(answer) ? { status: status(answer) } : answer;
    };
  }
  if (definition.filter !== undefined) {
    plugin.filter = (podClass, node) => {
      row.index = node;
      return status(definition.filter!(pods.of(podClass), row, context));
    };
  }
  if (definition.postFilter !== undefined) {
    plugin.postFilter = (attempt) => {
      const answer = definition.postFilter!(attemptView(attempt, placed, at), context) ?? null;
      if (answer === null) return { result: 'continue' };
      return { result: 'nominated', nominated: answer.node.name, victims: answer.victims.map(({ index }) => index) };
    };
  }
  if (definition.preScore !== undefined) {
    plugin.preScore = (podClass, feasible) =>
      (definition.preScore!(pods.of(podClass), Array.from(feasible, at), context) === 'skip' ? 'skip' : 'score');
  }
  if (definition.score !== undefined) {
    const isFinal = definition.normalize === undefined;
    plugin.score = (podClass: PodClass, node: number) => {
      row.index = node;
      return checkedScore(definition.score!(pods.of(podClass), row, context), name, isFinal);
    };
  }
  if (definition.normalize !== undefined) {
    plugin.normalize = (scores, count, nodes) => {
      const names = Array.from(nodes.subarray(0, count), (node) => cluster.nodes.names[node]!);
      const final = definition.normalize!(Array.from(scores.subarray(0, count)), names, context);
      if (final.length !== count) throw new TypeError(`normalize of plugin ${name} answered ${final.length} scores for ${count} nodes`);
      for (let i = 0; i < count; i++) scores[i] = checkedScore(final[i]!, name, true);
    };
  }
  if (definition.reserve !== undefined) plugin.reserve = (pod, _, node) => status(definition.reserve!(placed(pod), at(node), context));
  if (definition.unreserve !== undefined) plugin.unreserve = (pod, _, node) => definition.unreserve!(placed(pod), at(node), context);
  if (definition.permit !== undefined) {
    plugin.permit = (pod, _, node) => {
      const refused = status(definition.permit!(placed(pod), at(node), context));
      return refused === SUCCESS ? 'allow' : { status: refused };
    };
  }
  if (definition.preBind !== undefined) {
    plugin.preBind = (pod, _, node) => {
      const answer = definition.preBind!(placed(pod), at(node), context) ?? { writes: [] };
      return isRefusal(answer) ? { status: status(answer) } : answer;
    };
  }
  if (definition.bind !== undefined) plugin.bind = (pod, _, node) => definition.bind!(placed(pod), at(node), context);
  if (definition.postBind !== undefined) plugin.postBind = (pod, _, node) => definition.postBind!(placed(pod), at(node), context);
  return plugin;
}

function isRefusal(answer: string | object): answer is Refusal { return typeof answer === 'string' || 'reason' in answer; }

function attemptView(attempt: FailedAttempt, placed: (pod: number) => PlacedPodView, at: (node: number) => NodeView): KubeAttempt {
  return {
    pod: placed(attempt.pod),
    nodes: Array.from(attempt.nodes, at),
    fitsWithout(node, victims) {
      // Filters answer for a pod that PreFilter let through.
      if (attempt.rejected !== SUCCESS) return false;
      const whatIf = attempt.whatIf();
      for (const { index } of victims) whatIf.remove(index);
      const fits = attempt.filter(node.index) === SUCCESS;
      whatIf.end();
      return fits;
    },
  };
}

/** The score, whole and, where nothing comes after it, in 0 .. 100: what the real program accepts. */
function checkedScore(score: number, name: string, isFinal: boolean): number {
  if (!Number.isInteger(score)) throw new TypeError(`score of plugin ${name} is ${String(score)}, expected a whole number`);
  if (isFinal && (score < 0 || score > MAX_NODE_SCORE)) {
    throw new TypeError(`score of plugin ${name} is ${score}, expected 0 .. ${MAX_NODE_SCORE}; other ranges need normalize`);
  }
  return score;
}
