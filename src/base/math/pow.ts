import { highWord, powerOfTwo, scaled, upperHalf } from './bits.js';
import { expCorrection } from './exp.js';

/**
 * x^y, within 1 ulp, with the special values of `Math.pow` (0^0 = 1, 1^Infinity = NaN, a negative base with a
 * fractional exponent gives NaN).
 *
 * log2|x| is computed in two parts with more than 20 bits to spare, multiplied by y, and raised back.
 * Source: Sun Microsystems, fdlibm 5.3, e_pow.c (method and coefficients).
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  if (y === Infinity || y === -Infinity) return withInfiniteExponent(Math.abs(x), y);
  const isInteger = Math.floor(y) === y;
  const isOdd = isInteger && Math.abs(y) < 2 ** 53 && y % 2 !== 0;
  // 1 / x tells -0 from 0.
  const isNegative = x < 0 || (x === 0 && 1 / x < 0);
  const size = positivePower(Math.abs(x), y, isNegative && !isInteger);
  return isNegative && isOdd ? -size : size;
}

function withInfiniteExponent(size: number, y: number): number {
  if (size === 1) return NaN;
  return size > 1 === y > 0 ? Infinity : 0;
}

function positivePower(size: number, y: number, isUndefined: boolean): number {
  if (size === 0) return y > 0 ? 0 : Infinity;
  if (size === Infinity) return y > 0 ? Infinity : 0;
  if (isUndefined) return NaN;
  if (size === 1) return 1;
  const { high, low } = logarithm(size);
  // (high + low) * y: high has 21 bits and upperHalf(y) 21, so the first product is exact.
  const yHigh = upperHalf(y);
  const productLow = (y - yHigh) * high + y * low;
  const productHigh = yHigh * high;
  const exponent = productLow + productHigh;
  if (exponent > 1025) return Infinity;
  if (exponent < -1080) return 0;
  return twoToThe(productHigh, productLow);
}

/** log2 of a positive number as high + low, where `high` has at most 21 significant bits. */
function logarithm(size: number): { high: number; low: number } {
  const isSubnormal = size < 2.2250738585072014e-308;
  const normal = isSubnormal ? size * 9007199254740992 : size;
  const word = highWord(normal);
  const fraction = word & 0xfffff;
  let shift = (word >> 20) - 0x3ff;
  // The mantissa is compared with 1 (between sqrt(3)/2 and sqrt(3/2)) or with 3/2 (below sqrt(3)).
  let base = 1;
  if (fraction >= 0xbb67a) shift++;
  else if (fraction > 0x3988e) base = 1.5;
  const m = normal * powerOfTwo(-shift);
  const exponent = isSubnormal ? shift - 53 : shift;

  // s = (m - base) / (m + base) in two parts.
  const u = m - base;
  const v = 1 / (m + base);
  const s = u * v;
  const sHigh = upperHalf(s);
  const sumHigh = upperHalf(m + base);
  const sumLow = m - (sumHigh - base);
  const sLow = v * ((u - sHigh * sumHigh) - sHigh * sumLow);

  // 3 + s^2 + r in two parts: ln((1 + s) / (1 - s)) = 2/3 s (3 + s^2 + r).
  const s2 = s * s;
  const r = s2 * s2 * (5.99999999999994648725e-1 + s2 * (4.28571428578550184252e-1 + s2 * (3.33333329818377432918e-1
    + s2 * (2.72728123808534006489e-1 + s2 * (2.30660745775561754067e-1 + s2 * 2.06975017800338417784e-1)))))
    + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const seriesHigh = upperHalf(3 + square + r);
  const seriesLow = r - ((seriesHigh - 3) - square);
  const first = sHigh * seriesHigh;
  const second = sLow * seriesHigh + seriesLow * s;
  const pHigh = upperHalf(first + second);
  const pLow = second - (pHigh - first);

  // Times 2 / (3 ln 2), plus log2(base), plus the exponent.
  const zHigh = TWO_THIRDS_BY_LN2_HIGH * pHigh;
  const zLow = TWO_THIRDS_BY_LN2_LOW * pHigh + pLow * TWO_THIRDS_BY_LN2 + (base === 1 ? 0 : LOG2_1_5_LOW);
  const baseLog = base === 1 ? 0 : LOG2_1_5_HIGH;
  const high = upperHalf(zHigh + zLow + baseLog + exponent);
  return { high, low: zLow - (((high - exponent) - baseLog) - zHigh) };
}

const TWO_THIRDS_BY_LN2 = 9.61796693925975554329e-1;
const TWO_THIRDS_BY_LN2_HIGH = 9.61796700954437255859e-1;
const TWO_THIRDS_BY_LN2_LOW = -7.02846165095275826516e-9;
const LOG2_1_5_HIGH = 5.84962487220764160156e-1;
const LOG2_1_5_LOW = 1.35003920212974897128e-8;

/** 2^(high + low) for a sum between -1080 and 1025. */
function twoToThe(high: number, low: number): number {
  const n = Math.floor(high + low + 0.5);
  const whole = high - n;
  const t = upperHalf(low + whole);
  const u = t * 6.93147182464599609375e-1;
  const v = (low - (t - whole)) * 6.93147180559945286227e-1 + t * -1.90465429995776804525e-9;
  const z = u + v;
  const lost = v - (z - u);
  const c = expCorrection(z);
  const rest = (z * c) / (c - 2) - (lost + z * lost);
  return scaled(1 - (rest - z), n);
}
