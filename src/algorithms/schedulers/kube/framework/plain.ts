import type { PodClass } from '../../../../world/cluster/index.js';
import type { Evaluation } from './evaluation.js';
import { planCycle, preScoreError, type CyclePlan, type Framework } from './framework.js';
import { SUCCESS } from './status.js';

/** Scores of one plugin for the feasible nodes of a cycle, in visit order. */
export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: Float64Array;
  readonly normalized: Float64Array;
}

/**
 * The plain evaluation: every plugin is asked about every node, in order, and nothing is remembered. It is the measure
 * for the fast one, and explains decisions.
 */
export function plainEvaluation(framework: Framework): Evaluation {
  return {
    plan(podClass, pod) {
      for (const plugin of framework.plugins) plugin.prepare?.(podClass);
      return planCycle(framework, podClass, pod);
    },
    filter: filterPlainly,
    search(plan, podClass, { candidates, count, start, limit, nominated }, found) {
      for (let i = 0; i < count; i++) {
        const node = candidates[(start + i) % count]!;
        const status = nominated?.(node) ?? filterPlainly(plan, podClass, node);
        if (framework.host.statuses.isError(status)) {
          found.error = status;
          return;
        }
        if (status !== SUCCESS) {
          found.failed[found.failedCount] = node;
          found.failedStatus[found.failedCount++] = status;
        } else {
          if (found.feasibleCount === limit) return;
          found.feasible[found.feasibleCount++] = node;
        }
      }
    },
    score(plan, podClass, found) {
      const { totals, feasibleCount } = found;
      totals.fill(0, 0, feasibleCount);
      const scores = scorePlainly(plan, podClass, found.feasible.subarray(0, feasibleCount));
      if ('error' in scores) return scores.error;
      for (const { normalized, weight } of scores) {
        for (let i = 0; i < feasibleCount; i++) totals[i] = totals[i]! + normalized[i]! * weight;
      }
      return null;
    },
  };
}

/** Interned status of the first filter that rejects the node, or SUCCESS. */
export function filterPlainly(plan: CyclePlan, podClass: PodClass, node: number): number {
  for (const plugin of plan.filters) {
    const status = plugin.filter!(podClass, node);
    if (status !== SUCCESS) return status;
  }
  return SUCCESS;
}

/** Every plugin's scores for these nodes, before and after normalisation; plugins that PreScore skips are left out. */
export function scorePlainly(
  plan: CyclePlan, podClass: PodClass, feasible: Int32Array,
): readonly PluginScores[] | { readonly error: string } {
  if (plan.scoreError !== null) return { error: plan.scoreError };
  const scorers = [];
  for (const scorer of plan.scorers) {
    const answer = scorer.plugin.reads === 'cluster' ? scorer.plugin.preScore?.(podClass, feasible) ?? 'score' : 'score';
    if (answer === 'score') scorers.push(scorer);
    else if (answer !== 'skip') return { error: preScoreError(scorer.plugin, answer.error) };
  }
  return scorers.map(({ plugin, weight, score }) => {
    const raw = Float64Array.from(feasible, (node) => score(podClass, node));
    const normalized = raw.slice();
    plugin.normalize?.(normalized, normalized.length, feasible);
    return { plugin: plugin.name, weight, raw, normalized };
  });
}
