import { summarise } from './summary.js';

/** One point of a mean curve with the spread of the curves it is the mean of. */
export interface BandPoint {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Curves that have a value at this x. */
  readonly count: number;
}

/**
 * Mean of several curves at each x, with the smallest and largest value. Curves of several seeds share their x values
 * (whole percent of demand, whole percentiles); an x that some lack is kept with its own count.
 */
export function curveBand(curves: readonly (readonly (readonly [number, number])[])[]): BandPoint[] {
  const byX = new Map<number, number[]>();
  for (const curve of curves) {
    for (const [x, y] of curve) {
      const values = byX.get(x);
      if (values === undefined) byX.set(x, [y]); else values.push(y);
    }
  }
  return [...byX]
    .sort(([a], [b]) => a - b)
    .map(([x, values]) => {
      const { mean, min, max, count } = summarise(values);
      return { x, mean, low: min, high: max, count };
    });
}
