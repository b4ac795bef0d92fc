import type { PodClass } from '../../../world/cluster/index.js';
import type { DecisionExplanation, ScoredNode } from '../explanation.js';
import { SchedulingCycle, type Rotation } from './framework/cycle.js';
import type { Framework } from './framework/framework.js';
import { plainEvaluation, scorePlainly } from './framework/plain.js';
import type { Search } from './framework/search.js';
import type { NodeOrder } from './node-order.js';

/** Nodes shown with their scores. */
const SHOWN = 5;

export interface ExplainOptions {
  readonly framework: Framework;
  readonly order: NodeOrder;
  readonly percentageOfNodesToScore: number;
  /** Where the real attempt will begin its search. */
  readonly rotation: Rotation;
  readonly pod: number;
  readonly podClass: PodClass;
  /** Node that was promised to the pod, or -1. */
  readonly nominated: number;
  readonly attempt: number;
  readonly atUs: number;
}

/**
 * Decides on a pod by the plain evaluation and tells how. Changes nothing: the attempt that follows comes out as if
 * nobody had asked. (A tie that is broken by a draw is told by the heap rule; the draw itself is not anticipated.)
 */
export function explainAttempt(options: ExplainOptions): DecisionExplanation {
  const { framework, order, percentageOfNodesToScore, pod, podClass, nominated } = options;
  const { host: { cluster, statuses } } = framework;
  const operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
  const cycle = new SchedulingCycle({
    framework, evaluation: plainEvaluation(framework), order, operations, percentageOfNodesToScore, tieBreak: null, lists: true,
  }, { ...options.rotation });
  const chosen = cycle.run(pod, podClass, nominated);
  const { search, failure, plan } = cycle;
  const rejected = failure?.kind === 'rejected' ? { plugin: failure.status.plugin, reasons: failure.status.reasons } : null;
  const best = chosen >= 0 && search.feasibleCount > 1 ? bestNodes(cycle, chosen, framework, podClass) : { tied: chosen >= 0 ? 1 : 0, nodes: [] };
  return {
    attempt: options.attempt,
    atUs: options.atUs,
    nodes: order.list().length,
    visited: operations.nodesVisited,
    feasible: cycle.feasibleCount,
    rejected,
    filtered: plan === null ? [] : filteredNodes(search, (status) => statuses.get(status)!, cluster.nodes.names),
    best: best.nodes,
    tied: best.tied,
    chosen: chosen < 0 ? null : cluster.nodes.names[chosen]!,
    message: cycle.failureText(),
  };
}

function filteredNodes(
  { failed, failedStatus, failedCount }: Search,
  statusOf: (status: number) => { readonly plugin: string; readonly code: string; readonly reasons: readonly string[] },
  names: readonly string[],
): DecisionExplanation['filtered'] {
  const groups = new Map<number, { nodes: number; readonly example: string }>();
  for (let i = 0; i < failedCount; i++) {
    const group = groups.get(failedStatus[i]!);
    if (group === undefined) groups.set(failedStatus[i]!, { nodes: 1, example: names[failed[i]!]! });
    else group.nodes++;
  }
  return [...groups].map(([status, { nodes, example }]) => {
    const { plugin, code, reasons } = statusOf(status);
    return { plugin, code, reasons, nodes, example };
  }).sort((a, b) => b.nodes - a.nodes);
}

function bestNodes(
  { search, plan }: SchedulingCycle, chosen: number, framework: Framework, podClass: PodClass,
): { readonly tied: number; readonly nodes: readonly ScoredNode[] } {
  const { names } = framework.host.cluster.nodes;
  const feasible = search.feasible.slice(0, search.feasibleCount);
  const scores = scorePlainly(plan!, podClass, feasible);
  if ('error' in scores) return { tied: 0, nodes: [] };
  const total = (i: number): number => search.totals[i]! + search.offset;
  const ranked = Array.from(feasible, (_, i) => i)
    .sort((a, b) => total(b) - total(a) || Number(feasible[b] === chosen) - Number(feasible[a] === chosen) || a - b);
  const most = total(ranked[0]!);
  return {
    tied: ranked.filter((i) => total(i) === most).length,
    nodes: ranked.slice(0, SHOWN).map((i) => ({
      node: names[feasible[i]!]!,
      total: total(i),
      scores: scores.map(({ plugin, weight, raw, normalized }) => ({ plugin, raw: raw[i]!, normalized: normalized[i]!, weight })),
    })),
  };
}
