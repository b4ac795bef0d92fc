// Hot path: one push and one pop per event. Benchmark: src/bench/kernel.ts.

import { widenedDoubles, widenedIntegers, type EventSlots } from './event-slots.js';

const INITIAL_CAPACITY = 64;

/**
 * 4-ary heap of the nearest events, ordered by (time, rank). The keys are copied into the heap: it is small, and
 * comparing must not wander through the table of all pending events.
 *
 * ```
 * keys   | time 0 | rank 0 | time 1 | rank 1 | ...        rows   | row 0 | row 1 | ...
 * ```
 *
 * Cancelling leaves a dead entry behind, known by its rank, which the row no longer has. The owner counts them and
 * calls {@link compact} before they outnumber the living.
 */
export class FrontHeap {
  size = 0;
  keys: Float64Array = new Float64Array(2 * INITIAL_CAPACITY);
  rows: Int32Array = new Int32Array(INITIAL_CAPACITY);

  constructor(private readonly slots: EventSlots) {}

  /** Adds the event of a row by the time and rank that stand there. */
  push(slot: number): void {
    if (this.size === this.rows.length) this.#grow();
    const { keys, rows } = this;
    const time = this.slots.timeOf(slot);
    const rank = this.slots.rankOf(slot);
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = keys[2 * parent]!;
      if (parentTime < time || (parentTime === time && keys[2 * parent + 1]! < rank)) break;
      keys[2 * at] = parentTime;
      keys[2 * at + 1] = keys[2 * parent + 1]!;
      rows[at] = rows[parent]!;
      at = parent;
    }
    keys[2 * at] = time;
    keys[2 * at + 1] = rank;
    rows[at] = slot;
  }

  /** Removes the first entry. */
  pop(): void {
    const last = --this.size;
    if (last > 0) this.#sink(0, last);
  }

  /** Whether an entry's event is still to come. */
  isAlive(at: number): boolean {
    return this.slots.rankOf(this.rows[at]!) === this.keys[2 * at + 1];
  }

  /** Number of entries earlier than `time`. */
  countBefore(time: number): number {
    let count = 0;
    for (let at = 0; at < this.size; at++) if (this.keys[2 * at]! < time) count++;
    return count;
  }

  /** Drops the dead entries. */
  compact(): void {
    let kept = 0;
    for (let at = 0; at < this.size; at++) {
      if (this.isAlive(at)) this.#move(at, kept++);
    }
    this.size = kept;
    this.#build();
  }

  /** Hands the rows of all entries at or after `time` to `take`; none of the entries may be dead. */
  evictFrom(time: number, take: (slot: number) => void): void {
    let kept = 0;
    for (let at = 0; at < this.size; at++) {
      if (this.keys[2 * at]! < time) this.#move(at, kept++);
      else take(this.rows[at]!);
    }
    this.size = kept;
    this.#build();
  }

  #move(from: number, to: number): void {
    this.keys[2 * to] = this.keys[2 * from]!;
    this.keys[2 * to + 1] = this.keys[2 * from + 1]!;
    this.rows[to] = this.rows[from]!;
  }

  #build(): void {
    // Each entry sinks from its own place, beginning with the parent of the last entry.
    for (let at = (this.size - 2) >> 2; at >= 0; at--) this.#sink(at, at);
  }

  /** Puts the entry that stands at `from` into the place `start` and lets it sink below smaller children. */
  #sink(start: number, from: number): void {
    const { size, keys, rows } = this;
    const time = keys[2 * from]!;
    const rank = keys[2 * from + 1]!;
    const row = rows[from]!;
    let at = start;
    for (;;) {
      let child = 4 * at + 1;
      if (child >= size) break;
      let childTime = keys[2 * child]!;
      const end = child + 4 < size ? child + 4 : size;
      for (let other = child + 1; other < end; other++) {
        const otherTime = keys[2 * other]!;
        if (otherTime < childTime || (otherTime === childTime && keys[2 * other + 1]! < keys[2 * child + 1]!)) {
          child = other;
          childTime = otherTime;
        }
      }
      if (time < childTime || (time === childTime && rank < keys[2 * child + 1]!)) break;
      keys[2 * at] = childTime;
      keys[2 * at + 1] = keys[2 * child + 1]!;
      rows[at] = rows[child]!;
      at = child;
    }
    keys[2 * at] = time;
    keys[2 * at + 1] = rank;
    rows[at] = row;
  }

  #grow(): void {
    const length = this.rows.length * 2;
    this.keys = widenedDoubles(this.keys, 2 * length);
    this.rows = widenedIntegers(this.rows, length);
  }
}
