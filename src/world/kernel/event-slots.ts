// Hot path: touched by every event. Benchmark: src/bench/kernel.ts.

import { invariant } from '../../base/invariant.js';

/** Stands in the place of a bucket for an event that is in none. */
export const IN_FRONT = -1;

/** Largest number of rows, and the factor between generation and row in a handle. */
const SLOT_LIMIT = 2 ** 25;

const INITIAL_CAPACITY = 64;

/**
 * Rows of pending events. A row is reused once its event has fired or was cancelled; a generation per row tells a stale
 * handle from a fresh one, so that nothing is allocated per event.
 *
 * ```
 * #doubles  | time | rank | a | b |        #integers  | next | previous | bucket | kind | generation | - | - | - |
 * ```
 *
 * The values of a row lie side by side (32 bytes each), not in a column per value: events are touched one at a time
 * and at random places, so that a row costs two cache lines instead of nine. The offsets are written as literals in
 * the accessors below: the compiler of the engine folds a literal, but not a constant of a module (47 instead of 32 ns
 * an event).
 *
 * The first `listHeads` rows are not events: they are the heads of circular doubly linked lists, so that linking and
 * unlinking an event needs no special case at either end.
 */
export class EventSlots {
  #doubles: Float64Array;
  #integers: Int32Array;
  #capacity: number;
  /** Rows below this have been used at least once. */
  #used: number;
  #freeHead = -1;

  constructor(listHeads: number) {
    this.#capacity = listHeads + INITIAL_CAPACITY;
    this.#used = listHeads;
    this.#doubles = new Float64Array(this.#capacity * 4);
    this.#integers = new Int32Array(this.#capacity * 8);
    for (let head = 0; head < listHeads; head++) {
      this.#link(head, head);
      // No handle has a negative generation: small numbers that never were handles do not name a head.
      this.#integers[head * 8 + 4] = -1;
    }
  }

  /** Rows that memory is held for; bounded by the largest number of events pending at once. */
  get capacity(): number { return this.#capacity; }

  /** Instant of the event, µs. */
  timeOf(slot: number): number { return this.#doubles[slot * 4]!; }
  /** Order within the instant: lane and sequence in one number, unique among pending events; -1 once cancelled. */
  rankOf(slot: number): number { return this.#doubles[slot * 4 + 1]!; }
  firstOf(slot: number): number { return this.#doubles[slot * 4 + 2]!; }
  secondOf(slot: number): number { return this.#doubles[slot * 4 + 3]!; }
  kindOf(slot: number): number { return this.#integers[slot * 8 + 3]!; }
  /** The list that the event is in, or {@link IN_FRONT}. */
  bucketOf(slot: number): number { return this.#integers[slot * 8 + 2]!; }
  nextOf(slot: number): number { return this.#integers[slot * 8]!; }

  /** A row for a new event that is in no list. */
  allocate(timeUs: number, rank: number, kind: number, a: number, b: number): number {
    let slot = this.#freeHead;
    if (slot < 0) slot = this.#unused();
    else this.#freeHead = this.#integers[slot * 8]!;
    const doubles = this.#doubles;
    doubles[slot * 4] = timeUs;
    doubles[slot * 4 + 1] = rank;
    doubles[slot * 4 + 2] = a;
    doubles[slot * 4 + 3] = b;
    const integers = this.#integers;
    integers[slot * 8 + 2] = -1;
    integers[slot * 8 + 3] = kind;
    return slot;
  }

  /** Gives a row back; every handle made of it so far is stale from now on. */
  release(slot: number): void {
    const integers = this.#integers;
    // Generations wrap at 2^28: with 2^25 rows they fill the 53 bits of a safe integer.
    integers[slot * 8 + 4] = (integers[slot * 8 + 4]! + 1) & 0xfffffff;
    integers[slot * 8] = this.#freeHead;
    this.#freeHead = slot;
  }

  /** Marks a row as cancelled for the entry that still stands in the front. */
  forgetRank(slot: number): void { this.#doubles[slot * 4 + 1] = -1; }

  /** The number that names the event now in this row: a safe integer > 0. */
  handleOf(slot: number): number {
    return this.#integers[slot * 8 + 4]! * 33554432 + slot;
  }

  /** The row that a handle names, or -1 when its event is gone (or it never was a handle). */
  slotOf(handle: number): number {
    const generation = Math.floor(handle / SLOT_LIMIT);
    const slot = handle - generation * SLOT_LIMIT;
    return handle > 0 && slot < this.#used && this.#integers[slot * 8 + 4] === generation ? slot : -1;
  }

  /** Puts a row at the end of a list. */
  append(head: number, slot: number): void {
    const integers = this.#integers;
    const last = integers[head * 8 + 1]!;
    integers[last * 8] = slot;
    integers[head * 8 + 1] = slot;
    integers[slot * 8] = head;
    integers[slot * 8 + 1] = last;
    integers[slot * 8 + 2] = head;
  }

  /** Takes a row out of the list it is in. */
  unlink(slot: number): void {
    this.#link(this.#integers[slot * 8 + 1]!, this.#integers[slot * 8]!);
  }

  /** Empties a list and returns its first row; the rows stay linked one to the next, the last one to the head. */
  detachAll(head: number): number {
    const first = this.#integers[head * 8]!;
    this.#link(head, head);
    return first;
  }

  /** Notes that a row is in no list any more. */
  moveToFront(slot: number): void { this.#integers[slot * 8 + 2] = IN_FRONT; }

  #link(before: number, after: number): void {
    this.#integers[before * 8] = after;
    this.#integers[after * 8 + 1] = before;
  }

  #unused(): number {
    if (this.#used === this.#capacity) {
      // By four: each step copies all rows, and pages of the new table that nobody has written yet cost no memory.
      this.#capacity = Math.min(SLOT_LIMIT, this.#capacity * 4);
      invariant(this.#used < this.#capacity, `more than ${SLOT_LIMIT} events are pending at once`);
      this.#doubles = widenedDoubles(this.#doubles, this.#capacity * 4);
      this.#integers = widenedIntegers(this.#integers, this.#capacity * 8);
    }
    return this.#used++;
  }
}

/** A copy with room for `length` values. */
export function widenedDoubles(values: Float64Array, length: number): Float64Array {
  const wider = new Float64Array(length);
  wider.set(values);
  return wider;
}

/** A copy with room for `length` values. */
export function widenedIntegers(values: Int32Array, length: number): Int32Array {
  const wider = new Int32Array(length);
  wider.set(values);
  return wider;
}
