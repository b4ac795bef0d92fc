// Hot path: one call of `visit` per node visit; nothing is allocated there.
// Benchmark: src/bench/kube.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { Evaluation, QuickChoice } from './evaluation.js';
import { FastPlans, type FastPlan, type LocalPart } from './fast-plan.js';
import { preScoreError, type Framework, type Scorer } from './framework.js';
import { NodeChanges } from './node-changes.js';
import { filterPlainly } from './plain.js';
import { RankedBlocks } from './ranked-blocks.js';
import { RowCache, UNKNOWN, type Rows } from './row-cache.js';
import type { Search, SearchRange } from './search.js';
import { SpecificationTables, type SpecificationTable } from './specification-tables.js';
import { SUCCESS } from './status.js';

/** Limits and trade-offs of what is remembered; they cost or save time and change no decision. */
export interface CacheBudget {
  /** Bytes that answers by class and node may take. */
  readonly rowBytes: number;
  /** Bytes that verdicts by constraints and node shape may take. */
  readonly tableBytes: number;
  /** Blocks are built once a class has visited this many times the cluster one by one. */
  readonly scansBeforeBlocks: number;
  /** Choosing by blocks costs about as much as visiting so many nodes, and so many more for every node that changed. */
  readonly choiceInVisits: number;
  readonly changeInVisits: number;
}

export const DEFAULT_CACHE_BUDGET: CacheBudget = {
  rowBytes: 96 * 2 ** 20, tableBytes: 16 * 2 ** 20, scansBeforeBlocks: 8, choiceInVisits: 400, changeInVisits: 16,
};

const NOTHING_KNOWN = new Int32Array(0);

/**
 * The evaluation used in production.
 *
 * What depends on pod and node alone is remembered: a node that has not changed since this class saw it last answers from
 * the row cache. A changed node is asked again, and then only the plugins that read usage run; verdicts on specifications
 * come from tables by (constraints, node shape). Plugins that read the cluster are asked at every visit; they keep what
 * they count up to date themselves.
 *
 * Where nothing but remembered answers decides, and many nodes would be visited, the winner is found from block maxima
 * without visiting them.
 */
