// Hot path: `sync` runs once per cycle and visits what happened since the last one.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import { CHANGE, type Cluster, type Cursor } from '../../../../world/cluster/index.js';
import { domainsOf, NO_DOMAIN, type Topology } from '../topology/domains.js';

/** Placements remembered; who lags behind by more counts all pods again. */
const REMEMBERED = 1 << 14;

/**
 * Where pods count for one label key: the node's domain as this reader of the log has seen it last. A node that is gone
 * keeps its domain, so that pods which left it before are counted out where they were counted in.
 */
export interface Column {
  readonly topology: Topology;
  /** By node row. */
  domain: Int32Array;
}

/**
 * Pods that came to nodes and left them, in order, for readers that catch up now and then: the one place where the
 * change log is read. While it is closed it holds nothing back in the log.
 *
 *   ring   class  [ 3][ 3][ 7][ 3] ...      placement number p at p mod 2^14
 *          place  [ 0][ 1][ 0][~0] ...      node row; its complement when the pod left
 */
export class Placements {
  readonly #cluster: Cluster;
  #cursor: Cursor | null = null;
  readonly #classId = new Int32Array(REMEMBERED);
  readonly #place = new Int32Array(REMEMBERED);
  readonly #columns = new Map<string, Column>();
  /** Number of the next placement. */
  end = 0;
  /** Grows when a node with pods may have moved to another domain: then everything is to be counted again. */
  epoch = 0;
  /** Grows when a node comes, goes or changes: columns may have been replaced, or have got new domains. */
  nodeChanges = 0;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Entries of the log that wait to be read; none while closed. */
  get lag(): number { return this.#cursor === null ? 0 : this.#cluster.log.end - this.#cursor.position; }

  open(): void {
    if (this.#cursor !== null) return;
    this.#cursor = this.#cluster.log.open();
    domainsOf(this.#cluster).refresh();
    this.#columns.clear();
    this.epoch++;
  }

  close(): void {
    if (this.#cursor === null) return;
    this.#cluster.log.close(this.#cursor);
    this.#cursor = null;
  }

  /** Whether placement number `position` is still remembered. */
  remembers(position: number): boolean { return this.end - position <= REMEMBERED; }

  classAt(position: number): number { return this.#classId[position & (REMEMBERED - 1)]!; }

  /** Node row of a pod that came, the complement of the row of one that left. */
  placeAt(position: number): number { return this.#place[position & (REMEMBERED - 1)]!; }

  /** The column of a label key; call `sync` before. */
  column(key: string): Column {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const topology = domainsOf(this.#cluster).of(key);
    const column = { topology, domain: topology.domain.slice() };
    this.#columns.set(key, column);
    return column;
  }

  /** Takes in what has happened since. */
  sync(): void {
    const cursor = this.#cursor!;
    const { log, pods } = this.#cluster;
    for (; cursor.position < log.end; cursor.position++) {
      const { position } = cursor;
      const kind = log.kindAt(position);
      if (kind === CHANGE.POD_BOUND) this.#push(pods.classId[log.rowAt(position)]!, log.otherAt(position));
      else if (kind === CHANGE.POD_RELEASED) this.#push(pods.classId[log.rowAt(position)]!, ~log.otherAt(position));
      else if (kind === CHANGE.NODE_ADDED || kind === CHANGE.NODE_REMOVED) this.#see(log.rowAt(position));
      else if (kind === CHANGE.NODE_UPDATED && this.#see(log.rowAt(position))) this.epoch++;
    }
  }

  #push(classId: number, place: number): void {
    const slot = this.end++ & (REMEMBERED - 1);
    this.#classId[slot] = classId;
    this.#place[slot] = place;
  }

  /** Looks at a node again; whether its domain has changed for some key. */
  #see(node: number): boolean {
    this.nodeChanges++;
    const { present } = this.#cluster.nodes;
    const isPresent = present[node] === 1;
    domainsOf(this.#cluster).nodeChanged(node);
    let hasMoved = false;
    for (const column of this.#columns.values()) {
      if (node >= column.domain.length) column.domain = grown(column.domain, nextCapacity(column.domain.length, present.length), NO_DOMAIN);
      if (!isPresent || column.domain[node] === column.topology.domain[node]) continue;
      column.domain[node] = column.topology.domain[node]!;
      hasMoved = true;
    }
    return hasMoved;
  }
}
