import type { PodClass } from '../../../../world/cluster/index.js';
import type { Evaluation } from './evaluation.js';
import { planCycle, type CyclePlan, type Framework } from './framework.js';
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
    plan: (podClass) => planCycle(framework, podClass),
    filter: filterPlainly,
    search(plan, podClass, { candidates, count, start, limit }, found) {
      for (let i = 0; i < count; i++) {
        const node = candidates[(start + i) % count]!;
        const status = filterPlainly(plan, podClass, node);
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
      for (const { normalized, weight } of scorePlainly(plan, podClass, found.feasible.subarray(0, feasibleCount))) {
        for (let i = 0; i < feasibleCount; i++) totals[i] = totals[i]! + normalized[i]! * weight;
      }
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

/** Every plugin's scores for these nodes, before and after normalisation. */
export function scorePlainly(plan: CyclePlan, podClass: PodClass, feasible: Int32Array): readonly PluginScores[] {
  return plan.scorers.map(({ plugin, weight, score }) => {
    const raw = Float64Array.from(feasible, (node) => score(podClass, node));
    const normalized = raw.slice();
    plugin.normalize?.(normalized, normalized.length);
    return { plugin: plugin.name, weight, raw, normalized };
  });
}