export function fastEvaluation(framework: Framework, budget: CacheBudget): Evaluation {
  const { cluster, statuses } = framework.host;
  const rowCache = new RowCache(budget.rowBytes);
  const tables = new SpecificationTables(cluster, budget.tableBytes);
  const plans = new FastPlans(framework);
  const changes = new NodeChanges(cluster);
  let scratch = new Float64Array(64);
  // Set by `open` and used until the next one: asking again could void what the search has filled in.
  let table: SpecificationTable | null = null;
  let rows: Rows | null = null;

  /** Finds table and rows of a class at the start of its search. */
  const open = (plan: FastPlan, podClass: PodClass): void => {
    changes.sync();
    const { constraints } = plan.local;
    table = constraints === null ? null : tables.of(podClass, constraints);
    rows = plan.local.mayRemember ? rowCache.of(podClass, cluster.nodes.present.length) : null;
    if (rows !== null) catchUp(rows, plan.local);
  };

  /** Forgets what is remembered of the nodes that have changed since. */
  const catchUp = (current: Rows, local: LocalPart): void => {
    const { answers } = current;
    if (current.local !== local || current.table !== table || !changes.remembers(current.position)) {
      answers.fill(UNKNOWN);
      current.local = local;
      current.table = table;
      current.blocks = null;
    } else {
      for (let position = current.position; position < changes.end; position++) answers[changes.nodeAt(position)] = UNKNOWN;
    }
    current.position = changes.end;
  };

  /** Weighted usage score of a node that the local filters let through, or minus the interned status. */
  const evaluate = ({ local }: FastPlan, podClass: PodClass, node: number): number => {
    const { usageFilters, usageScorers, filters } = local;
    if (table === null || !local.isSpecificationFirst) {
      for (let k = 0; k < filters.length; k++) {
        const status = filters[k]!.filter!(podClass, node);
        if (status !== SUCCESS) return -status;
      }
      // The raw scores of the specification are read from the table later: make sure that they are there.
      table?.verdict(node);
    } else {
      const verdict = table.verdict(node);
      if (verdict !== SUCCESS) return -verdict;
      for (let k = 0; k < usageFilters.length; k++) {
        const status = usageFilters[k]!.filter!(podClass, node);
        if (status !== SUCCESS) return -status;
      }
    }
    let total = 0;
    for (let k = 0; k < usageScorers.length; k++) {
      const scorer = usageScorers[k]!;
      total += scorer.weight * scorer.score(podClass, node);
    }
    return total;
  };

  /** The local answer of a node that is not remembered. */
  const ask = (plan: FastPlan, podClass: PodClass, node: number): number => {
    const answer = evaluate(plan, podClass, node);
    if (rows !== null) rows.answers[node] = answer;
    return answer;
  };

  /** A local rejection, unless a filter that reads the cluster and stands before the one that rejected does so, too. */
  const visitLate = (plan: FastPlan, podClass: PodClass, node: number, answer: number): number => {
    const failedAt = plan.lateFilters.get(statuses.get(-answer)!.plugin) ?? -1;
    for (const { filter, position } of plan.clusterFilters) {
      if (position > failedAt) break;
      const status = filter(podClass, node);
      if (status !== SUCCESS) return -status;
    }
    return answer;
  };

  /** Blocks of the current rows, brought up to date, or null when visiting nodes one by one is cheaper. */
  const currentBlocks = (plan: FastPlan, podClass: PodClass, { candidates, count, limit }: SearchRange): RankedBlocks | null => {
    if (rows === null) return null;
    const isBuilt = rows.blocks !== null && rows.blocks.order === candidates && changes.remembers(rows.blocks.position);
    if (!isBuilt) {
      if (rows.scanned < budget.scansBeforeBlocks * count || limit < budget.choiceInVisits + budget.changeInVisits) return null;
      for (let i = 0; i < count; i++) if (rows.answers[candidates[i]!] === UNKNOWN) ask(plan, podClass, candidates[i]!);
      rows.blocks = new RankedBlocks(candidates, rows.answers);
      rows.scanned = 0;
    } else {
      const blocks = rows.blocks!;
      if (budget.choiceInVisits + budget.changeInVisits * (changes.end - blocks.position) > limit) return null;
      for (let position = blocks.position; position < changes.end; position++) {
        const node = changes.nodeAt(position);
        if (cluster.nodes.present[node] === 0) continue;
        if (rows.answers[node] === UNKNOWN) ask(plan, podClass, node);
        blocks.update(node);
      }
    }
    rows.blocks!.position = changes.end;
    return rows.blocks;
  };

  return {
    plan: (podClass, pod) => plans.of(podClass, pod),
    filter: filterPlainly,
    search(cyclePlan, podClass, range, found) {
      // Every plan that comes in was made by `plan` above.
      const plan = cyclePlan as FastPlan;
      open(plan, podClass);
      const { candidates, count, limit, nominated } = range;
      const { clusterFilters } = plan;
      const hasLateFilters = plan.lateFilters.size > 0;
      const { feasible, totals, failed, failedStatus } = found;
      const known = rows?.answers ?? NOTHING_KNOWN;
      let feasibleCount = 0;
      let failedCount = 0;
      let position = range.start % count;
      for (let i = 0; i < count; i++) {
        const node = candidates[position]!;
        if (++position === count) position = 0;
        let answer = node < known.length ? known[node]! : UNKNOWN;
        if (answer === UNKNOWN) answer = ask(plan, podClass, node);
        const verdict = nominated === null ? null : nominated(node);
        if (verdict !== null) {
          if (verdict !== SUCCESS) answer = -verdict;
        } else if (answer >= 0) {
          for (let k = 0; k < clusterFilters.length; k++) {
            const status = clusterFilters[k]!.filter(podClass, node);
            if (status === SUCCESS) continue;
            answer = -status;
            break;
          }
        } else if (hasLateFilters) answer = visitLate(plan, podClass, node, answer);
        if (answer < 0) {
          if (statuses.isError(-answer)) {
            found.error = -answer;
            break;
          }
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
      if (rows !== null) rows.scanned += feasibleCount + failedCount;
    },
    score(cyclePlan, podClass, found) {
      const plan = cyclePlan as FastPlan;
      plan.local.specificationScorers.forEach((scorer, k) => addSpecificationScore(scorer, k, podClass, found));
      const feasible = found.feasible.subarray(0, found.feasibleCount);
      for (const scorer of plan.freshScorers) {
        const { plugin } = scorer;
        const answer = plugin.reads === 'cluster' ? plugin.preScore?.(podClass, feasible) ?? 'score' : 'score';
        if (answer === 'score') addFreshScore(scorer, podClass, found);
        else if (answer !== 'skip') return preScoreError(plugin, answer.error);
      }
      return null;
    },
    choose(cyclePlan, podClass, range): QuickChoice | null {
      const plan = cyclePlan as FastPlan;
      if (plan.clusterFilters.length > 0 || plan.freshScorers.length > 0 || plan.scoreError !== null) return null;
      // Below this no cost of blocks can pay.
      if (range.limit <= budget.choiceInVisits || plan.local.constraints === null) return null;
      // A node at which a filter fails ends the search; blocks take it for one that is not feasible.
      if (statuses.hasErrors) return null;
      open(plan, podClass);
      const blocks = currentBlocks(plan, podClass, range);
      // Scores that are normalised over the feasible nodes are the same for all only where all raw scores are 0.
      if (blocks === null || plan.local.specificationScorers.some((_, k) => table!.highest[k] !== 0)) return null;
      const window = blocks.window(range.start % range.count, range.limit);
      if (window === null) return null;
      return { node: range.candidates[window.winner]!, feasible: window.feasible, visited: window.visited };
    },
  };

  /** Adds one `node-spec` plugin's weighted, normalised scores; equal ones go into the common offset. */
  function addSpecificationScore(scorer: Scorer, k: number, podClass: PodClass, found: Search): void {
    const { feasible, feasibleCount } = found;
    const { plugin, weight } = scorer;
    if (table !== null && table.highest[k] === 0) {
      scratch[0] = 0;
      plugin.normalize?.(scratch, 1, feasible);
      found.offset += weight * scratch[0]!;
      return;
    }
    if (scratch.length < feasibleCount) scratch = new Float64Array(found.totals.length);
    for (let i = 0; i < feasibleCount; i++) {
      scratch[i] = table === null ? scorer.score(podClass, feasible[i]!) : table.rawScore(k, feasible[i]!);
    }
    addNormalized(scorer, found);
  }

  function addFreshScore(scorer: Scorer, podClass: PodClass, found: Search): void {
    const { feasible, feasibleCount } = found;
    const { score } = scorer;
    if (scratch.length < feasibleCount) scratch = new Float64Array(found.totals.length);
    for (let i = 0; i < feasibleCount; i++) scratch[i] = score(podClass, feasible[i]!);
    addNormalized(scorer, found);
  }

  function addNormalized({ plugin, weight }: Scorer, { feasible, feasibleCount, totals }: Search): void {
    plugin.normalize?.(scratch, feasibleCount, feasible);
    for (let i = 0; i < feasibleCount; i++) totals[i] = totals[i]! + weight * scratch[i]!;
  }
}
