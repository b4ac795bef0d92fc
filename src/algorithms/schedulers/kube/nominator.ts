import type { Cluster } from '../../../world/cluster/index.js';

const NONE: readonly number[] = [];

/**
 * Pods that were promised a node: preemption makes room for them there, and until they are bound the node is filtered
 * as if they were on it. Per node in order of nomination. Kept by node name: a nomination may outlive the node's row.
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/queue/nominator.go.
 */
export class Nominator {
  readonly #cluster: Cluster;
  readonly #podsByName = new Map<string, number[]>();
  readonly #nameOf = new Map<number, string>();
  /** The same by row; rebuilt when nominations or nodes changed. */
  #podsByRow: (readonly number[] | undefined)[] = [];
  #rowsBuiltAt = -1;
  #isStale = false;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  get size(): number { return this.#nameOf.size; }

  /** Promises a node to a pod; an earlier promise is withdrawn. */
  add(pod: number, nodeName: string): void {
    this.remove(pod);
    this.#nameOf.set(pod, nodeName);
    const pods = this.#podsByName.get(nodeName);
    if (pods === undefined) this.#podsByName.set(nodeName, [pod]);
    else pods.push(pod);
    this.#isStale = true;
  }

  remove(pod: number): void {
    const name = this.#nameOf.get(pod);
    if (name === undefined) return;
    this.#nameOf.delete(pod);
    const pods = this.#podsByName.get(name)!;
    pods.splice(pods.indexOf(pod), 1);
    if (pods.length === 0) this.#podsByName.delete(name);
    this.#isStale = true;
  }

  /** Name of the node that a pod was promised; empty = none. */
  nodeNameOf(pod: number): string { return this.#nameOf.get(pod) ?? ''; }

  /** Row of that node, -1 when there is no promise or no such node. */
  nodeOf(pod: number): number {
    const name = this.#nameOf.get(pod);
    return name === undefined ? -1 : this.#cluster.findNode(name);
  }

  /** Pods that were promised this node, in order of nomination. */
  podsOn(node: number): readonly number[] {
    if (this.#nameOf.size === 0) return NONE;
    if (this.#isStale || this.#rowsBuiltAt !== this.#cluster.nodes.count) this.#build();
    return this.#podsByRow[node] ?? NONE;
  }

  /** Every promise, nodes in order of their first nomination. */
  * entries(): Iterable<readonly [pod: number, nodeName: string]> {
    for (const [name, pods] of this.#podsByName) for (const pod of pods) yield [pod, name];
  }

  #build(): void {
    this.#podsByRow = [];
    for (const [name, pods] of this.#podsByName) {
      const row = this.#cluster.findNode(name);
      if (row >= 0) this.#podsByRow[row] = pods;
    }
    this.#rowsBuiltAt = this.#cluster.nodes.count;
    this.#isStale = false;
  }
}
