import { exp, log } from '../../base/math.js';
import { invariant } from '../../base/invariant.js';

/**
 * Two-sided critical value of Student's t distribution: |T| stays below it with probability `level`.
 *
 * @param level  in (0, 1), such as 0.95
 * @param degrees  degrees of freedom, >= 1
 */
export function studentT(level: number, degrees: number): number {
  invariant(level > 0 && level < 1 && degrees >= 1, `no t value at level ${level} with ${degrees} degrees of freedom`);
  const key = `${level} ${degrees}`;
  let value = known.get(key);
  if (value === undefined) known.set(key, value = solve(level, degrees));
  return value;
}

/** A comparison of 10,000 cells asks for the same few values tens of thousands of times. */
const known = new Map<string, number>();

function solve(level: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (insideProbability(high, degrees) < level) high *= 2;
  // Bisection down to neighbouring doubles: slow, safe, and the same bytes everywhere.
  for (let step = 0; step < 120; step++) {
    const middle = (low + high) / 2;
    if (insideProbability(middle, degrees) < level) low = middle; else high = middle;
  }
  return high;
}

/** P(|T| <= t) = 1 - I(v / (v + t^2); v/2, 1/2). Source: Abramowitz and Stegun, 26.7.1 with 26.5.2. */
function insideProbability(t: number, degrees: number): number {
  return 1 - regularisedBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** Regularised incomplete beta function by its continued fraction. Source: Abramowitz and Stegun, 26.5.8. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below this point; beyond it the symmetric one does.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a);
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x)) / a;
  return front * betaFraction(x, a, b);
}

/** The continued fraction 1/(1+ d1/(1+ d2/(1+ ...))), evaluated forwards with the method of Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let numerator = 1;
  let denominator = 1 - ((a + b) * x) / (a + 1);
  denominator = 1 / (Math.abs(denominator) < tiny ? tiny : denominator);
  let value = denominator;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      denominator = 1 + term * denominator;
      denominator = 1 / (Math.abs(denominator) < tiny ? tiny : denominator);
      numerator = 1 + term / numerator;
      if (Math.abs(numerator) < tiny) numerator = tiny;
      factor = numerator * denominator;
      value *= factor;
    }
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

/** Natural logarithm of the gamma function, x > 0: shifted up to 15, then Stirling's series (A&S 6.1.40). */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 15) {
    shift += log(z);
    z += 1;
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (z - 0.5) * log(z) - z + 0.5 * log(2 * Math.PI) + series - shift;
}
