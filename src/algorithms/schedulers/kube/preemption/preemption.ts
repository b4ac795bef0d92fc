// Hot path: one preemption considers some hundred nodes, nearly all of them remembered.
import type { DefaultPreemptionArgs } from '../config/args/default-preemption.js';
import type { FailedAttempt, PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { CandidateTable } from './candidate-table.js';
import { CandidateTables } from './candidate-tables.js';
import { DisruptionBudgets } from './disruption-budgets.js';
import { DryRuns, type DryRun } from './dry-run.js';

/** Where a pod may go once its victims are gone. */
export interface PreemptionChoice {
  /** Row of the node, -1 when there is none. */
  readonly node: number;
  /** Pods to evict, most important first. */
  readonly victims: readonly number[];
  /** Interned statuses of the nodes that were tried in vain, in order; valid until the next call. */
  readonly tried: Int32Array;
}

/**
 * Which node to make room on for a pod that fits nowhere, and by which pods.
 *
 * What a dry run finds on a node is remembered by class of the incoming pod for as long as nothing happens there, unless
 * some filter of the cycle reads more than the node.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/preemption/preemption.go and .../plugins/defaultpreemption.
 */
export class Preemption {
  readonly #host: PluginHost;
  readonly #args: DefaultPreemptionArgs;
  readonly #budgets: DisruptionBudgets;
  readonly #dryRuns: DryRuns;
  readonly #tables = new CandidateTables();
  #budgetsVersion = -1;
  #potential: Int32Array = new Int32Array(64);
  #tried: Int32Array = new Int32Array(64);

  constructor(host: PluginHost, args: DefaultPreemptionArgs) {
    this.#host = host;
    this.#args = args;
    this.#budgets = new DisruptionBudgets(host.cluster);
    this.#dryRuns = new DryRuns(host, this.#budgets);
  }

  /** Why the pod may not preempt others, or null. */
  ineligibility({ pod, podClass, rejected, nodes, found }: FailedAttempt): string | null {
    const { cluster, nominator, statuses } = this.#host;
    if (podClass.template?.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
    const node = nominator.nodeOf(pod);
    if (node < 0 || !nodes.includes(node)) return null;
    const at = found.failed.subarray(0, found.failedCount).indexOf(node);
    // Nodes without a verdict have that of PreFilter; without any, no eviction would help.
    const verdict = statuses.get(at < 0 ? rejected : found.failedStatus[at]!);
    if (verdict === null || verdict.code === 'UU') return null;
    const { pods, classes } = cluster;
    for (let other = cluster.nodes.firstPod[node]!; other >= 0; other = pods.nextOnNode[other]!) {
      const isBelow = classes[pods.classId[other]!]!.priority < podClass.priority;
      if (isBelow && pods.terminating[other] === 1 && pods.preempted[other] === 1) {
        return 'not eligible due to a terminating pod on the nominated node.';
      }
    }
    return null;
  }

  /** Nodes where fewer pods might help, in snapshot order; valid until the next call. */
  potentialNodes({ rejected, nodes, found }: FailedAttempt): Int32Array {
    const { statuses } = this.#host;
    if (rejected !== SUCCESS) return statuses.get(rejected)!.code === 'U' ? nodes : nodes.subarray(0, 0);
    const { failed, failedStatus, failedCount } = found;
    if (this.#potential.length < failedCount) this.#potential = new Int32Array(failedCount * 2);
    // The search went round in snapshot order, but began somewhere.
    const visited = failed.subarray(0, failedCount);
    const first = failedCount === nodes.length ? nodes[0]! : nodes.find((node) => visited.includes(node)) ?? -1;
    const potential = this.#potential;
    let at = Math.max(0, visited.indexOf(first));
    let count = 0;
    let seen = SUCCESS;
    let isResolvable = false;
    for (let i = 0; i < failedCount; i++) {
      const status = failedStatus[at]!;
      // As a rule many nodes in a row have the same.
      if (status !== seen) {
        seen = status;
        isResolvable = statuses.get(status)!.code === 'U';
      }
      if (isResolvable) potential[count++] = failed[at]!;
      if (++at === failedCount) at = 0;
    }
    return potential.subarray(0, count);
  }

  /**
   * The best of the first candidates: enough are found when there are {@link #candidatesWanted} of them, at least one of
   * which violates no budget. The nodes are tried from a random one on.
   *
   * @param potential  answer of {@link potentialNodes}, not empty
   */
  choose(attempt: FailedAttempt, potential: Int32Array): PreemptionChoice {
    const { random } = this.#host;
    const count = potential.length;
    if (this.#tried.length < count) this.#tried = new Int32Array(count * 2);
    const allTried = this.#tried;
    const wanted = this.#candidatesWanted(count);
    const table = this.#open(attempt);
    const own = this.#host.nominator.nodeOf(attempt.pod);
    let at = random === null ? 0 : random.below(count);
    let best = -1;
    let harmless = 0;
    let violating = 0;
    let failed = 0;
    for (let i = 0; i < count; i++) {
      const node = potential[at]!;
      if (++at === count) at = 0;
      this.#consider(attempt, table, node, own);
      if (table.status[node] !== SUCCESS) {
        allTried[failed++] = table.status[node]!;
        continue;
      }
      const isHarmless = table.violations[node] === 0;
      // Candidates of one kind beyond the wanted number are forgotten.
      if ((isHarmless ? harmless : violating) >= wanted) continue;
      if (isHarmless) harmless++;
      else violating++;
      if (best < 0 || table.isBetter(node, best)) best = node;
      if (harmless > 0 && harmless + violating >= wanted) break;
    }
    const tried = allTried.subarray(0, failed);
    return { node: best, victims: best < 0 ? [] : this.#dryRuns.of(attempt, best).victims, tried };
  }

  /** Dry runs on all these nodes, for those who want to see them; `isBest`: no other candidate is better. */
  survey(attempt: FailedAttempt, potential: Int32Array): readonly (DryRun & { readonly node: number; readonly isBest: boolean })[] {
    const table = this.#open(attempt);
    const nodes = [...potential];
    const own = this.#host.nominator.nodeOf(attempt.pod);
    for (const node of nodes) this.#consider(attempt, table, node, own);
    const candidates = nodes.filter((node) => table.status[node] === SUCCESS);
    return nodes.map((node) => ({
      node,
      ...this.#dryRuns.of(attempt, node),
      isBest: candidates.includes(node) && !candidates.some((other) => table.isBetter(other, node)),
    }));
  }

  #candidatesWanted(nodes: number): number {
    const { minCandidateNodesPercentage, minCandidateNodesAbsolute } = this.#args;
    return Math.min(nodes, Math.max(minCandidateNodesAbsolute, Math.floor(nodes * minCandidateNodesPercentage / 100)));
  }

  /** The table of the pod's class, or an empty one where nothing can be remembered. */
  #open({ podClass, filtersReadCluster }: FailedAttempt): CandidateTable {
    const { cluster, indexes } = this.#host;
    const capacity = cluster.nodes.present.length;
    if (this.#budgetsVersion !== this.#budgets.version) {
      this.#budgetsVersion = this.#budgets.version;
      this.#tables.clear();
    }
    return filtersReadCluster || indexes === 'rebuilt' ? new CandidateTable(capacity) : this.#tables.of(podClass, capacity);
  }

  /**
   * Sees to it that the table knows what a dry run on the node finds.
   *
   * @param own  node that the pod itself is nominated to, -1 when none
   */
  #consider(attempt: FailedAttempt, table: CandidateTable, node: number, own: number): void {
    const { cluster, nominator } = this.#host;
    const version = cluster.nodes.version[node]!;
    // Where the pod itself is nominated, other pods of its class would find more in their way.
    const nominations = node === own ? NaN : nominator.versionOf(node);
    if (table.holds(node, version, nominations)) return;
    table.put(cluster, node, this.#dryRuns.of(attempt, node));
    table.stamp(node, version, nominations);
  }
}
