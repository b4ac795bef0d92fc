// Hot path: once or twice per placement. Benchmark: src/bench/packing.ts.
import type { Cluster } from '../../../world/cluster/index.js';
import { popInteger, pushInteger } from '../integer-heap.js';

/**
 * Nodes grouped by what they have left: all members of a state serve exactly the same pods. A cluster of 100,000 equal
 * empty nodes is one state, which a search looks at once.
 *
 *   state     0                      1
 *   left     [64000 256Gi 0 | 0]    [62000 252Gi 0 | 0]     free per resource | identity
 *   members  {0, 2, 3, ...}         {1}                     a heap by row: the lowest comes first
 *
 * The identity is the row + 1 for nodes with devices, whose states are never shared, else 0.
 */
export class NodeStates {
  readonly width: number;
  left = new Float64Array(0);
  /** Members per state; 0 = the state number is free. */
  members = new Int32Array(0);
  /** State per node row, -1 = in none. */
  #stateOf = new Int32Array(0).fill(-1);
  #heaps: number[][] = [];
  #free: number[] = [];
  #count = 0;
  /** Hash table with chains: bucket -> state + 1, state -> next state + 1. */
  #heads = new Int32Array(1024);
  #next = new Int32Array(0);
  readonly #key: Float64Array;

  constructor(readonly cluster: Cluster) {
    this.width = cluster.resources.count + 1;
    this.#key = new Float64Array(this.width);
  }

  /** Number of state numbers handed out so far; those with no members are free. */
  get count(): number { return this.#count; }

  stateOf(node: number): number { return this.#stateOf[node] ?? -1; }

  /** Puts a node into the state that it is in now and answers that state. It must be in none before. */
  enter(node: number): number {
    this.#reserveNode(node);
    this.#readKey(node);
    let state = this.#heads[this.#bucket()]! - 1;
    while (state >= 0 && !this.#holds(state)) state = this.#next[state]! - 1;
    if (state < 0) state = this.#create(node);
    this.#stateOf[node] = state;
    this.members[state]!++;
    pushInteger(this.#heaps[state]!, node);
    return state;
  }

  /** Takes a node out of its state; a state without members is forgotten. */
  leave(node: number): void {
    const state = this.#stateOf[node]!;
    this.#stateOf[node] = -1;
    if (--this.members[state]! === 0) this.#forget(state);
    // Members leave the heap when they come to its top; one that went round often would fill it with stale entries.
    else if (this.#heaps[state]!.length > 2 * this.members[state]! + 64) this.#compact(state);
  }

  /** The lowest row in a state. */
  lowest(state: number): number {
    const heap = this.#heaps[state]!;
    while (this.#stateOf[heap[0]!] !== state) popInteger(heap);
    return heap[0]!;
  }

  /** Bytes held, roughly. */
  get byteLength(): number {
    let entries = 0;
    for (const heap of this.#heaps) entries += heap.length + 4;
    return this.left.byteLength + this.members.byteLength + this.#stateOf.byteLength + this.#next.byteLength
      + this.#heads.byteLength + 8 * entries;
  }

  #readKey(node: number): void {
    const { nodes } = this.cluster;
    const key = this.#key;
    for (let r = 0; r < this.width - 1; r++) key[r] = nodes.allocatable[r]![node]! - nodes.requested[r]![node]!;
    key[this.width - 1] = nodes.deviceCount[node] === 0 ? 0 : node + 1;
  }

  #bucket(): number {
    let hash = 0x9e3779b9;
    for (let r = 0; r < this.width; r++) {
      const value = this.#key[r]!;
      // Memory sizes are multiples of large powers of two: fold the upper half in, and finish with high bits.
      hash = Math.imul(hash ^ (value | 0), 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ Math.floor(value / 4294967296), 0xc2b2ae35);
      hash ^= hash >>> 13;
    }
    return (Math.imul(hash, 0x9e3779b1) >>> 7) & (this.#heads.length - 1);
  }

  #holds(state: number): boolean {
    const base = state * this.width;
    for (let r = 0; r < this.width; r++) if (this.left[base + r] !== this.#key[r]) return false;
    return true;
  }

  #create(node: number): number {
    if (this.#count >= this.#heads.length) {
      this.#rehash();
      this.#readKey(node);
    }
    const state = this.#free.pop() ?? this.#count++;
    this.#reserveState(state);
    this.left.set(this.#key, state * this.width);
    this.#chain(state);
    return state;
  }

  /** Hangs the state whose key was read last into the hash table. */
  #chain(state: number): void {
    const bucket = this.#bucket();
    this.#next[state] = this.#heads[bucket]!;
    this.#heads[bucket] = state + 1;
  }

  #forget(state: number): void {
    this.#key.set(this.left.subarray(state * this.width, (state + 1) * this.width));
    const bucket = this.#bucket();
    if (this.#heads[bucket] === state + 1) this.#heads[bucket] = this.#next[state]!;
    else {
      let before = this.#heads[bucket]! - 1;
      while (this.#next[before] !== state + 1) before = this.#next[before]! - 1;
      this.#next[before] = this.#next[state]!;
    }
    this.#heaps[state]!.length = 0;
    this.#free.push(state);
  }

  #compact(state: number): void {
    const heap = this.#heaps[state]!;
    const members = [...new Set(heap)].filter((node) => this.#stateOf[node] === state).sort((x, y) => x - y);
    heap.length = 0;
    for (const node of members) heap.push(node);
  }

  #rehash(): void {
    this.#heads = new Int32Array(this.#heads.length * 4);
    for (let state = 0; state < this.#count; state++) {
      if (this.members[state] === 0) continue;
      this.#key.set(this.left.subarray(state * this.width, (state + 1) * this.width));
      this.#chain(state);
    }
  }

  #reserveState(state: number): void {
    if (state < this.members.length) return;
    const capacity = Math.max(64, 2 * this.members.length);
    const left = new Float64Array(capacity * this.width);
    left.set(this.left);
    this.left = left;
    const members = new Int32Array(capacity);
    members.set(this.members);
    this.members = members;
    const next = new Int32Array(capacity);
    next.set(this.#next);
    this.#next = next;
    while (this.#heaps.length < capacity) this.#heaps.push([]);
  }

  #reserveNode(node: number): void {
    if (node < this.#stateOf.length) return;
    const stateOf = new Int32Array(this.cluster.nodes.present.length).fill(-1);
    stateOf.set(this.#stateOf);
    this.#stateOf = stateOf;
  }
}
