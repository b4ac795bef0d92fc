import { invariant } from '../../base/invariant.js';
import type { Lane } from './lanes.js';

/** What happens when an event of a kind fires. `a` and `b` are whatever the one who scheduled it put in. */
export type Handler = (a: number, b: number) => void;

/** A registered kind of event; a small integer. */
export type EventKind = number;

/** Names one scheduled event; a plain number (safe integer), never equal to another event's. */
export type TimerHandle = number;

interface Pending { timeUs: number; lane: number; sequence: number; kind: number; a: number; b: number }

/**
 * Virtual clock and event queue. Time is an integer number of microseconds; events of one instant run by
 * (lane, order of scheduling). Nothing here knows the wall clock.
 */
export class Kernel {
  #nowUs = 0;
  #sequence = 0;
  #fired = 0;
  #live = 0;
  #stopped = false;
  readonly #heap: Pending[] = [];
  readonly #cancelled = new Set<number>();
  readonly #lanes: number[] = [];
  readonly #periodic: boolean[] = [];
  readonly #handlers: Handler[] = [];

  /** The current instant, microseconds since the replay began. */
  get nowUs(): number { return this.#nowUs; }
  /** Events fired so far. */
  get firedCount(): number { return this.#fired; }
  /** Pending events of non-periodic kinds; zero means that nothing more will happen by itself (quiescence). */
  get liveCount(): number { return this.#live; }

  /**
   * Registers a kind of event. `periodic` kinds (heartbeats, resyncs, samplers) do not keep a replay alive:
   * they are left out of {@link liveCount}.
   */
  kind(options: { name: string; lane: Lane; periodic?: boolean; handler: Handler }): EventKind {
    this.#lanes.push(options.lane);
    this.#periodic.push(options.periodic ?? false);
    this.#handlers.push(options.handler);
    return this.#handlers.length - 1;
  }

  /** Schedules an event at an absolute instant (integer µs, not before now). */
  at(timeUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    invariant(Number.isSafeInteger(timeUs) && timeUs >= this.#nowUs, `event at ${timeUs} us, now ${this.#nowUs} us`);
    const sequence = this.#sequence++;
    push(this.#heap, { timeUs, lane: this.#lanes[kind]!, sequence, kind, a, b });
    if (!this.#periodic[kind]!) this.#live++;
    return sequence;
  }

  /** Schedules an event `delayUs` (integer, >= 0) from now. */
  after(delayUs: number, kind: EventKind, a = 0, b = 0): TimerHandle {
    return this.at(this.#nowUs + delayUs, kind, a, b);
  }

  /** Takes an event back. Returns false when it has fired or was cancelled already. */
  cancel(handle: TimerHandle): boolean {
    const entry = this.#heap.find((pending) => pending.sequence === handle);
    if (entry === undefined || this.#cancelled.has(handle)) return false;
    this.#cancelled.add(handle);
    if (!this.#periodic[entry.kind]!) this.#live--;
    return true;
  }

  /**
   * Fires events in order until none is left, `stop` is called, or the next one is later than `untilUs`
   * (the clock then stands at `untilUs`).
   */
  run(untilUs = Number.MAX_SAFE_INTEGER): void {
    this.#stopped = false;
    while (!this.#stopped) {
      const next = this.#heap[0];
      if (next === undefined) return;
      if (next.timeUs > untilUs) { this.#nowUs = untilUs; return; }
      pop(this.#heap);
      if (this.#cancelled.delete(next.sequence)) continue;
      this.#nowUs = next.timeUs;
      this.#fired++;
      if (!this.#periodic[next.kind]!) this.#live--;
      this.#handlers[next.kind]!(next.a, next.b);
    }
  }

  /** Ends {@link run} after the current event. */
  stop(): void { this.#stopped = true; }
}

function before(x: Pending, y: Pending): boolean {
  if (x.timeUs !== y.timeUs) return x.timeUs < y.timeUs;
  if (x.lane !== y.lane) return x.lane < y.lane;
  return x.sequence < y.sequence;
}

function push(heap: Pending[], entry: Pending): void {
  let i = heap.push(entry) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(entry, heap[parent]!)) break;
    heap[i] = heap[parent]!;
    i = parent;
  }
  heap[i] = entry;
}

function pop(heap: Pending[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = last;
}
