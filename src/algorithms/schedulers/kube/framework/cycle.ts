// Hot path: runs once per scheduling attempt.
import { byCodeUnit } from '../../../../base/by-code-unit.js';
import type { PodClass } from '../../../../world/cluster/index.js';
import type { RandomStream } from '../../../../world/kernel/streams.js';
import type { Operations } from '../../contract.js';
import type { NodeOrder } from '../node-order.js';
import type { Evaluation } from './evaluation.js';
import type { CyclePlan, Framework } from './framework.js';
import { pickByHeap, pickUniformly } from './pick.js';
import type { FailedAttempt, Plugin, PostFilterAnswer } from './plugin.js';
import { feasibleNodesToFind } from './sampling.js';
import { Search, type NominatedFilter, type SearchRange } from './search.js';
import { fitError, SUCCESS, type Status } from './status.js';
import { ClusterWhatIf } from './what-if.js';

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

/** The failure of a plugin that could not answer, in upstream's words. */
function failureOf(point: 'PreFilter' | 'Filter', { plugin, reasons }: Status): Failure {
  const who = point === 'Filter' ? `running "${plugin}" filter plugin` : `running PreFilter plugin "${plugin}"`;
  return { kind: 'error', message: `${who}: ${reasons.join(', ')}` };
}

export interface CycleOptions {
  readonly framework: Framework;
  readonly evaluation: Evaluation;
  readonly order: NodeOrder;
  readonly operations: Operations;
  /** 0 = adaptive. */
  readonly percentageOfNodesToScore: number;
  /** Draws among equal scores as kube-scheduler up to 1.34 did; null = the heap rule of 1.35 and 1.36. */
  readonly tieBreak: RandomStream | null;
  /** Always lists the feasible nodes with their scores in `search`, for those who want to see them. */
  readonly lists?: boolean;
}

/** Where the next search begins; an index into the node order, shared by the profiles of one scheduler. */
export interface Rotation { nextStart: number }

/**
 * The scheduling cycle of one pod: PreFilter, search with sampling and rotation, scoring, pick, PostFilter.
 *
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go (schedulePod, findNodesThatPassFilters, prioritizeNodes,
 * selectHost), as one worker runs it.
 */
export class SchedulingCycle {
  readonly rotation: Rotation;
  /** What the last attempt's search found; empty when the node was chosen without listing the others. */
  readonly search = new Search();
  /** The last attempt's plan. */
  plan: CyclePlan | null = null;
  /** Why the last attempt answered -1. */
  failure: Failure | null = null;
  /** Feasible nodes of the last attempt. */
  feasibleCount = 0;
  readonly #options: CycleOptions;
  /** Pod of the running attempt, for the filters that count nominated pods in. */
  #pod = -1;
  #podClass: PodClass | null = null;
  readonly #nominatedFilter: NominatedFilter = (node) => this.#filterWithNominated(node);

  constructor(options: CycleOptions, rotation: Rotation = { nextStart: 0 }) {
    this.#options = options;
    this.rotation = rotation;
  }

  /**
   * Row of the node that the pod goes to, or -1; then `failure` says why.
   *
   * @param pod        row of the pod
   * @param nominated  node that preemption set aside for the pod: tried first and alone; -1 = none
   */
  run(pod: number, podClass: PodClass, nominated = -1): number {
    const { evaluation, order, operations, framework } = this.#options;
    const { search, rotation } = this;
    operations.attempts++;
    search.reset(0);
    this.failure = null;
    this.plan = null;
    this.feasibleCount = 0;
    this.#pod = pod;
    this.#podClass = podClass;
    const nodes = order.list();
    if (nodes.length === 0) return this.#fail({ kind: 'no-nodes' });
    const plan = this.plan = evaluation.plan(podClass, pod);
    if (plan.rejected !== SUCCESS) {
      const status = framework.host.statuses.get(plan.rejected)!;
      return this.#fail(status.code === 'Error' ? failureOf('PreFilter', status) : { kind: 'rejected', status });
    }

    let isNominatedRejected = false;
    if (nominated >= 0 && order.has(nominated)) {
      operations.nodesVisited++;
      operations.filterCalls++;
      // The start index does not move: no search took place.
      if (this.#filter(nominated) === SUCCESS) {
        this.feasibleCount = 1;
        return nominated;
      }
      isNominatedRejected = true;
    }
    const range = this.#range(plan, nodes);
    const quick = this.#options.lists === true || isNominatedRejected ? null : this.#chooseQuickly(plan, podClass, range);
    if (quick !== null) {
      operations.scoreCalls += quick.feasible > 1 ? quick.feasible : 0;
      this.#count(quick.visited);
      rotation.nextStart = (rotation.nextStart + quick.visited) % nodes.length;
      this.feasibleCount = quick.feasible;
      return quick.node;
    }

    search.reset(range.count);
    if (range.count > 0) evaluation.search(plan, podClass, range, search);
    const visited = search.feasibleCount + search.failedCount;
    this.#count(visited);
    // A failed nominated node outside of what the search visited counts as processed, too.
    const isExtra = isNominatedRejected && search.failed.subarray(0, search.failedCount).indexOf(nominated) < 0;
    rotation.nextStart = (rotation.nextStart + visited + (isExtra ? 1 : 0)) % nodes.length;

    this.feasibleCount = search.feasibleCount;
    if (search.error !== SUCCESS) return this.#fail(failureOf('Filter', framework.host.statuses.get(search.error)!));
    if (search.feasibleCount === 0) return this.#fail({ kind: 'unfit' });
    // A single feasible node is taken without scoring.
    return search.feasibleCount === 1 ? search.feasible[0]! : this.#choose(plan, podClass);
  }

