import { CHANGE, type Cluster, type Cursor } from '../../../world/cluster/index.js';

/** What an incremental index wants to hear of. */
export interface NodeListener {
  /** The node's usage or presence changed. */
  touched(node: number): void;
  /** The node is new or its capacity changed; `touched` follows. */
  respecified?(node: number): void;
}

/** Tells an index which nodes changed since it was last asked, from the cluster's change log. */
export class NodeFollower {
  readonly #cursor: Cursor;

  constructor(readonly cluster: Cluster, readonly listener: NodeListener) {
    this.#cursor = cluster.log.open();
  }

  /** Reports every change up to now, in order; a node may come up more than once. */
  catchUp(): void {
    const { log } = this.cluster;
    const cursor = this.#cursor;
    for (; cursor.position < log.end; cursor.position++) {
      const kind = log.kindAt(cursor.position);
      if (kind === CHANGE.POD_BOUND || kind === CHANGE.POD_RELEASED) this.listener.touched(log.otherAt(cursor.position));
      else if (kind <= CHANGE.NODE_REMOVED) {
        const node = log.rowAt(cursor.position);
        if (kind !== CHANGE.NODE_REMOVED) this.listener.respecified?.(node);
        this.listener.touched(node);
      }
    }
  }
}
