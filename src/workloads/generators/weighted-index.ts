import { invariant } from '../../base/invariant.js';
import type { RandomStream } from '../../world/kernel/streams.js';

/**
 * Chooses an index with probability weight / sum of weights; one draw each, by search in the running sums.
 *
 * @throws InvariantError when no weight is positive
 */
export function weightedIndex(weights: readonly number[]): (stream: RandomStream) => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  weights.forEach((weight, index) => { sums[index] = total += weight; });
  invariant(total > 0, 'no weight is positive');
  return (stream) => {
    const target = stream.unit() * total;
    let low = 0;
    let high = sums.length - 1;
    // First index whose running sum is above the target: weights of zero are never chosen.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