  /**
   * Asks the PostFilter plugins in turn after an attempt that failed as `unfit` or `rejected`; the first that finds a
   * node ends the round. Null when the profile has none.
   */
  postFilter(): PostFilterAnswer | null {
    const { postFilters } = this.#options.framework;
    if (postFilters.length === 0) return null;
    const attempt = this.failedAttempt();
    const messages: string[] = [];
    let last: PostFilterAnswer = { result: 'continue' };
    for (const plugin of postFilters) {
      const answer = plugin.postFilter!(attempt);
      if (answer.result !== 'continue') return answer;
      if (answer.message !== undefined) messages.push(answer.message);
      if (answer.nominated !== undefined) last = answer;
    }
    return { ...last, message: messages.join(', ') };
  }

  /** The last attempt, which failed, as PostFilter plugins see it. */
  failedAttempt(): FailedAttempt {
    const { framework, order } = this.#options;
    const podClass = this.#podClass!;
    const plan = this.plan!;
    return {
      pod: this.#pod,
      podClass,
      rejected: plan.rejected,
      nodeNames: plan.nodeNames,
      nodes: order.list(),
      found: this.search,
      wasPreFiltered: (plugin: Plugin) => plan.asked.includes(plugin),
      filtersReadCluster: plan.filters.some(({ reads }) => reads === 'cluster'),
      filter: (node) => this.#filter(node),
      whatIf: () => new ClusterWhatIf(framework.host.cluster, podClass, plan.extensions),
    };
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
      case 'unfit': {
        // Nodes that PreFilter left out were not asked.
        const rejections = new Int32Array(Math.max(search.failedCount, this.plan?.nodeNames == null ? 0 : order.list().length));
        rejections.fill(this.#leftOut());
        rejections.set(search.failedStatus.subarray(0, search.failedCount));
        return fitError(order.list().length, rejections, framework.host.statuses);
      }
    }
  }

  /** Verdict on the nodes that are none of the names which PreFilter gave. */
  #leftOut(): number {
    const plugins = [...this.plan?.narrowedBy ?? []].sort(byCodeUnit).join(' ');
    return this.#options.framework.host.statuses.intern({ plugin: '', code: 'UU', reasons: [`node(s) didn't satisfy plugin(s) [${plugins}]`] });
  }

  #range(plan: CyclePlan, nodes: Int32Array): SearchRange {
    const { framework, percentageOfNodesToScore } = this.#options;
    const candidates = plan.nodeNames === null ? nodes : this.#named(plan.nodeNames, nodes);
    const count = candidates.length;
    return {
      candidates, count,
      start: this.rotation.nextStart,
      limit: framework.scorers.length === 0 ? 1 : feasibleNodesToFind(count, percentageOfNodesToScore),
      nominated: framework.host.nominator.size === 0 ? null : this.#nominatedFilter,
    };
  }

  #chooseQuickly(plan: CyclePlan, podClass: PodClass, range: SearchRange): ReturnType<NonNullable<Evaluation['choose']>> {
    const { evaluation, tieBreak } = this.#options;
    if (evaluation.choose === undefined || tieBreak !== null || plan.nodeNames !== null || range.nominated !== null) return null;
    return evaluation.choose(plan, podClass, range);
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
    const error = evaluation.score(plan, podClass, search);
    if (error !== null) return this.#fail({ kind: 'error', message: error });
    const { totals, feasibleCount } = search;
    const winner = tieBreak === null ? pickByHeap(totals, feasibleCount) : pickUniformly(totals, feasibleCount, tieBreak);
    return search.feasible[winner]!;
  }

  /** The filters' verdict on one node: with nominated pods counted in where there are any, then without. */
  #filter(node: number): number {
    return this.#filterWithNominated(node) ?? this.#options.evaluation.filter(this.plan!, this.#podClass!, node);
  }

  /**
   * Verdict on a node that other pods of the same or a higher priority are nominated to; null when there are none. The
   * pod must fit with them, in case they come, and without them, in case that they do not.
   */
  #filterWithNominated(node: number): number | null {
    const { evaluation, framework: { host: { cluster, nominator } } } = this.#options;
    const pods = nominator.podsOn(node);
    if (pods.length === 0) return null;
    const podClass = this.#podClass!;
    const rivals = pods.filter((other) =>
      other !== this.#pod && cluster.classes[cluster.pods.classId[other]!]!.priority >= podClass.priority);
    if (rivals.length === 0) return null;
    const plan = this.plan!;
    const whatIf = new ClusterWhatIf(cluster, podClass, plan.extensions);
    for (const rival of rivals) whatIf.add(rival, node);
    const status = evaluation.filter(plan, podClass, node);
    whatIf.end();
    return status === SUCCESS ? evaluation.filter(plan, podClass, node) : status;
  }

  #count(visited: number): void {
    const { operations } = this.#options;
    operations.nodesVisited += visited;
    operations.filterCalls += visited;
  }

  #fail(failure: Failure): -1 {
    this.failure = failure;
    return -1;
  }
}
