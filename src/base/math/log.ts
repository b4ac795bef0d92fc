// Hot path: one call per draw of an exponential gap. Benchmark: src/bench/kernel.ts.

import { highWord, powerOfTwo, upperHalf } from './bits.js';
import { LN2_HIGH, LN2_LOW } from './exp.js';

/** Upper words of 1 and of sqrt(2) / 2, where the range of the reduced argument begins. */
const ONE = 0x3ff00000;
const HALF_SQRT2 = 0x3fe6a09e;
const TWO_TO_54 = 18014398509481984;

/**
 * Natural logarithm, within 1 ulp; -Infinity at 0, NaN below.
 *
 * x = 2^k (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2); with s = f / (2 + f), ln(1 + f) = 2 s + s R(s^2).
 * Source: Sun Microsystems, fdlibm 5.3, e_log.c (method and coefficients).
 */
export function log(x: number): number {
  if (!isOrdinary(x)) return atEdge(x);
  let k = 0;
  let m = x;
  if (x < 2.2250738585072014e-308) { k = -54; m *= TWO_TO_54; }
  const shift = exponentOf(m);
  const f = m * powerOfTwo(-shift) - 1;
  k += shift;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return s * (halfSquare + seriesRest(s)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

/**
 * Logarithm to base 2, within 1 ulp and exact for powers of two; -Infinity at 0, NaN below.
 *
 * ln(1 + f) is carried in two parts, so that neither the factor 1 / ln 2 nor adding the exponent costs the last bit.
 * Source: FreeBSD msun, e_log2.c (method), after fdlibm.
 */
export function log2(x: number): number {
  if (!isOrdinary(x)) return atEdge(x);
  let k = 0;
  let m = x;
  if (x < 2.2250738585072014e-308) { k = -54; m *= TWO_TO_54; }
  const shift = exponentOf(m);
  const f = m * powerOfTwo(-shift) - 1;
  k += shift;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const high = upperHalf(f - halfSquare);
  const low = f - high - halfSquare + s * (halfSquare + seriesRest(s));
  const scaledHigh = high * INVERSE_LN2_HIGH;
  const sum = k + scaledHigh;
  return (low + high) * INVERSE_LN2_LOW + low * INVERSE_LN2_HIGH + ((k - sum) + scaledHigh) + sum;
}

/** 1 / ln 2 in two parts, the first with 21 significant bits. */
const INVERSE_LN2_HIGH = 1.44269504072144627571;
const INVERSE_LN2_LOW = 1.67517131648865118353e-10;

/**
 * ln(1 + x), within 1 ulp also for tiny x; -Infinity at -1, NaN below.
 *
 * Like {@link log} of u = 1 + x, plus what rounding u lost: (x - (u - 1)) / u.
 * Source: Sun Microsystems, fdlibm 5.3, s_log1p.c (method and coefficients).
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x === Infinity ? Infinity : NaN;
  if (x > -1e-16 && x < 1e-16) return x;
  let k = 0;
  let f = x;
  let lost = 0;
  if (x <= -0.2928 || x >= 0.4142) {
    const u = 1 + x;
    k = exponentOf(u);
    if (k < 54) lost = (k >= 2 ? 1 - (u - x) : x - (u - 1)) / u;
    f = u * powerOfTwo(-k) - 1;
  }
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  return s * (halfSquare + seriesRest(s)) + (k * LN2_LOW + lost) - halfSquare + f + k * LN2_HIGH;
}

/** R(s^2) in ln(1 + f) = f - f^2/2 + s (f^2/2 + R): a polynomial (Remez, error < 2^-58.45). Source: fdlibm e_log.c. */
function seriesRest(s: number): number {
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd = z * (6.666666666666735130e-1 + w * (2.857142874366239149e-1
    + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return even + odd;
}

/** The k for which x 2^-k lies between sqrt(2) / 2 and sqrt(2); x is positive and normal. */
function exponentOf(x: number): number {
  return ((highWord(x) + (ONE - HALF_SQRT2)) >> 20) - 0x3ff;
}

function isOrdinary(x: number): boolean {
  return x > 0 && x < Infinity;
}

function atEdge(x: number): number {
  if (x === 0) return -Infinity;
  return x === Infinity ? Infinity : NaN;
}
