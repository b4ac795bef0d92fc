// Hot path: runs for every node that changed since it was last considered for the class of the incoming pod.
import { pdqSort } from '../../../../base/pdq-sort.js';
import type { Cluster } from '../../../../world/cluster/index.js';
import type { FailedAttempt, PluginHost, WhatIf } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import type { DisruptionBudgets } from './disruption-budgets.js';

/** What would have to go from one node to make room for a pod. */
export interface DryRun {
  /** SUCCESS when the victims below make room; else the interned status that says why this node cannot help. */
  readonly status: number;
  /** Pods to evict, most important first; empty unless `status` is SUCCESS. */
  readonly victims: readonly number[];
  /** Victims that a disruption budget protects. */
  readonly violations: number;
}

/**
 * Looks for the victims on one node: takes all pods of lower priority away, and when the pod fits then, puts back as
 * many as it still fits with, those that a budget protects first, the most important first among equals.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/defaultpreemption, SelectVictimsOnNode.
 */
export class DryRuns {
  readonly #cluster: Cluster;
  readonly #host: PluginHost;
  readonly #budgets: DisruptionBudgets;
  readonly #noVictims: number;
  readonly #isMoreImportant: (a: number, b: number) => boolean;

  constructor(host: PluginHost, budgets: DisruptionBudgets) {
    this.#host = host;
    this.#cluster = host.cluster;
    this.#budgets = budgets;
    this.#isMoreImportant = (a, b) => isPodMoreImportant(this.#cluster, a, b);
    this.#noVictims = host.statuses.intern({
      plugin: '', code: 'UU', reasons: ['No preemption victims found for incoming pod'],
    });
  }

  of(attempt: FailedAttempt, node: number): DryRun {
    const candidates = podsBelow(this.#cluster, node, attempt.podClass.priority);
    if (candidates.length === 0) return failed(this.#noVictims);
    const whatIf = attempt.whatIf();
    for (const pod of candidates) whatIf.remove(pod);
    const status = attempt.filter(node);
    if (status !== SUCCESS) {
      whatIf.end();
      return failed(status);
    }
    pdqSort(candidates, this.#isMoreImportant);
    const { violating, others } = this.#budgets.part(candidates);
    const victims: number[] = [];
    spare(attempt, whatIf, node, violating, victims);
    const violations = victims.length;
    spare(attempt, whatIf, node, others, victims);
    whatIf.end();
    if (victims.length === 0) return failed(this.#needless(node));
    // The sort is not stable: where the order is right already, it is not sorted again.
    if (violating.length > 0 && others.length > 0) pdqSort(victims, this.#isMoreImportant);
    return { status: SUCCESS, victims, violations };
  }

  /** A node that rejected the pod, and accepts it after all pods were taken away and put back. */
  #needless(node: number): number {
    const { cluster, statuses } = this.#host;
    return statuses.intern({
      plugin: '', code: 'Error', reasons: [`expected at least one victim pod on node "${cluster.nodes.names[node]}"`],
    });
  }
}

/** Puts back those of the pods that the incoming pod still fits with; the others go to the victims. */
function spare(attempt: FailedAttempt, whatIf: WhatIf, node: number, pods: readonly number[], victims: number[]): void {
  for (const pod of pods) {
    whatIf.add(pod, node);
    if (attempt.filter(node) === SUCCESS) continue;
    whatIf.remove(pod);
    victims.push(pod);
  }
}

/**
 * Whether `a` is rather spared than `b`: of higher priority, or started earlier. A pod whose start is not known counts
 * as started now, hence later than all others.
 *
 * Source: kubernetes v1.36, pkg/scheduler/util/utils.go, MoreImportantPod.
 */
export function isPodMoreImportant(cluster: Cluster, a: number, b: number): boolean {
  const { pods, classes } = cluster;
  const above = classes[pods.classId[a]!]!.priority - classes[pods.classId[b]!]!.priority;
  return above === 0 ? startOf(cluster, a) < startOf(cluster, b) : above > 0;
}

/** Start of a pod, microseconds; later than all others when not known. */
export function startOf({ pods }: Cluster, pod: number): number {
  const startUs = pods.startUs[pod]!;
  return Number.isNaN(startUs) ? Infinity : startUs;
}

/** Pods of a node below this priority, in the order in which they came to it. */
function podsBelow({ nodes, pods, classes }: Cluster, node: number, priority: number): number[] {
  const below: number[] = [];
  for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
    if (classes[pods.classId[pod]!]!.priority < priority) below.push(pod);
  }
  // The table lists the youngest first.
  return below.reverse();
}

function failed(status: number): DryRun { return { status, victims: [], violations: 0 }; }
