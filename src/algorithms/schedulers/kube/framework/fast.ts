// Hot path: one call of `visit` per node visit; nothing is allocated there.
// Benchmark: src/bench/kube.ts, 5,000 nodes, default sampling.
import type { PodClass } from '../../../../world/cluster/index.js';
import { ClassMemo } from './class-memo.js';
import type { Evaluation } from './evaluation.js';
import { planCycle, type CyclePlan, type Framework, type Scorer } from './framework.js';
import { filterPlainly, plainEvaluation } from './plain.js';
import type { Plugin } from './plugin.js';
import { RowCache, type Rows } from './row-cache.js';
import type { Search } from './search.js';
import { constraintsOf, SpecificationTables, type SpecificationTable } from './specification-tables.js';
import { SUCCESS } from './status.js';

/** Bytes that caches may take; they only save time, so the bound changes no decision. */
export interface CacheBudget { readonly rowBytes: number; readonly tableBytes: number }

export const DEFAULT_CACHE_BUDGET: CacheBudget = { rowBytes: 96 * 2 ** 20, tableBytes: 16 * 2 ** 20 };

/** A cycle plan sorted by what the plugins read. */
interface FastPlan extends CyclePlan {
  /** Some plugin looks at other nodes: its answers cannot be remembered, the plain way is taken. */
  readonly isPlain: boolean;
  /** All filters on the specification come before all filters on usage, as in the default order. */
  readonly isSpecificationFirst: boolean;
  readonly usageFilters: readonly Plugin[];
  readonly usageScorers: readonly Scorer[];
  readonly specificationScorers: readonly Scorer[];
}

/**
 * The evaluation used in production. Per node visit it compares one version number: a node that has not changed since
 * this class saw it last answers from the row cache. A changed node is asked again, and then only the plugins that read
 * usage run; verdicts on specifications come from tables by (constraints, node shape).
 */
