import { mean } from 'd3-array';
import { exp, log } from '../../base/math.js';
import type { Interval } from './interval.js';
import { studentT } from './student-t.js';

/** y = factor x^exponent, fitted by least squares on logarithms. */
export interface PowerLaw {
  readonly exponent: number;
  readonly factor: number;
  /** Points that were fitted. */
  readonly count: number;
  /** Student's t interval of the exponent; null with two points, through which every line goes. */
  readonly interval: Interval | null;
}

/**
 * Fits a growth curve. An exponent of 0 is a cost that does not grow, 1 is linear growth.
 *
 * @param points  x > 0, y > 0
 * @returns null with fewer than two different x
 */
export function fitPowerLaw(points: readonly (readonly [number, number])[], level = 0.95): PowerLaw | null {
  if (new Set(points.map(([x]) => x)).size < 2) return null;
  const xs = points.map(([x]) => log(x));
  const ys = points.map(([, y]) => log(y));
  const centreX = mean(xs)!;
  const centreY = mean(ys)!;
  let squares = 0;
  let products = 0;
  xs.forEach((x, i) => {
    squares += (x - centreX) * (x - centreX);
    products += (x - centreX) * (ys[i]! - centreY);
  });
  const exponent = products / squares;
  const intercept = centreY - exponent * centreX;
  const count = points.length;
  let interval: Interval | null = null;
  if (count > 2) {
    const residual = xs.reduce((sum, x, i) => sum + square(ys[i]! - intercept - exponent * x), 0);
    const half = studentT(level, count - 2) * Math.sqrt(residual / (count - 2) / squares);
    interval = { low: exponent - half, high: exponent + half, level };
  }
  return { exponent, factor: exp(intercept), count, interval };
}

function square(x: number): number { return x * x; }
