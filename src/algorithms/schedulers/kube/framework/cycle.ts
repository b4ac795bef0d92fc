// Hot path: runs once per scheduling attempt.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { RandomStream } from '../../../../world/kernel/streams.js';
import type { Operations } from '../../contract.js';
import type { NodeOrder } from '../node-order.js';
import type { Evaluation } from './evaluation.js';
import type { CyclePlan, Framework } from './framework.js';
import { pickByHeap, pickUniformly } from './pick.js';
import { feasibleNodesToFind } from './sampling.js';
import { Search } from './search.js';
import { fitError, SUCCESS, type Status } from './status.js';

/** Why an attempt chose no node. */
export type Failure =
  /** The cluster has no nodes at all. */
  | { readonly kind: 'no-nodes' }
  /** PreFilter rejected the pod, whatever the nodes. */
  | { readonly kind: 'rejected'; readonly status: Status }
  /** Every node visited was rejected; see `search`. */
  | { readonly kind: 'unfit' }
  /** A plugin failed. */
  | { readonly kind: 'error'; readonly message: string };

export interface CycleOptions {
  readonly framework: Framework;
  readonly evaluation: Evaluation;
  readonly order: NodeOrder;
  readonly operations: Operations;
  /** 0 = adaptive. */
  readonly percentageOfNodesToScore: number;
  /** Draws among equal scores as kube-scheduler up to 1.34 did; null = the heap rule of 1.35 and 1.36. */
  readonly tieBreak: RandomStream | null;
}

/**
 * The scheduling cycle of one pod: PreFilter, search with sampling and rotation, scoring, pick.
 *
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go (schedulePod, findNodesThatPassFilters, prioritizeNodes,
 * selectHost), as one worker runs it.
 */
export class SchedulingCycle {
  /** Where the next search begins; an index into the node order. */
  nextStart = 0;
  /** What the last attempt's search found. */
  readonly search = new Search();
  /** The last attempt's plan. */
  plan: CyclePlan | null = null;
  /** Why the last attempt answered -1. */
  failure: Failure | null = null;
  readonly #options: CycleOptions;

  constructor(options: CycleOptions) { this.#options = options; }

  /**
   * Row of the node that the pod goes to, or -1; then `failure` says why.
   *
   * @param nominated  node that preemption set aside for the pod: tried first and alone; -1 = none
   */
  run(podClass: PodClass, nominated = -1): number {
    const { evaluation, order, operations } = this.#options;
    const { search } = this;
    operations.attempts++;
    search.reset(0);
    this.failure = null;
    const nodes = order.list();
    if (nodes.length === 0) return this.#fail({ kind: 'no-nodes' });
    const plan = this.plan = evaluation.plan(podClass);
    if (plan.rejected !== SUCCESS) {
      return this.#fail({ kind: 'rejected', status: this.#options.framework.host.statuses.get(plan.rejected)! });
    }

    let isNominatedRejected = false;
    if (nominated >= 0 && order.has(nominated)) {
      operations.nodesVisited++;
      operations.filterCalls++;
      // The start index does not move: no search took place.
      if (evaluation.filter(plan, podClass, nominated) === SUCCESS) return nominated;
      isNominatedRejected = true;
    }
    this.#search(plan, podClass, nodes);
    let processed = search.feasibleCount + search.failedCount;
    if (isNominatedRejected && search.failed.subarray(0, search.failedCount).indexOf(nominated) < 0) processed++;
    this.nextStart = (this.nextStart + processed) % nodes.length;

    if (search.feasibleCount === 0) return this.#fail({ kind: 'unfit' });
    // A single feasible node is taken without scoring.
    return search.feasibleCount === 1 ? search.feasible[0]! : this.#choose(plan, podClass);
  }

  /** The last failure in kube-scheduler's words. */
  failureText(): string {
    const { failure, search } = this;
    const { order, framework } = this.#options;
    switch (failure?.kind) {
      case undefined: return '';
      case 'no-nodes': return 'no nodes available to schedule pods';
      case 'error': return failure.message;
      case 'rejected': return `0/${order.list().length} nodes are available: ${failure.status.reasons.join(', ')}.`;
      case 'unfit':
        return fitError(order.list().length, search.failedStatus.subarray(0, search.failedCount), framework.host.statuses);
    }
  }

  #search(plan: CyclePlan, podClass: PodClass, nodes: Int32Array): void {
    const { evaluation, operations, framework, percentageOfNodesToScore } = this.#options;
    const { search } = this;
    const candidates = plan.nodeNames === null ? nodes : this.#named(plan.nodeNames, nodes);
    const count = candidates.length;
    const limit = framework.scorers.length === 0 ? 1 : feasibleNodesToFind(count, percentageOfNodesToScore);
    search.reset(count);
    if (count === 0) return;
    evaluation.search(plan, podClass, { candidates, count, start: this.nextStart, limit }, search);
    const visited = search.feasibleCount + search.failedCount;
    operations.nodesVisited += visited;
    operations.filterCalls += visited;
  }

  /** Rows of the named nodes that exist, in node order: upstream's order is that of a Go map, hence random. */
  #named(names: readonly string[], nodes: Int32Array): Int32Array {
    const { cluster } = this.#options.framework.host;
    const rows = names.map((name) => cluster.findNode(name)).filter((node) => node >= 0 && this.#options.order.has(node));
    if (rows.length <= 1) return Int32Array.from(rows);
    const named = new Set(rows);
    return nodes.filter((node) => named.has(node));
  }

  #choose(plan: CyclePlan, podClass: PodClass): number {
    const { evaluation, operations, tieBreak } = this.#options;
    const { search } = this;
    if (plan.scoreError !== null) return this.#fail({ kind: 'error', message: plan.scoreError });
    operations.scoreCalls += search.feasibleCount;
    evaluation.score(plan, podClass, search);
    const { totals, feasibleCount } = search;
    const winner = tieBreak === null ? pickByHeap(totals, feasibleCount) : pickUniformly(totals, feasibleCount, tieBreak);
    return search.feasible[winner]!;
  }

  #fail(failure: Failure): -1 {
    this.failure = failure;
    return -1;
  }
}
