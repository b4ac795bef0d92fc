// Hot path: every portable function takes numbers apart and puts them together here.

/**
 * The two words of a double. Byte order is looked up once, so that the results do not depend on the machine.
 */
const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
doubles[0] = 1;
const HIGH = words[1] === 0x3ff00000 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the upper 20 bits of the fraction, as a signed 32-bit integer. */
export function highWord(x: number): number {
  doubles[0] = x;
  return words[HIGH]! | 0;
}

/** The double with the lower 32 bits of its fraction cleared: 21 significant bits, so that products are exact. */
export function upperHalf(x: number): number {
  doubles[0] = x;
  words[LOW] = 0;
  return doubles[0]!;
}

/** x * 2^exponent with at most one rounding, also where 2^exponent alone is out of range. */
export function scaled(x: number, exponent: number): number {
  let result = x;
  let left = exponent;
  // The steps are exact; only the last one can round (into the subnormals), because a step down leaves 2^-969 or more.
  while (left > 1023) { result *= 2 ** 1023; left -= 1023; }
  while (left < -1022) { result *= 2 ** -969; left += 969; }
  return result * powerOfTwo(left);
}

/** 2^exponent for -1074 <= exponent <= 1023, exactly. */
export function powerOfTwo(exponent: number): number {
  return POWERS[exponent + 1074]!;
}

// Looked up, not composed of words: reading a double back right after writing one of its words stalls the processor.
const POWERS = new Float64Array(2098);
POWERS[1074] = 1;
for (let exponent = 1; exponent <= 1023; exponent++) POWERS[1074 + exponent] = POWERS[1073 + exponent]! * 2;
for (let exponent = 1; exponent <= 1074; exponent++) POWERS[1074 - exponent] = POWERS[1075 - exponent]! / 2;
