import { quantileSorted } from 'd3-array';
import { invariant } from '../../base/invariant.js';
import { Streams } from '../../world/kernel/streams.js';
import type { Interval } from './interval.js';

export interface BootstrapOptions<T> {
  /** Samples that are drawn anew, each on its own. One sample of pairs gives a paired bootstrap. */
  readonly samples: readonly (readonly T[])[];
  /** What is estimated, from samples of the same sizes. */
  readonly statistic: (samples: readonly (readonly T[])[]) => number;
  readonly level: number;
  readonly resamples: number;
  /** Equal seeds give equal intervals. */
  readonly seed: number;
}

/**
 * Percentile bootstrap interval. Too short for fewer than about ten values a sample: below that use Student's t.
 *
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
 */
export function bootstrapInterval<T>(options: BootstrapOptions<T>): Interval {
  const { samples, statistic, level, resamples } = options;
  invariant(samples.every((sample) => sample.length > 0), 'a bootstrap needs at least one value in each sample');
  const draws = new Streams(options.seed).get('bootstrap');
  const drawn: T[][] = samples.map((sample) => [...sample]);
  const estimates: number[] = [];
  for (let round = 0; round < resamples; round++) {
    samples.forEach((sample, index) => {
      const target = drawn[index]!;
      for (let i = 0; i < sample.length; i++) target[i] = sample[draws.below(sample.length)]!;
    });
    estimates.push(statistic(drawn));
  }
  estimates.sort((a, b) => a - b);
  return { low: quantileSorted(estimates, (1 - level) / 2)!, high: quantileSorted(estimates, (1 + level) / 2)!, level };
}
