// Hot path: once per placement in the indexes, once per node and pod in the plain rules.
import type { Cluster, PodClass } from '../../../world/cluster/index.js';

/**
 * How much room a node has left, as one number over several resources:
 *
 *   room(node) = sum over resources of max(0, free) / largest, plus idle device milli / largest device milli
 *
 * `largest` is the most that any node has offered of the resource so far, so that a core and a gigabyte become
 * comparable. A pod takes the same amount from the room of any node that it is put on: the node with the least room
 * before a placement is the one with the least room after it, and the ranking of nodes is the same for all pods.
 *
 * Sums run in column order over exact integers, so that equal nodes get equal doubles whoever computes them.
 */
export class Room {
  /** Largest allocatable per resource column seen so far. */
  readonly largest: number[] = [];
  largestDeviceMilli = 0;

  constructor(readonly cluster: Cluster) {}

  /** Takes a new or changed node into account; answers whether the scale, and so every node's room, changed. */
  see(node: number): boolean {
    const { nodes, resources } = this.cluster;
    let grew = false;
    for (let r = 0; r < resources.count; r++) {
      const offered = nodes.allocatable[r]?.[node] ?? 0;
      if (offered <= (this.largest[r] ?? 0)) continue;
      this.largest[r] = offered;
      grew = true;
    }
    const milli = nodes.deviceCount[node]! * 1000;
    if (milli > this.largestDeviceMilli) {
      this.largestDeviceMilli = milli;
      grew = true;
    }
    return grew;
  }

  /** Room of a node as it is now; between 0 and {@link most}. */
  of(node: number): number {
    const { nodes } = this.cluster;
    let room = 0;
    for (let r = 0; r < this.largest.length; r++) {
      const largest = this.largest[r] ?? 0;
      if (largest > 0) room += Math.max(0, nodes.allocatable[r]![node]! - nodes.requested[r]![node]!) / largest;
    }
    return this.largestDeviceMilli > 0 ? room + this.#idleMilli(node) / this.largestDeviceMilli : room;
  }

  /** What a pod takes from the room of its node. Never more than the room of a node that it fits: rounding is monotonic. */
  wantedBy(podClass: PodClass): number {
    let room = 0;
    for (let r = 0; r < this.largest.length; r++) {
      const largest = this.largest[r] ?? 0;
      if (largest > 0) room += (podClass.vector[r] ?? 0) / largest;
    }
    const milli = podClass.deviceCount * podClass.deviceMilli;
    return this.largestDeviceMilli > 0 ? room + milli / this.largestDeviceMilli : room;
  }

  /** Upper bound of any node's room: one for each resource that some node offers. */
  get most(): number {
    return this.largest.filter((largest) => largest > 0).length + (this.largestDeviceMilli > 0 ? 1 : 0);
  }

  #idleMilli(node: number): number {
    const { nodes } = this.cluster;
    const start = nodes.deviceStart[node]!;
    let idle = 0;
    for (let i = 0; i < nodes.deviceCount[node]!; i++) idle += nodes.deviceFree[start + i]!;
    return idle;
  }
}
