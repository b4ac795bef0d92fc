import { CHANGE, type Cluster, type Cursor } from '../../../../world/cluster/index.js';

/** Changes remembered; who lags behind by more looks at all nodes instead. */
const REMEMBERED = 1 << 14;

/** Rows of the nodes that changed, in order, for readers that catch up now and then. Reads the cluster's log. */
export class NodeChanges {
  readonly #cluster: Cluster;
  readonly #cursor: Cursor;
  readonly #ring = new Int32Array(REMEMBERED);
  /** Changes seen so far. */
  end = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#cursor = cluster.log.open();
  }

  /** Takes in what has happened since. */
  sync(): void {
    const { log } = this.#cluster;
    for (; this.#cursor.position < log.end; this.#cursor.position++) {
      const kind = log.kindAt(this.#cursor.position);
      if (kind === CHANGE.POD_BOUND || kind === CHANGE.POD_RELEASED) this.#push(log.otherAt(this.#cursor.position));
      else if (kind <= CHANGE.NODE_REMOVED) this.#push(log.rowAt(this.#cursor.position));
    }
  }

  /** Whether change number `position` is still remembered. */
  remembers(position: number): boolean { return this.end - position <= REMEMBERED; }

  /** Row of the node of change number `position`. */
  nodeAt(position: number): number { return this.#ring[position & (REMEMBERED - 1)]!; }

  #push(node: number): void { this.#ring[this.end++ & (REMEMBERED - 1)] = node; }
}
