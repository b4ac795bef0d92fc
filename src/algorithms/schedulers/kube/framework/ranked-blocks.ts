// Hot path: a changed node costs one block and one path to the root; a choice costs O(log^2 nodes).

/** Positions per block: what is scanned instead of climbed. */
const BLOCK = 16;
/** Nothing in this block is feasible. Scores are 0 or more. */
const NO_SCORE = -1;

/** What a window of feasible nodes holds. */
export interface Window {
  /** Feasible nodes in it: the limit, or all there are. */
  readonly feasible: number;
  /** Positions visited until the one after the last was found. */
  readonly visited: number;
  /** Position of the winner by the heap rule. */
  readonly winner: number;
}

/**
 * Scores by position in the node order, with the number of feasible nodes and the highest score per block of 16 and a
 * binary tree above the blocks. Answers what a search from any position would choose without visiting nodes.
 *
 *   position   0 .. 15   16 .. 31   32 .. 47          leaf of the tree: one block
 *   count         16         12         16            feasible positions in it
 *   highest      140        138        NO_SCORE       best score in it
 */
export class RankedBlocks {
  readonly order: Int32Array;
  /** How far the log of node changes is worked in, see fast.ts. */
  position = 0;
  readonly #leaves: number;
  readonly #counts: Int32Array;
  readonly #highest: Int32Array;
  readonly #answers: Int32Array;
  /** Position by node row. */
  readonly #positionOf: Int32Array;

  /**
   * @param order    node rows in visit order
   * @param answers  by row: score (0 or more) of a feasible node, negative for others; read again at every update
   */
  constructor(order: Int32Array, answers: Int32Array) {
    this.order = order;
    this.#answers = answers;
    const blocks = Math.ceil(order.length / BLOCK);
    let leaves = 1;
    while (leaves < blocks) leaves *= 2;
    this.#leaves = leaves;
    this.#counts = new Int32Array(2 * leaves);
    this.#highest = new Int32Array(2 * leaves).fill(NO_SCORE);
    this.#positionOf = new Int32Array(answers.length).fill(-1);
    for (let position = 0; position < order.length; position++) this.#positionOf[order[position]!] = position;
    for (let block = 0; block < blocks; block++) this.#recount(block);
    for (let node = leaves - 1; node >= 1; node--) this.#join(node);
  }

  /** A node's answer may have changed. */
  update(node: number): void {
    const position = this.#positionOf[node]!;
    if (position < 0) return;
    const block = Math.floor(position / BLOCK);
    this.#recount(block);
    for (let i = (this.#leaves + block) >> 1; i >= 1; i >>= 1) this.#join(i);
  }

  /** The window that begins at position `start` and holds `limit` feasible nodes; null when there is none at all. */
  window(start: number, limit: number): Window | null {
    const total = this.#counts[1]!;
    if (total === 0) return null;
    const length = this.order.length;
    const first = this.#countBefore(start);
    const feasible = Math.min(limit, total);
    const visited = total > limit ? (this.#select((first + limit) % total) - start + length) % length : length;
    const winner = this.#select((first + this.#winner(first, feasible, total)) % total);
    return { feasible, visited, winner };
  }

  /** Index (from 0, in visit order) of the winner among `count` feasible nodes, of which the first has rank `first`. */
  #winner(first: number, count: number, total: number): number {
    const most = this.#highestOf(first, total, 0, count - 1);
    let index = 0;
    for (;;) {
      if (this.#highestOf(first, total, index, index) === most) return index;
      const left = 2 * index + 1;
      index = this.#subtreeHolds(most, left, first, count, total) ? left : left + 1;
    }
  }

  /** Whether some node below heap index `root`, itself included, has this score. The deepest level holds the most. */
  #subtreeHolds(score: number, root: number, first: number, count: number, total: number): boolean {
    if (root >= count) return false;
    const deepest = Math.clz32(root + 1) - Math.clz32(count);
    for (let depth = deepest; depth >= 0; depth--) {
      const low = ((root + 1) << depth) - 1;
      const high = Math.min(low + (1 << depth), count) - 1;
      if (low <= high && this.#highestOf(first, total, low, high) === score) return true;
    }
    return false;
  }

  /** Highest score among the feasible nodes with these indexes (both included). */
  #highestOf(first: number, total: number, low: number, high: number): number {
    const from = first + low;
    const to = first + high;
    if (from >= total) return this.#highestBetween(this.#select(from - total), this.#select(to - total));
    if (to < total) return this.#highestBetween(this.#select(from), low === high ? -1 : this.#select(to));
    return Math.max(
      this.#highestBetween(this.#select(from), this.order.length - 1),
      this.#highestBetween(0, this.#select(to - total)),
    );
  }

  /** Highest score at positions `low` .. `high`, both included; `high` -1 = at `low` alone. */
  #highestBetween(low: number, high: number): number {
    const answers = this.#answers;
    const { order } = this;
    if (high < 0) return answers[order[low]!]!;
    const firstBlock = Math.floor(low / BLOCK);
    const lastBlock = Math.floor(high / BLOCK);
    let most = NO_SCORE;
    const headEnd = firstBlock === lastBlock ? high : firstBlock * BLOCK + BLOCK - 1;
    for (let position = low; position <= headEnd; position++) {
      const answer = answers[order[position]!]!;
      if (answer > most) most = answer;
    }
    if (firstBlock === lastBlock) return most;
    for (let position = lastBlock * BLOCK; position <= high; position++) {
      const answer = answers[order[position]!]!;
      if (answer > most) most = answer;
    }
    const highest = this.#highest;
    let l = this.#leaves + firstBlock + 1;
    let r = this.#leaves + lastBlock;
    for (; l < r; l >>= 1, r >>= 1) {
      if ((l & 1) === 1) { if (highest[l]! > most) most = highest[l]!; l++; }
      if ((r & 1) === 1) { r--; if (highest[r]! > most) most = highest[r]!; }
    }
    return most;
  }

  /** Feasible nodes at positions before this one. */
  #countBefore(position: number): number {
    const block = Math.floor(position / BLOCK);
    let count = 0;
    for (let i = this.#leaves + block; i > 1; i >>= 1) if ((i & 1) === 1) count += this.#counts[i - 1]!;
    for (let p = block * BLOCK; p < position; p++) if (this.#answers[this.order[p]!]! >= 0) count++;
    return count;
  }

  /** Position of the feasible node of this rank, counted from 0 at position 0. */
  #select(rank: number): number {
    const counts = this.#counts;
    if (counts[1] === this.order.length) return rank;
    let i = 1;
    let left = rank;
    while (i < this.#leaves) {
      i *= 2;
      if (left >= counts[i]!) left -= counts[i++]!;
    }
    for (let position = (i - this.#leaves) * BLOCK; ; position++) {
      if (this.#answers[this.order[position]!]! >= 0 && left-- === 0) return position;
    }
  }

  #recount(block: number): void {
    const end = Math.min(this.order.length, (block + 1) * BLOCK);
    let count = 0;
    let most = NO_SCORE;
    for (let position = block * BLOCK; position < end; position++) {
      const answer = this.#answers[this.order[position]!]!;
      if (answer < 0) continue;
      count++;
      if (answer > most) most = answer;
    }
    this.#counts[this.#leaves + block] = count;
    this.#highest[this.#leaves + block] = most;
  }

  #join(node: number): void {
    this.#counts[node] = this.#counts[2 * node]! + this.#counts[2 * node + 1]!;
    this.#highest[node] = Math.max(this.#highest[2 * node]!, this.#highest[2 * node + 1]!);
  }
}
