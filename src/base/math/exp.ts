// Hot path: one call per draw of a lognormal lifetime.

import { scaled } from './bits.js';

/** ln 2 in two parts; the first has trailing zeros, so that its product with an exponent is exact. */
export const LN2_HIGH = 6.93147180369123816490e-1;
export const LN2_LOW = 1.90821492927058770002e-10;

/**
 * e^x, within 1 ulp; Infinity above 709.78, 0 below -745.13, NaN for NaN.
 *
 * x = k ln 2 + r with |r| <= ln 2 / 2, then e^r from the rational form of {@link expCorrection}.
 * Source: Sun Microsystems, fdlibm 5.3, e_exp.c (method and coefficients).
 */
export function exp(x: number): number {
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  if (x !== x) return NaN;
  if (x > -5e-17 && x < 5e-17) return 1 + x;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = expCorrection(r);
  return scaled(1 + ((r * c) / (2 - c) - low + high), k);
}

/**
 * c(r) in e^r = 1 + r + r c / (2 - c), for |r| <= ln 2 / 2: r minus a polynomial in r^2 (Remez, error < 2^-59).
 * Source: fdlibm 5.3, e_exp.c.
 */
export function expCorrection(r: number): number {
  const t = r * r;
  return r - t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5
    + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))));
}
