// Hot path: read for every node that a preemption considers.
import type { Cluster } from '../../../../world/cluster/index.js';
import { startOf, type DryRun } from './dry-run.js';

/** The least priority that a pod can have is -2^31. */
const PRIORITY_SHIFT = 2 ** 31;

/**
 * What the choice among nodes looks at, by node row, of the dry runs for one pod class. An entry holds while the node's
 * version and the pods nominated to it are the same.
 */
export class CandidateTable {
  readonly status: Int32Array;
  /** Victims that a disruption budget protects. */
  readonly violations: Int32Array;
  /** Priority of the most important victim. */
  readonly #highest: Int32Array;
  /** Sum over victims of priority + 2^31: exact up to two million victims. */
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;
  /** Earliest start among the victims of the highest priority, microseconds. */
  readonly #starts: Float64Array;
  readonly #versions: Float64Array;
  readonly #nominations: Float64Array;

  constructor(readonly capacity: number) {
    this.status = new Int32Array(capacity);
    this.violations = new Int32Array(capacity);
    this.#highest = new Int32Array(capacity);
    this.#sums = new Float64Array(capacity);
    this.#counts = new Int32Array(capacity);
    this.#starts = new Float64Array(capacity);
    this.#versions = new Float64Array(capacity).fill(-1);
    this.#nominations = new Float64Array(capacity);
  }

  static readonly BYTES_PER_NODE = 48;

  /** Whether the entry of a node still holds. */
  holds(node: number, version: number, nominations: number): boolean {
    return this.#versions[node] === version && this.#nominations[node] === nominations;
  }

  /** Makes the entry of a node hold for these versions. */
  stamp(node: number, version: number, nominations: number): void {
    this.#versions[node] = version;
    this.#nominations[node] = nominations;
  }

  put(cluster: Cluster, node: number, { status, victims, violations }: DryRun): void {
    this.status[node] = status;
    const [first] = victims;
    if (first === undefined) return;
    const { pods, classes } = cluster;
    let sum = 0;
    for (const pod of victims) sum += classes[pods.classId[pod]!]!.priority + PRIORITY_SHIFT;
    this.violations[node] = violations;
    this.#highest[node] = classes[pods.classId[first]!]!.priority;
    this.#sums[node] = sum;
    this.#counts[node] = victims.length;
    this.#starts[node] = startOf(cluster, first);
  }

  /**
   * Whether the victims of node `a` are rather given up than those of `b`: fewer that a budget protects, then the
   * lowest highest priority, then the lowest sum of priorities, then the fewest, then the youngest.
   *
   * Each victim adds 2^31 to the sum, so that the number of victims as a rule decides before their priorities do.
   *
   * Source: kubernetes v1.36, pkg/scheduler/framework/preemption/preemption.go, pickOneNodeForPreemption.
   */
  isBetter(a: number, b: number): boolean {
    if (this.violations[a] !== this.violations[b]) return this.violations[a]! < this.violations[b]!;
    if (this.#highest[a] !== this.#highest[b]) return this.#highest[a]! < this.#highest[b]!;
    if (this.#sums[a] !== this.#sums[b]) return this.#sums[a]! < this.#sums[b]!;
    if (this.#counts[a] !== this.#counts[b]) return this.#counts[a]! < this.#counts[b]!;
    return this.#starts[a]! > this.#starts[b]!;
  }
}
