// Hot path: every event that is armed far ahead. Benchmark: src/bench/kernel.ts.

import type { EventSlots } from './event-slots.js';
import type { FrontHeap } from './front-heap.js';

const DIGIT_BITS = 8;
const BUCKETS = 2 ** DIGIT_BITS;
const WORDS = BUCKETS / 32;
/** Seven digits of eight bits cover the 53 bits of a safe integer. */
const LEVELS = 7;

/** Rows of {@link EventSlots} that are heads of this structure's lists. */
export const BUCKET_COUNT = LEVELS * BUCKETS;

/** A bucket of at most this many events goes to the front as it is; a fuller one is spread over a finer level. */
const FRONT_FILL = 96;

/**
 * Events that are not among the nearest, unsorted, in buckets by the digits of their time: a radix queue for
 * monotone time (Ahuja, Mehlhorn, Orlin and Tarjan, "Faster algorithms for the shortest path problem", 1990) that
 * stops sorting as soon as a bucket is small enough for the front heap.
 *
 * ```
 * now      limit 0          limit 1                  limit 2            limit 7 = infinity
 *  | front  | level 0: 1 µs  | level 1: 256 µs each   | level 2: 65 ms ... |
 * ```
 *
 * Level k holds the times in [limit k, limit k+1), which all lie in one bucket of level k+1; when the levels below are
 * used up, the first bucket of a level is moved to the front or spread over the level below. An event moves at most
 * once per level, and cancelling one unlinks it: nothing is left behind.
 */
export class FarBuckets {
  /** Number of events here. */
  size = 0;
  /** `limits[0]` ends the front; see the picture. All infinite while everything fits in the front. */
  readonly limits = new Float64Array(LEVELS + 1).fill(Infinity);
  readonly #levelSize = new Int32Array(LEVELS);
  readonly #bucketSize = new Int32Array(BUCKET_COUNT);
  /** One bit per bucket: whether it holds anything. */
  readonly #occupied = new Int32Array(LEVELS * WORDS);
  readonly #scale = Float64Array.from({ length: LEVELS }, (_, level) => 2 ** (-DIGIT_BITS * level));

  constructor(private readonly slots: EventSlots, private readonly front: FrontHeap) {}

  /** Files the event of a row, whose time is at or after `limits[0]`. */
  add(slot: number): void {
    const instant = this.slots.timeOf(slot);
    let level = 0;
    while (instant >= this.limits[level + 1]!) level++;
    const digit = (instant * this.#scale[level]!) & (BUCKETS - 1);
    const home = level * BUCKETS + digit;
    this.slots.append(home, slot);
    if (this.#bucketSize[home]!++ === 0) this.#occupied[home >> 5]! |= 1 << (home & 31);
    this.#levelSize[level]!++;
    this.size++;
  }

  /** Takes an event out again. */
  remove(slot: number): void {
    const home = this.slots.bucketOf(slot);
    this.slots.unlink(slot);
    if (--this.#bucketSize[home]! === 0) this.#occupied[home >> 5]! &= ~(1 << (home & 31));
    this.#levelSize[home >> DIGIT_BITS]!--;
    this.size--;
  }

  /** Moves the earliest events to the front, which is empty. Returns false when there are none. */
  refillFront(): boolean {
    while (this.size > 0) {
      let level = 0;
      while (this.#levelSize[level] === 0) level++;
      const home = this.#firstBucket(level);
      const width = 2 ** (DIGIT_BITS * level);
      const start = Math.floor(this.slots.timeOf(this.slots.nextOf(home)) * this.#scale[level]!) * width;
      if (level > 0 && this.#bucketSize[home]! > FRONT_FILL) {
        this.limits.fill(start, 0, level);
        this.limits[level] = start + width;
        this.#spread(home);
      } else {
        this.limits.fill(start + width, 0, level + 1);
        this.#moveToFront(home);
        // With nothing left here the front may take everything again: small sets stay in the heap.
        if (this.size === 0) this.limits.fill(Infinity);
        return true;
      }
    }
    this.limits.fill(Infinity);
    return false;
  }

  /**
   * Shortens the front so that at most `most` of its entries stay, and takes the others. Returns false, and changes
   * nothing, when there is no such place: too many events share their first instants.
   */
  relieveFront(most: number): boolean {
    const { front, limits } = this;
    const first = front.keys[0]!;
    const oldLimit = limits[0]!;
    let highest = 0;
    while (highest < LEVELS && limits[highest + 1] === oldLimit) highest++;
    // The levels below `highest` are empty and free for use, if the whole front lies in one bucket of that level.
    if (highest < LEVELS && this.#bucketEnd(first, highest) < oldLimit) return false;
    let level = highest - 1;
    while (level >= 0 && front.countBefore(this.#bucketEnd(first, level)) > most) level--;
    if (level < 0) return false;
    const limit = this.#bucketEnd(first, level);
    if (limit >= oldLimit) return false;
    limits.fill(limit, 0, level + 1);
    for (let above = level + 1; above < highest; above++) {
      limits[above] = Math.min(oldLimit, this.#bucketEnd(first, above));
    }
    front.evictFrom(limit, (slot) => this.add(slot));
    return true;
  }

  /** First instant after the bucket of `level` that `time` lies in. */
  #bucketEnd(time: number, level: number): number {
    return (Math.floor(time * this.#scale[level]!) + 1) * 2 ** (DIGIT_BITS * level);
  }

  /** The first bucket of a level that holds anything; there is one. */
  #firstBucket(level: number): number {
    let word = level * WORDS;
    while (this.#occupied[word] === 0) word++;
    const bits = this.#occupied[word]!;
    return word * 32 + 31 - Math.clz32(bits & -bits);
  }

  #spread(home: number): void {
    let slot = this.#empty(home);
    while (slot !== home) {
      const following = this.slots.nextOf(slot);
      this.add(slot);
      slot = following;
    }
  }

  #moveToFront(home: number): void {
    let slot = this.#empty(home);
    while (slot !== home) {
      this.slots.moveToFront(slot);
      this.front.push(slot);
      slot = this.slots.nextOf(slot);
    }
  }

  /** Takes all events out of a bucket and returns the first; they stay linked up to the head. */
  #empty(home: number): number {
    const first = this.slots.detachAll(home);
    const count = this.#bucketSize[home]!;
    this.#levelSize[home >> DIGIT_BITS]! -= count;
    this.size -= count;
    this.#bucketSize[home] = 0;
    this.#occupied[home >> 5]! &= ~(1 << (home & 31));
    return first;
  }
}
