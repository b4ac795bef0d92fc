import type { Cluster } from '../../../world/cluster/index.js';

const NONE: readonly number[] = [];

/** Pods that were promised one node, and when this last changed. */
interface Promised { readonly pods: number[]; version: number }

/**
 * Pods that were promised a node: preemption makes room for them there, and until they are bound the node is filtered
 * as if they were on it. Per node in order of nomination. Kept by node name: a nomination may outlive the node's row.
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/queue/nominator.go.
 */
export class Nominator {
  readonly #cluster: Cluster;
  readonly #byName = new Map<string, Promised>();
  readonly #nameOf = new Map<number, string>();
  /** The same by row; rebuilt when nodes were added. */
  #byRow: (Promised | undefined)[] = [];
  #rowsBuiltAt = -1;
  #changes = 0;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Grows with every promise that is made or withdrawn. */
  get changeCount(): number { return this.#changes; }

  get size(): number { return this.#nameOf.size; }

  /** Promises a node to a pod; an earlier promise is withdrawn. */
  add(pod: number, nodeName: string): void {
    this.remove(pod);
    this.#nameOf.set(pod, nodeName);
    let promise: Promised | undefined = this.#byName.get(nodeName);
    if (promise === undefined) {
      promise = { pods: [], version: 0 };
      this.#byName.set(nodeName, promise);
      this.#enter(nodeName, promise);
    }
    promise.pods.push(pod);
    promise.version = ++this.#changes;
  }

  remove(pod: number): void {
    const name = this.#nameOf.get(pod);
    if (name === undefined) return;
    this.#nameOf.delete(pod);
    const promise = this.#byName.get(name)!;
    promise.pods.splice(promise.pods.indexOf(pod), 1);
    promise.version = ++this.#changes;
    if (promise.pods.length > 0) return;
    this.#byName.delete(name);
    this.#enter(name, undefined);
  }

  /** Name of the node that a pod was promised; empty = none. */
  nodeNameOf(pod: number): string { return this.#nameOf.get(pod) ?? ''; }

  /** Row of that node, -1 when there is no promise or no such node. */
  nodeOf(pod: number): number {
    const name = this.#nameOf.get(pod);
    return name === undefined ? -1 : this.#cluster.findNode(name);
  }

  /** Pods that were promised this node, in order of nomination. */
  podsOn(node: number): readonly number[] { return this.#promiseOf(node)?.pods ?? NONE; }

  /** Differs from every earlier answer for this node but those given while the same pods were promised it; 0 = none. */
  versionOf(node: number): number { return this.#promiseOf(node)?.version ?? 0; }

  /** Every promise, nodes in order of their first nomination. */
  * entries(): Iterable<readonly [pod: number, nodeName: string]> {
    for (const [name, { pods }] of this.#byName) for (const pod of pods) yield [pod, name];
  }

  #promiseOf(node: number): Promised | undefined {
    if (this.#nameOf.size === 0) return undefined;
    if (this.#rowsBuiltAt !== this.#cluster.nodes.count) this.#build();
    return this.#byRow[node];
  }

  #build(): void {
    this.#rowsBuiltAt = this.#cluster.nodes.count;
    this.#byRow = Array.from({ length: this.#rowsBuiltAt });
    for (const [name, promise] of this.#byName) this.#enter(name, promise);
  }

  /** Writes down the promise of a node by its row, unless all rows will be written before they are read. */
  #enter(name: string, promise: Promised | undefined): void {
    const node = this.#cluster.findNode(name);
    if (node >= 0 && node < this.#byRow.length) this.#byRow[node] = promise;
  }
}
