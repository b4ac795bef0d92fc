import type { EventKind, Kernel, TimerHandle } from '../kernel/kernel.js';
import { LANE } from '../kernel/lanes.js';
import type { RateLimiter } from './rate-limit.js';

/**
 * Queue of keys to reconcile. A key that is added while it waits is there once; one that is added while it is worked
 * on waits until that work is done and then goes to the tail: however many events arrive meanwhile, one run follows.
 *
 * ```
 *   add ──► dirty ──► queue ──► get ──► processing ──► done ──┐
 *             ▲                                               │ dirty again
 *             └───────────────────────────────────────────────┘
 * ```
 *
 * Source: client-go util/workqueue: queue, delaying queue, rate limiting queue.
 */
export class WorkQueue {
  readonly #kernel: Kernel;
  readonly #limiter: RateLimiter;
  readonly #onReady: () => void;
  readonly #dueKind: EventKind;
  readonly #watchdogKind: EventKind;

  /** Keys that need a run. Invariant: in #queue => in #dirty and not in #processing. */
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  #queue: string[] = [];
  #head = 0;

  /** Delayed keys by ticket; the ticket is the payload of the kernel's event. */
  readonly #delayedKeys = new Map<number, string>();
  readonly #delays = new Map<string, { ticket: number; readyUs: number; isWork: boolean; handle: TimerHandle }>();
  #nextTicket = 0;

  /** `onReady` is called whenever a key came into the queue, so that an idle worker can take it. */
  constructor(options: { name: string; kernel: Kernel; limiter: RateLimiter; onReady: () => void }) {
    this.#kernel = options.kernel;
    this.#limiter = options.limiter;
    this.#onReady = options.onReady;
    this.#dueKind = options.kernel.kind({
      name: `queue ${options.name}`, lane: LANE.WORK, handler: (ticket) => this.#due(ticket),
    });
    this.#watchdogKind = options.kernel.kind({
      name: `watchdog ${options.name}`, lane: LANE.WORK, periodic: true, handler: (ticket) => this.#due(ticket),
    });
  }

  /** Keys that wait, without those that are delayed or worked on. */
  get length(): number { return this.#queue.length - this.#head; }

  /** Whether nothing waits or is worked on; keys may still be delayed. */
  get isIdle(): boolean { return this.length === 0 && this.#processing.size === 0; }

  add(key: string): void {
    if (this.#dirty.has(key)) return;
    this.#dirty.add(key);
    if (this.#processing.has(key)) return;
    this.#queue.push(key);
    this.#onReady();
  }

  /**
   * Adds the key after a delay (integer microseconds); of several delays for one key the earliest end counts. A
   * `watchdog` only looks whether something is stuck: it does not keep a replay alive that is quiet otherwise.
   */
  addAfter(key: string, delayUs: number, purpose: 'work' | 'watchdog' = 'work'): void {
    if (delayUs <= 0) {
      this.add(key);
      return;
    }
    const earlier = this.#delays.get(key);
    const readyUs = Math.min(this.#kernel.nowUs + delayUs, earlier?.readyUs ?? Number.MAX_SAFE_INTEGER);
    const isWork = purpose === 'work' || (earlier?.isWork ?? false);
    if (earlier !== undefined) {
      if (earlier.readyUs === readyUs && earlier.isWork === isWork) return;
      this.#kernel.cancel(earlier.handle);
      this.#delayedKeys.delete(earlier.ticket);
    }
    const ticket = this.#nextTicket++;
    this.#delayedKeys.set(ticket, key);
    const handle = this.#kernel.at(readyUs, isWork ? this.#dueKind : this.#watchdogKind, ticket);
    this.#delays.set(key, { ticket, readyUs, isWork, handle });
  }

  /** Adds a key that failed, after the delay of the rate limiter. */
  addRateLimited(key: string): void {
    this.addAfter(key, this.#limiter.whenUs(key, this.#kernel.nowUs));
  }

  /** The key succeeded: its failures no longer count. */
  forget(key: string): void { this.#limiter.forget(key); }

  /** Failures of a key since its last success. */
  failures(key: string): number { return this.#limiter.failures(key); }

  /** The next key, now being worked on; undefined when none waits. Every `get` is answered by a `done`. */
  get(): string | undefined {
    if (this.length === 0) return undefined;
    const key = this.#queue[this.#head++]!;
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    this.#processing.add(key);
    this.#dirty.delete(key);
    return key;
  }

  done(key: string): void {
    this.#processing.delete(key);
    if (!this.#dirty.has(key)) return;
    this.#queue.push(key);
    this.#onReady();
  }

  #due(ticket: number): void {
    const key = this.#delayedKeys.get(ticket)!;
    this.#delayedKeys.delete(ticket);
    this.#delays.delete(key);
    this.add(key);
  }
}