export function fastEvaluation(framework: Framework, budget: CacheBudget): Evaluation {
  const { cluster } = framework.host;
  const rowCache = new RowCache(budget.rowBytes);
  const tables = new SpecificationTables(cluster, budget.tableBytes);
  const plain = plainEvaluation(framework);
  const readsCluster = [...framework.preFilters, ...framework.filters, ...framework.preScores, ...framework.scorers.map(({ plugin }) => plugin)]
    .some(({ reads }) => reads === 'cluster');
  const plans = new ClassMemo((podClass) => sortPlan(planCycle(framework, podClass)));
  let scratch = new Float64Array(64);

  const constraints = new ClassMemo((podClass) => constraintsOf(podClass, plans.of(podClass)));
  // Set by `search` and used by the `score` that follows it: asking again could void what the search has filled in.
  let table: SpecificationTable | null = null;

  /** Weighted usage score of a feasible node, or minus the interned status. */
  const evaluate = (plan: FastPlan, podClass: PodClass, node: number): number => {
    if (table === null || !plan.isSpecificationFirst) {
      const status = filterPlainly(plan, podClass, node);
      if (status !== SUCCESS) return -status;
      // The raw scores of the specification are read from the table later: make sure that they are there.
      table?.verdict(node);
    } else {
      const verdict = table.verdict(node);
      if (verdict !== SUCCESS) return -verdict;
      const { usageFilters } = plan;
      for (let k = 0; k < usageFilters.length; k++) {
        const status = usageFilters[k]!.filter!(podClass, node);
        if (status !== SUCCESS) return -status;
      }
    }
    const { usageScorers } = plan;
    let total = 0;
    for (let k = 0; k < usageScorers.length; k++) {
      const scorer = usageScorers[k]!;
      total += scorer.weight * scorer.score(podClass, node);
    }
    return total;
  };

  const visit = (plan: FastPlan, podClass: PodClass, rows: Rows | null, node: number): number => {
    if (rows === null) return evaluate(plan, podClass, node);
    const version = cluster.nodes.version[node]!;
    if (rows.versions[node] === version) return rows.answers[node]!;
    const answer = evaluate(plan, podClass, node);
    rows.versions[node] = version;
    rows.answers[node] = answer;
    return answer;
  };

  const planOf = (podClass: PodClass): FastPlan =>
    (readsCluster ? sortPlan(planCycle(framework, podClass)) : plans.of(podClass));

  return {
    plan: planOf,
    filter: (plan, podClass, node) => filterPlainly(plan, podClass, node),
    search(cyclePlan, podClass, range, found) {
      // Every plan that comes in was made by `plan` above.
      const plan = cyclePlan as FastPlan;
      if (plan.isPlain) return plain.search(plan, podClass, range, found);
      const { candidates, count, limit } = range;
      const needed = readsCluster ? constraintsOf(podClass, plan) : constraints.of(podClass);
      table = needed === null ? null : tables.of(podClass, needed);
      const rows = rowCache.of(podClass, cluster.nodes.present.length);
      if (rows !== null && rows.table !== table) {
        rows.versions.fill(-1);
        rows.table = table;
      }
      const { feasible, totals, failed, failedStatus } = found;
      let feasibleCount = 0;
      let failedCount = 0;
      let position = range.start % count;
      for (let i = 0; i < count; i++) {
        const node = candidates[position]!;
        if (++position === count) position = 0;
        const answer = visit(plan, podClass, rows, node);
        if (answer < 0) {
          failed[failedCount] = node;
          failedStatus[failedCount++] = -answer;
        } else {
          if (feasibleCount === limit) break;
          feasible[feasibleCount] = node;
          totals[feasibleCount++] = answer;
        }
      }
      found.feasibleCount = feasibleCount;
      found.failedCount = failedCount;
    },
    score(cyclePlan, podClass, found) {
      const plan = cyclePlan as FastPlan;
      if (plan.isPlain) return plain.score(plan, podClass, found);
      plan.specificationScorers.forEach((scorer, k) => addSpecificationScore(scorer, k, podClass, found));
    },
  };

  /** Adds one `node-spec` plugin's weighted, normalised scores; equal ones go into the common offset. */
  function addSpecificationScore(scorer: Scorer, k: number, podClass: PodClass, found: Search): void {
    const { feasible, feasibleCount, totals } = found;
    const { plugin, weight } = scorer;
    if (table !== null && table.highest[k] === 0) {
      scratch[0] = 0;
      plugin.normalize?.(scratch, 1);
      found.offset += weight * scratch[0]!;
      return;
    }
    if (scratch.length < feasibleCount) scratch = new Float64Array(found.totals.length);
    for (let i = 0; i < feasibleCount; i++) {
      scratch[i] = table === null ? scorer.score(podClass, feasible[i]!) : table.rawScore(k, feasible[i]!);
    }
    plugin.normalize?.(scratch, feasibleCount);
    for (let i = 0; i < feasibleCount; i++) totals[i] = totals[i]! + weight * scratch[i]!;
  }
}

function sortPlan(plan: CyclePlan): FastPlan {
  const { filters, scorers } = plan;
  const firstUsage = filters.findIndex(({ reads }) => reads !== 'node-spec');
  const specificationScorers = scorers.filter(({ plugin }) => plugin.reads === 'node-spec');
  const usageScorers = scorers.filter(({ plugin }) => plugin.reads === 'node-usage');
  return {
    ...plan,
    isPlain: filters.some(({ reads }) => reads === 'cluster') || scorers.some(({ plugin }) => plugin.reads === 'cluster')
      // A plugin that reads usage and normalises over the feasible nodes would need its raw scores kept apart.
      || usageScorers.some(({ plugin }) => plugin.normalize !== undefined),
    isSpecificationFirst: firstUsage < 0 || filters.slice(firstUsage).every(({ reads }) => reads !== 'node-spec'),
    usageFilters: filters.filter(({ reads }) => reads === 'node-usage'),
    usageScorers,
    specificationScorers,
  };
}
