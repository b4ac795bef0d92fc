import { deviation, extent, mean } from 'd3-array';
import { invariant } from '../../base/invariant.js';
import type { Interval } from './interval.js';
import { studentT } from './student-t.js';

/** A sample in a few numbers, in the unit of its values. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the sample (divisor n - 1); null for a single value. */
  readonly deviation: number | null;
  readonly min: number;
  readonly max: number;
  /** Student's t interval of the mean; null for a single value. */
  readonly interval: Interval | null;
}

/**
 * Summary of independent values; the interval assumes that their mean is about normal.
 *
 * @param values  at least one finite number
 */
export function summarise(values: readonly number[], level = 0.95): Summary {
  const average = mean(values);
  const [min, max] = extent(values);
  invariant(average !== undefined && min !== undefined && max !== undefined, 'a summary needs at least one value');
  if (min === max) {
    // Summing and dividing equal values may miss them in the last digit.
    const interval = values.length < 2 ? null : { low: min, high: max, level };
    return { count: values.length, mean: min, deviation: values.length < 2 ? null : 0, min, max, interval };
  }
  const spread = deviation(values)!; // Two different values: defined.
  const half = (studentT(level, values.length - 1) * spread) / Math.sqrt(values.length);
  return {
    count: values.length, mean: average, deviation: spread, min, max,
    interval: { low: average - half, high: average + half, level },
  };
}
