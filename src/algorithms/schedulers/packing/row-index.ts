// Hot path: one search and one update per placement. Benchmark: src/bench/packing.ts.
import { CPU, MEMORY, type Cluster, type PodClass } from '../../../world/cluster/index.js';
import { NodeFollower } from './node-follower.js';
import { Room } from './room.js';

/** Ratios of CPU to memory, 1/16 to 16 of the largest node's, for which a vertex knows what one node has of both. */
const RATIOS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16];

/**
 * Finds the first node at or after a row that a pod fits: a tree over the rows whose vertices hold the most that any
 * node below has free, per resource. Kept up to date from the change log; answers equal a scan of the rows.
 *
 *                      [8 cores, 32 Gi]
 *             [8, 16 Gi]              [4, 32 Gi]
 *        [8, 4 Gi]  [2, 16 Gi]    [4, 1 Gi]  [1, 32 Gi]
 *
 * The most of each resource may stand on different nodes. A vertex therefore also holds, for some ratios q of CPU to
 * memory, the largest min(CPU, q x memory) of any single node below: a pod that wants c and m needs a node with at least
 * min(c, q x m) of that, and the q just below and just above c : m tell almost exactly. Three resources that are scarce
 * on different nodes can still make a search look in vain; it then costs as much as the scan in the worst case.
 */
export class RowIndex {
  readonly #cluster: Cluster;
  readonly #follower: NodeFollower;
  /** For the scale alone, so that a core and a gigabyte compare. */
  readonly #room: Room;
  #stale = true;
  #leaves = 0;
  #resources = 0;
  #width = 0;
  /** `width` numbers per vertex: free per resource, idle device milli, then one per ratio; vertex 1 is the root. */
  #free = new Float64Array(0);
  // What the running search needs at the two ratios around its own; kept here so that a search allocates nothing.
  #above = 0;
  #aboveWanted = 0;
  #below = 0;
  #belowWanted = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#room = new Room(cluster);
    for (let node = 0; node < cluster.nodes.count; node++) this.#room.see(node);
    this.#follower = new NodeFollower(cluster, {
      touched: (node) => { if (!this.#stale) this.#update(node); },
      respecified: (node) => { if (this.#room.see(node) || node >= this.#leaves) this.#stale = true; },
    });
  }

  /** First row >= `start` with room for the class, or -1. */
  firstFrom(podClass: PodClass, start: number): number {
    this.#follower.catchUp();
    if (this.#stale || this.#resources !== this.#cluster.resources.count) this.#rebuild();
    if (start >= this.#cluster.nodes.count) return -1;
    this.#chooseRatios(podClass);
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
    return milli <= this.#free[base + this.#resources]!
      && this.#aboveWanted <= this.#free[base + this.#above]! && this.#belowWanted <= this.#free[base + this.#below]!;
  }

  /** Chooses the ratios around that of the class; a class that wants only one of both needs none. */
  #chooseRatios(podClass: PodClass): void {
    const cpu = share(podClass.cpuMilli, this.#room.largest[CPU]);
    const memory = share(podClass.memoryBytes, this.#room.largest[MEMORY]);
    let above = 0;
    while (above < RATIOS.length - 1 && RATIOS[above]! * memory < cpu) above++;
    const below = Math.max(0, above - 1);
    const first = this.#resources + 1;
    const neither = cpu === 0 || memory === 0;
    this.#above = first + above;
    this.#aboveWanted = neither ? 0 : Math.min(cpu, RATIOS[above]! * memory);
    this.#below = first + below;
    this.#belowWanted = neither ? 0 : Math.min(cpu, RATIOS[below]! * memory);
  }

  #update(node: number): void {
    this.#setLeaf(node);
    for (let vertex = (this.#leaves + node) >> 1; vertex >= 1; vertex >>= 1) if (!this.#pull(vertex)) return;
  }

  #setLeaf(node: number): void {
    const { nodes } = this.#cluster;
    const base = (this.#leaves + node) * this.#width;
    const open = nodes.present[node] === 1 && nodes.podCount[node]! < nodes.allowedPods[node]!;
    // An overcommitted resource counts as 0, since a pod that wants none of it fits all the same.
    const free = (r: number): number => Math.max(0, nodes.allocatable[r]![node]! - nodes.requested[r]![node]!);
    for (let r = 0; r < this.#resources; r++) this.#free[base + r] = open ? free(r) : -1;
    let idle = 0;
    for (let i = 0; i < nodes.deviceCount[node]!; i++) idle += nodes.deviceFree[nodes.deviceStart[node]! + i]!;
    this.#free[base + this.#resources] = open ? idle : -1;
    const cpu = share(free(CPU), this.#room.largest[CPU]);
    const memory = share(free(MEMORY), this.#room.largest[MEMORY]);
    for (let i = 0; i < RATIOS.length; i++) {
      this.#free[base + this.#resources + 1 + i] = open ? Math.min(cpu, RATIOS[i]! * memory) : -1;
    }
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
    this.#stale = false;
    this.#resources = this.#cluster.resources.count;
    this.#width = this.#resources + 1 + RATIOS.length;
    this.#free = new Float64Array(2 * this.#leaves * this.#width).fill(-1);
    for (let node = 0; node < count; node++) this.#setLeaf(node);
    for (let vertex = this.#leaves - 1; vertex >= 1; vertex--) this.#pull(vertex);
  }
}

/** Part of the largest amount; 0 where nobody offers the resource. */
function share(amount: number, largest: number | undefined): number {
  return largest === undefined || largest === 0 ? 0 : amount / largest;
}
