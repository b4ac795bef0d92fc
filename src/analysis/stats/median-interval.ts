import { invariant } from '../../base/invariant.js';
import type { Interval } from './interval.js';

/** Largest sample whose binomial weights are counted out: 2^-1000 is still a normal double. */
const EXACT_LIMIT = 1000;
/** 97.5th percentile of the standard normal distribution. */
const NORMAL_95 = 1.959964;

/**
 * Interval of the median between two order statistics, at a level of at least 95 % whatever the distribution: it misses
 * when fewer than k values, or all but fewer than k, lie below the median, and that number is Binomial(n, 1/2).
 *
 * @returns null with fewer than six values, of which even the smallest and largest do not reach the level
 * Source: W. Conover, Practical Nonparametric Statistics, 3rd edition (1999), section 3.2.
 */
export function medianInterval(values: readonly number[]): Interval | null {
  const rank = lowerRank(values.length);
  if (rank === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { low: sorted[rank - 1]!, high: sorted[sorted.length - rank]!, level: 0.95 };
}

/** Largest k with P(fewer than k values below the median) <= 2.5 %; 0 when there is none. */
function lowerRank(count: number): number {
  invariant(Number.isSafeInteger(count) && count >= 0, `a sample has a whole number of values, not ${count}`);
  if (count > EXACT_LIMIT) return Math.floor((count - NORMAL_95 * Math.sqrt(count)) / 2);
  let weight = 2 ** -count;
  let below = weight;
  let rank = 0;
  while (below <= 0.025) {
    rank++;
    weight *= (count - rank + 1) / rank;
    below += weight;
  }
  return rank;
}
