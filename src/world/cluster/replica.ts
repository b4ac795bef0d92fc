import { invariant } from '../../base/invariant.js';
import { CHANGE, type Cursor } from './change-log.js';
import type { Cluster } from './cluster.js';
import type { PodClass } from './pod-classes.js';

/**
 * A scheduler's private, possibly stale copy of how full the nodes are. `refresh` brings it up to date at the cost of
 * what changed since (it is a cursor on the change log); `claim` places pods on the copy only.
 *
 * Models the cell-state snapshots of Omega (Schwarzkopf et al., EuroSys 2013) and lagging scheduler caches.
 */
export class Replica {
  readonly #cluster: Cluster;
  readonly #cursor: Cursor;
  readonly #requested: Float64Array[] = [];
  readonly #podCount: number[] = [];
  readonly #claimedNodes: number[] = [];
  /** Log position that the copy shows: changes before it are in, later ones are not. */
  sequence = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#cursor = cluster.log.open();
    for (let node = 0; node < cluster.nodes.count; node++) this.#copy(node);
    this.sequence = cluster.log.end;
  }

  /** Applies every change up to now and forgets the private claims. */
  refresh(): void {
    const { log } = this.#cluster;
    for (const node of this.#claimedNodes) this.#copy(node);
    this.#claimedNodes.length = 0;
    for (; this.#cursor.position < log.end; this.#cursor.position++) {
      const kind = log.kindAt(this.#cursor.position);
      if (kind === CHANGE.POD_BOUND || kind === CHANGE.POD_RELEASED) this.#copy(log.otherAt(this.#cursor.position));
      else if (kind <= CHANGE.NODE_REMOVED) this.#copy(log.rowAt(this.#cursor.position));
    }
    this.sequence = log.end;
  }

  /** Whether the copy has room for one more pod of the class. Devices are not copied: classes with devices never fit. */
  fits(podClass: PodClass, node: number): boolean {
    const { nodes } = this.#cluster;
    if (podClass.deviceCount > 0 || node >= this.#podCount.length) return false;
    if (nodes.present[node] === 0 || this.#podCount[node]! >= nodes.allowedPods[node]!) return false;
    const { vector } = podClass;
    for (let r = 0; r < vector.length; r++) {
      const free = nodes.allocatable[r]![node]! - (this.#requested[r]?.[node] ?? 0);
      if (vector[r]! > 0 && vector[r]! > free) return false;
    }
    return true;
  }

  /** Places one pod of the class on the copy. */
  claim(podClass: PodClass, node: number): void {
    invariant(this.fits(podClass, node), `a claim of class ${podClass.id} does not fit the replica's node ${node}`);
    const { vector } = podClass;
    for (let r = 0; r < vector.length; r++) this.#column(r)[node] = this.#column(r)[node]! + vector[r]!;
    this.#podCount[node] = this.#podCount[node]! + 1;
    this.#claimedNodes.push(node);
  }

  /** Stops following the cluster; the log may forget what only this replica still had to read. */
  close(): void { this.#cluster.log.close(this.#cursor); }

  #column(resource: number): Float64Array {
    let column = this.#requested[resource];
    if (column === undefined || column.length < this.#cluster.nodes.present.length) {
      const larger = new Float64Array(this.#cluster.nodes.present.length);
      if (column !== undefined) larger.set(column);
      column = this.#requested[resource] = larger;
    }
    return column;
  }

  #copy(node: number): void {
    const { nodes, resources } = this.#cluster;
    for (let r = 0; r < resources.count; r++) this.#column(r)[node] = nodes.requested[r]?.[node] ?? 0;
    this.#podCount[node] = nodes.podCount[node]!;
  }
}
