/**
 * A histogram with upstream's buckets: upper bounds `first`, 2 x `first`, 4 x `first` ... and one for the rest. Values are
 * whole microseconds, so that their sum is exact. Quantiles are interpolated inside their bucket.
 *
 * Source: k8s.io/component-base v0.36.3, metrics/testutil (bucketQuantile); kubernetes v1.36.3, pkg/scheduler/metrics.
 */
export class Histogram {
  readonly #bounds: readonly number[];
  /** Values in each bucket. */
  readonly #counts: number[];
  #sum = 0;
  count = 0;

  constructor({ firstUs, buckets }: { readonly firstUs: number; readonly buckets: number }) {
    this.#bounds = Array.from({ length: buckets }, (_, i) => firstUs * 2 ** i);
    this.#counts = new Array<number>(buckets + 1).fill(0);
  }

  add(us: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && us > this.#bounds[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sum += us;
    this.count++;
  }

  /** Mean of the values themselves. Needs a value. */
  get average(): number { return this.#sum / this.count; }

  /** Value at a quantile in [0, 1], as far as the buckets tell; the last finite bound for what lies beyond it. */
  quantile(q: number): number {
    const rank = q * this.count;
    let below = 0;
    for (let bucket = 0; bucket < this.#bounds.length; bucket++) {
      const inside = this.#counts[bucket]!;
      if (below + inside >= rank) {
        const lower = bucket === 0 ? 0 : this.#bounds[bucket - 1]!;
        return lower + (this.#bounds[bucket]! - lower) * ((rank - below) / inside);
      }
      below += inside;
    }
    return this.#bounds.at(-1)!;
  }
}
