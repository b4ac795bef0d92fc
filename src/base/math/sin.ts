import { invariant } from '../invariant.js';

/** Largest argument: beyond it the three parts of pi / 2 below no longer give an exact remainder. */
const ARGUMENT_MAX = 1_000_000;

/**
 * Sine of x radians, within 1 ulp.
 *
 * @throws InvariantError unless |x| <= 1,000,000: callers with a period reduce by it in integers, which is exact
 * Source: Sun Microsystems, fdlibm 5.3, s_sin.c, k_sin.c, e_rem_pio2.c (method and coefficients).
 * Differs: arguments beyond 1,000,000 are refused, fdlibm reduces them with a table of the digits of 2 / pi.
 */
export function sin(x: number): number {
  return atQuadrant(x, 0);
}

/** Cosine of x radians; see {@link sin}. */
export function cos(x: number): number {
  return atQuadrant(x, 1);
}

/** Sine of x + quadrants * pi / 2. */
function atQuadrant(x: number, quadrants: number): number {
  invariant(Math.abs(x) <= ARGUMENT_MAX, `sin and cos are defined up to ${ARGUMENT_MAX} radians, not at ${x}`);
  const n = Math.abs(x) <= Math.PI / 4 ? 0 : Math.floor(x * 6.36619772367581382433e-1 + 0.5);
  const { rest, tail } = n === 0 ? { rest: x, tail: 0 } : remainder(x, n);
  switch ((n + quadrants) & 3) {
    case 0: return sineNearZero(rest, tail);
    case 1: return cosineNearZero(rest, tail);
    case 2: return -sineNearZero(rest, tail);
    default: return -cosineNearZero(rest, tail);
  }
}

/**
 * x - n pi / 2 as the sum of two doubles. pi / 2 is taken in parts of 33 bits, whose products with n are exact; as
 * many parts are used as cancellation asks for.
 */
function remainder(x: number, n: number): { rest: number; tail: number } {
  let left = x - n * 1.57079632673412561417;
  let correction = n * 6.07710050650619224932e-11;
  let rest = left - correction;
  // 16 bits lost leave too few for a full result, 49 too few for the second part.
  if (Math.abs(rest) < Math.abs(x) * 2 ** -15) {
    const before = left;
    const part = n * 6.07710050630396597660e-11;
    left = before - part;
    correction = n * 2.02226624879595063154e-21 - ((before - left) - part);
    rest = left - correction;
    if (Math.abs(rest) < Math.abs(x) * 2 ** -48) {
      const second = left;
      const third = n * 2.02226624871116645580e-21;
      left = second - third;
      correction = n * 8.47842766036889956997e-32 - ((second - left) - third);
      rest = left - correction;
    }
  }
  return { rest, tail: (left - rest) - correction };
}

/** sin(x + tail) for |x| <= pi / 4. Source: fdlibm k_sin.c. */
function sineNearZero(x: number, tail: number): number {
  const z = x * x;
  const cube = z * x;
  const r = 8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6
    + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x - ((z * (0.5 * tail - cube * r) - tail) - cube * -1.66666666666666324348e-1);
}

/** cos(x + tail) for |x| <= pi / 4. Source: fdlibm k_cos.c. */
function cosineNearZero(x: number, tail: number): number {
  const z = x * x;
  const r = z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5
    + z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (((1 - w) - half) + (z * r - x * tail));
}
