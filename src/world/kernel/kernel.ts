// Hot path: every event of a replay passes here. Benchmark: src/bench/kernel.ts.

import { invariant } from '../../base/invariant.js';
import { EventSlots, IN_FRONT } from './event-slots.js';
import { BUCKET_COUNT, FarBuckets } from './far-buckets.js';
import { FrontHeap } from './front-heap.js';
import type { Lane } from './lanes.js';

/** What happens when an event of a kind fires. `a` and `b` are whatever the one who scheduled it put in. */
export type Handler = (a: number, b: number) => void;

/** A registered kind of event; a small integer. */
export type EventKind = number;

/**
 * Names one scheduled event; a plain number (safe integer > 0). It stays valid as a question for ever: cancelling an
 * event that is gone returns false. (Its number comes back after 2^28 events in the same row of the table.)
 */
export type TimerHandle = number;

/** The lane stands above the sequence in an event's rank; nine lanes of 2^49 sequences fit a safe integer. */
const LANE_SHARE = 2 ** 49;

/** A front of more entries than this is worth splitting. */
const FRONT_MAX = 512;

/**
 * Virtual clock and event queue. Time is an integer number of microseconds; events of one instant run by
 * (lane, order of scheduling). Nothing here knows the wall clock.
 *
 * The nearest events stand in a small heap ({@link FrontHeap}), all others unsorted in buckets ({@link FarBuckets}):
 * a heap of a million entries spends its time waiting for memory. A small set never leaves the heap.
 */
export class Kernel {
  #nowUs = 0;
  #sequence = 0;
  #fired = 0;
  #live = 0;
  #stopped = false;
  #running = false;
  readonly #slots = new EventSlots(BUCKET_COUNT);
  readonly #front = new FrontHeap(this.#slots);
  readonly #far = new FarBuckets(this.#slots, this.#front);
  /** Cancelled entries that still stand in the front. */
  #deadInFront = 0;
  /** Length of the front at which the next attempt to split it is made. */
  #frontMax = FRONT_MAX;
  /** Per kind: lane x {@link LANE_SHARE}. */
  readonly #laneRank: number[] = [];
  /** Per kind: what one pending event adds to {@link liveCount}. */
  readonly #liveShare: number[] = [];
  readonly #handlers: Handler[] = [];

  /** The current instant, microseconds since the replay began. */
  get nowUs(): number { return this.#nowUs; }
  /** Events fired so far. */
  get firedCount(): number { return this.#fired; }
  /** Pending events of non-periodic kinds; zero means that nothing more will happen by itself (quiescence). */
  get liveCount(): number { return this.#live; }
  /** Rows of memory held for pending events, for the account of table bytes; bounded by the largest pending set. */
  get slotCapacity(): number { return this.#slots.capacity; }
  /** Entries of the front, the dead ones that cancelling leaves there included. */
  get frontLength(): number { return this.#front.size; }

  /**
   * Registers a kind of event. `periodic` kinds (heartbeats, resyncs, samplers) do not keep a replay alive:
   * they are left out of {@link liveCount}.
   */
  kind(options: { name: string; lane: Lane; periodic?: boolean; handler: Handler }): EventKind {
    this.#laneRank.push(options.lane * LANE_SHARE);
    this.#liveShare.push(options.periodic === true ? 0 : 1);
    this.#handlers.push(options.handler);
    return this.#handlers.length - 1;
  }

  /** Schedules an event at an absolute instant (integer µs, not before now). */
  at(timeUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    if (!Number.isSafeInteger(timeUs) || timeUs < this.#nowUs) this.#refuse(timeUs);
    const slots = this.#slots;
    const slot = slots.allocate(timeUs, this.#laneRank[kind]! + this.#sequence++, kind, a, b);
    this.#live += this.#liveShare[kind]!;
    if (timeUs < this.#far.limits[0]!) this.#addToFront(slot);
    else this.#far.add(slot);
    return slots.handleOf(slot);
  }

  /** Schedules an event `delayUs` (integer, >= 0) from now. */
  after(delayUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    return this.at(this.#nowUs + delayUs, kind, a, b);
  }

  /** Takes an event back. Returns false when it has fired or was cancelled already. */
  cancel(handle: TimerHandle): boolean {
    const slots = this.#slots;
    const slot = slots.slotOf(handle);
    if (slot < 0) return false;
    this.#live -= this.#liveShare[slots.kindOf(slot)]!;
    if (slots.bucketOf(slot) === IN_FRONT) {
      slots.forgetRank(slot);
      this.#deadInFront++;
      if (this.#deadInFront > 32 && this.#deadInFront * 2 > this.#front.size) this.#dropDead();
    } else {
      this.#far.remove(slot);
    }
    slots.release(slot);
    return true;
  }

  /**
   * Fires events in order until none is left, `stop` is called, or the next one is later than `untilUs`
   * (the clock then stands at `untilUs`). Not to be called from a handler.
   */
  run(untilUs = Number.MAX_SAFE_INTEGER): void {
    invariant(!this.#running, 'the kernel was run from one of its own handlers');
    this.#running = true;
    this.#stopped = false;
    try {
      this.#loop(untilUs);
    } finally {
      this.#running = false;
    }
  }

  /** Ends {@link run} after the current event. */
  stop(): void { this.#stopped = true; }

  #loop(untilUs: number): void {
    const front = this.#front;
    const slots = this.#slots;
    while (!this.#stopped) {
      if (front.size === 0) {
        this.#frontMax = FRONT_MAX;
        if (!this.#far.refillFront()) return;
      }
      const slot = front.rows[0]!;
      if (slots.rankOf(slot) !== front.keys[1]) {
        front.pop();
        this.#deadInFront--;
        continue;
      }
      const time = front.keys[0]!;
      if (time > untilUs) {
        if (untilUs > this.#nowUs) this.#nowUs = untilUs;
        return;
      }
      front.pop();
      const kind = slots.kindOf(slot);
      const a = slots.firstOf(slot);
      const b = slots.secondOf(slot);
      slots.release(slot);
      this.#nowUs = time;
      this.#fired++;
      this.#live -= this.#liveShare[kind]!;
      this.#handlers[kind]!(a, b);
    }
  }

  #addToFront(slot: number): void {
    this.#front.push(slot);
    if (this.#front.size > this.#frontMax) this.#relieveFront();
  }

  #relieveFront(): void {
    this.#dropDead();
    const isShorter = this.#front.size <= FRONT_MAX || this.#far.relieveFront(FRONT_MAX / 2);
    // A front that cannot be split (one instant) is tried again only when it has doubled, or was used up.
    this.#frontMax = isShorter ? FRONT_MAX : this.#front.size * 2;
  }

  #dropDead(): void {
    this.#front.compact();
    this.#deadInFront = 0;
  }

  #refuse(timeUs: number): never {
    invariant(false, `an event at ${timeUs} us cannot be scheduled: now is ${this.#nowUs} us`);
  }
}
