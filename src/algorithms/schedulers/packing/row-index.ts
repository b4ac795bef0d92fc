// Hot path: one search and one update per placement. Benchmark: src/bench/packing.ts.
import type { Cluster, PodClass } from '../../../world/cluster/index.js';
import { NodeFollower } from './node-follower.js';

/**
 * Finds the first node at or after a row that a pod fits: a tree over the rows whose vertices hold the most that any
 * node below has free, per resource. Kept up to date from the change log; answers equal a scan of the rows.
 *
 *                      [8 cores, 32 Gi]
 *             [8, 16 Gi]              [4, 32 Gi]
 *        [8, 4 Gi]  [2, 16 Gi]    [4, 1 Gi]  [1, 32 Gi]
 *
 * Where no node has enough of everything but different nodes below a vertex have enough of each, the search looks in
 * vain; it then costs as much as the scan in the worst case.
 */
export class RowIndex {
  readonly #cluster: Cluster;
  readonly #follower: NodeFollower;
  #leaves = 0;
  #width = 0;
  /** `width` numbers per vertex: free per resource, then idle device milli; vertex 1 is the root. */
  #free = new Float64Array(0);

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#follower = new NodeFollower(cluster, { touched: (node) => this.#update(node) });
  }

  /** First row >= `start` with room for the class, or -1. */
  firstFrom(podClass: PodClass, start: number): number {
    this.#follower.catchUp();
    if (this.#width !== this.#cluster.resources.count + 1 || this.#cluster.nodes.count > this.#leaves) this.#rebuild();
    if (start >= this.#cluster.nodes.count) return -1;
    const milli = podClass.deviceCount * podClass.deviceMilli;
    let vertex = this.#leaves + start;
    for (;;) {
      if (this.#offers(vertex, podClass, milli)) {
        if (vertex >= this.#leaves) {
          if (this.#cluster.fits(podClass, vertex - this.#leaves)) return vertex - this.#leaves;
        } else {
          vertex *= 2;
          continue;
        }
      }
      // Next subtree to the right: up while we are a right child, then over.
      while ((vertex & 1) === 1) {
        if (vertex === 1) return -1;
        vertex >>= 1;
      }
      vertex++;
    }
  }

  /** Bytes held. */
  get byteLength(): number { return this.#free.byteLength; }

  #offers(vertex: number, podClass: PodClass, milli: number): boolean {
    const { vector } = podClass;
    const base = vertex * this.#width;
    for (let r = 0; r < vector.length; r++) if (vector[r]! > this.#free[base + r]!) return false;
    return milli <= this.#free[base + this.#width - 1]!;
  }

  #update(node: number): void {
    if (node >= this.#leaves) return; // the tree is made anew before the next search
    this.#setLeaf(node);
    for (let vertex = (this.#leaves + node) >> 1; vertex >= 1; vertex >>= 1) if (!this.#pull(vertex)) return;
  }

  #setLeaf(node: number): void {
    const { nodes } = this.#cluster;
    const base = (this.#leaves + node) * this.#width;
    const open = nodes.present[node] === 1 && nodes.podCount[node]! < nodes.allowedPods[node]!;
    // An overcommitted resource counts as 0, since a pod that wants none of it fits all the same.
    for (let r = 0; r < this.#width - 1; r++) {
      this.#free[base + r] = open ? Math.max(0, nodes.allocatable[r]![node]! - nodes.requested[r]![node]!) : -1;
    }
    let idle = 0;
    for (let i = 0; i < nodes.deviceCount[node]!; i++) idle += nodes.deviceFree[nodes.deviceStart[node]! + i]!;
    this.#free[base + this.#width - 1] = open ? idle : -1;
  }

  /** Takes the larger of both children; answers whether anything changed. */
  #pull(vertex: number): boolean {
    const free = this.#free;
    const width = this.#width;
    const base = vertex * width;
    let changed = false;
    for (let r = 0; r < width; r++) {
      const most = Math.max(free[2 * base + r]!, free[2 * base + width + r]!);
      if (free[base + r] === most) continue;
      free[base + r] = most;
      changed = true;
    }
    return changed;
  }

  #rebuild(): void {
    const { count } = this.#cluster.nodes;
    this.#leaves = 1;
    while (this.#leaves < count) this.#leaves *= 2;
    this.#width = this.#cluster.resources.count + 1;
    this.#free = new Float64Array(2 * this.#leaves * this.#width).fill(-1);
    for (let node = 0; node < count; node++) this.#setLeaf(node);
    for (let vertex = this.#leaves - 1; vertex >= 1; vertex--) this.#pull(vertex);
  }
}
