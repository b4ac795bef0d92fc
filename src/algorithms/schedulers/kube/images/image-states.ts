// Hot path: `read` runs once per cycle, `nodesWith` once per image and scored node.
import { CHANGE, type Cluster, type Cursor } from '../../../../world/cluster/index.js';
import type { Nominator } from '../nominator.js';

/** An image that lies on at least one node. */
export interface ImageState {
  /** As the first of the nodes that have it reported it. */
  readonly sizeBytes: number;
  nodeCount: number;
  /** Most nodes that had it at once, so far. */
  mostNodes: number;
  /** Its number of nodes as snapshots took it down: `nodes[i]` is what nodes show whose version is above `after[i]`. */
  readonly after: number[];
  readonly nodes: number[];
}

/**
 * Images by name, and how many nodes have each of them as a node's entry in the scheduler's snapshot tells it.
 *
 * The real scheduler copies that number into a node's snapshot when the node has changed (a pod came or went, or its
 * object was updated) and not when other nodes get or lose the image. Instead of a copy per node this keeps the history
 * of the number: a node whose last change lies before a snapshot shows what that snapshot, or an earlier one, took down.
 *
 *   cycle          1           2                3
 *   log   ---------|--n0 n1----|--pod on n0-----|
 *   image x on     1           3                3        after: [-1, end of cycle 1], nodes: [1, 3]
 *   n0 shows       1           1                3
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/cache/cache.go (addNodeImageStates, UpdateSnapshot).
 */
export class ImageStates {
  /** Grows when a node gets or loses an image, or the number of nodes changes. */
  epoch = 0;
  readonly #cluster: Cluster;
  readonly #cursor: Cursor;
  readonly #states = new Map<string, ImageState>();
  /** Names of the images on each node. */
  readonly #onNode: (readonly string[] | undefined)[] = [];
  /** Images whose number of nodes has changed since the last snapshot. */
  readonly #changed = new Set<ImageState>();
  /** End of the log at the last snapshot. */
  #snapshot = -1;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#cursor = cluster.log.open();
    for (let node = 0; node < cluster.nodes.count; node++) if (cluster.nodes.present[node] === 1) this.#add(node);
  }

  /** Brings the snapshot up to date, as every cycle begins. */
  read(): void {
    const { log } = this.#cluster;
    const { end } = log;
    for (let position = this.#cursor.position; position < end; position++) {
      const kind = log.kindAt(position);
      if (kind > CHANGE.NODE_REMOVED) continue;
      const node = log.rowAt(position);
      if (kind !== CHANGE.NODE_ADDED) this.#remove(node);
      // A later entry tells of the removal of a node that is gone by now.
      if (kind !== CHANGE.NODE_REMOVED) this.#add(node);
      this.epoch++;
    }
    this.#cursor.position = end;
    if (this.#changed.size > 0) this.#takeDown();
    this.#snapshot = end;
  }

  /** The image of this name, if some node has it. */
  find(name: string): ImageState | undefined { return this.#states.get(name); }

  has(node: number, name: string): boolean { return this.#onNode[node]?.includes(name) === true; }

  /** Number of nodes that have the image, as the node (which has it, too) shows it. */
  nodesWith({ after, nodes }: ImageState, node: number): number {
    const version = this.#cluster.nodes.version[node]!;
    let last = after.length - 1;
    let first = 0;
    if (after[last]! < version) return nodes[last]!;
    while (last - first > 1) {
      const middle = (first + last) >> 1;
      if (after[middle]! < version) first = middle;
      else last = middle;
    }
    return nodes[first]!;
  }

  #takeDown(): void {
    for (const state of this.#changed) {
      state.after.push(this.#snapshot);
      state.nodes.push(state.nodeCount);
    }
    this.#changed.clear();
  }

  #add(node: number): void {
    const names = new Set<string>();
    for (const { names: all = [], sizeBytes = 0 } of this.#cluster.nodes.specs[node]!.template?.status?.images ?? []) {
      for (const name of all) {
        if (names.has(name)) continue;
        names.add(name);
        let state = this.#states.get(name);
        if (state === undefined) {
          state = { sizeBytes, nodeCount: 0, mostNodes: 0, after: [], nodes: [] };
          this.#states.set(name, state);
        }
        state.nodeCount++;
        state.mostNodes = Math.max(state.mostNodes, state.nodeCount);
        this.#changed.add(state);
      }
    }
    this.#onNode[node] = names.size === 0 ? undefined : [...names];
  }

  #remove(node: number): void {
    for (const name of this.#onNode[node] ?? []) {
      const state = this.#states.get(name)!;
      state.nodeCount--;
      if (state.nodeCount === 0) {
        this.#states.delete(name);
        this.#changed.delete(state);
      } else {
        this.#changed.add(state);
      }
    }
    this.#onNode[node] = undefined;
  }
}

/** One scheduler's profiles share its nominator, and its snapshot. */
const shared = new WeakMap<Nominator, ImageStates>();

/** The images as the snapshot of the scheduler with this nominator shows them. */
export function imageStatesOf(nominator: Nominator, cluster: Cluster): ImageStates {
  const known = shared.get(nominator) ?? new ImageStates(cluster);
  shared.set(nominator, known);
  return known;
}
