/**
 * Rate limits of clients and work queues: a token bucket in exact arithmetic and the delays after failures.
 */

/** Microseconds in a second. */
const SECOND_US = 1_000_000;

/** Requests per second in the long run, and how many may go at once after a rest. */
export interface BucketRate { readonly perSecond: number; readonly burst: number }

/**
 * Token bucket with reservations: each call takes one token and learns how long it has to wait for it. Reservations
 * are first come, first served and are never given back.
 *
 * The bucket is kept as the instant at which it would be full again, in units of 1/perSecond microseconds: with a
 * whole number of tokens per second nothing is ever rounded but the answer.
 *
 * Source: client-go util/flowcontrol and golang.org/x/time/rate: a full bucket holds `burst` tokens.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  /** Instant at which the bucket is full again, times `perSecond`. */
  #fullAt = 0;

  constructor(rate: BucketRate) {
    this.#perSecond = rate.perSecond;
    this.#burst = rate.burst;
  }

  /** Takes one token; answers the microseconds (integer, rounded up) until it exists. */
  reserve(nowUs: number): number {
    const now = nowUs * this.#perSecond;
    this.#fullAt = Math.max(this.#fullAt, now) + SECOND_US;
    const missing = this.#fullAt - this.#burst * SECOND_US - now;
    return missing <= 0 ? 0 : Math.ceil(missing / this.#perSecond);
  }
}

/** How long a work queue holds an item back that is added after a failure. */
export interface RateLimiter {
  /** The delay in microseconds for this item now; counts one more failure. */
  whenUs(item: string, nowUs: number): number;
  /** The item succeeded: its count of failures starts over. */
  forget(item: string): void;
  /** Failures since the last success. */
  failures(item: string): number;
}

/** Delay `base x 2^failures`, at most `max`, per item. Source: client-go ItemExponentialFailureRateLimiter. */
export class ItemExponential implements RateLimiter {
  readonly #baseUs: number;
  readonly #maxUs: number;
  readonly #failures = new Map<string, number>();

  constructor(baseUs: number, maxUs: number) {
    this.#baseUs = baseUs;
    this.#maxUs = maxUs;
  }

  whenUs(item: string): number {
    const failures = this.failures(item);
    this.#failures.set(item, failures + 1);
    // 2^53 is far beyond any maximum; the bound keeps the product exact.
    return Math.min(this.#baseUs * 2 ** Math.min(failures, 40), this.#maxUs);
  }

  forget(item: string): void { this.#failures.delete(item); }

  failures(item: string): number { return this.#failures.get(item) ?? 0; }
}

/**
 * What controllers use unless they say otherwise: the longer of 5 ms x 2^failures (at most 1000 s) per item and a
 * bucket of 10 per second, burst 100, over all items. Both count every call.
 * Source: client-go DefaultTypedControllerRateLimiter.
 */
export class DefaultRateLimiter implements RateLimiter {
  readonly #items: ItemExponential;
  readonly #bucket = new TokenBucket({ perSecond: 10, burst: 100 });

  /** `firstUs` is the delay after the first failure. */
  constructor(firstUs = 5_000) {
    this.#items = new ItemExponential(firstUs, 1_000 * SECOND_US);
  }

  whenUs(item: string, nowUs: number): number {
    const backoffUs = this.#items.whenUs(item);
    return Math.max(backoffUs, this.#bucket.reserve(nowUs));
  }

  forget(item: string): void { this.#items.forget(item); }

  failures(item: string): number { return this.#items.failures(item); }
}
