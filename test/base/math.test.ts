import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/base/invariant.js';
import { cos, exp, log, log1p, log2, normalQuantile, pow, sin } from '../../src/base/math.js';
import { COS, EXP, LOG, LOG1P, LOG2, NORMAL, POW, SIN } from './math.table.js';

const doubles = new Float64Array(1);
const bits = new BigInt64Array(doubles.buffer);

/** A double's place on the number line: neighbouring doubles have neighbouring places, also across zero. */
function placeOf(x: number): bigint {
  doubles[0] = x;
  return bits[0]! < 0n ? -(bits[0]! & 0x7fff_ffff_ffff_ffffn) : bits[0]!;
}

/** Number of representable steps between two doubles; 0 for equal ones and for two NaN. */
function steps(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y) ? 0 : Infinity;
  const distance = placeOf(x) - placeOf(y);
  return Number(distance < 0n ? -distance : distance);
}

describe.each([
  { name: 'log', own: log, table: LOG },
  { name: 'log2', own: log2, table: LOG2 },
  { name: 'log1p', own: log1p, table: LOG1P },
  { name: 'exp', own: exp, table: EXP },
  { name: 'sin', own: sin, table: SIN },
  { name: 'cos', own: cos, table: COS },
])('$name', ({ own, table }) => {
  it.each(table)('of %d is within one step of the exact value', (x, expected) => {
    expect(steps(own(x), expected)).toBeLessThanOrEqual(1);
  });
});

describe('pow', () => {
  it.each(POW)('of %d to the power %d is within one step of the exact value', (x, y, expected) => {
    expect(steps(pow(x, y), expected)).toBeLessThanOrEqual(1);
  });
});

describe('normalQuantile', () => {
  it.each(NORMAL)('of %d is right to 15 digits', (p, expected) => {
    expect(Math.abs(normalQuantile(p) / expected - 1)).toBeLessThan(1e-15);
  });

  it('is odd around one half, and infinite at the ends', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.25)).toBe(-normalQuantile(0.75));
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

describe('exact results', () => {
  it('log2 of every power of two is its exponent', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) expect(log2(2 ** exponent)).toBe(exponent);
  });

  it('pow of small integers is the exact product', () => {
    for (let base = 1; base <= 20; base++) {
      let product = 1;
      for (let exponent = 0; product <= Number.MAX_SAFE_INTEGER; exponent++) {
        expect(pow(base, exponent)).toBe(product);
        if (base === 1 && exponent > 60) break;
        product *= base;
      }
    }
  });

  it('log(1), exp(0), sin(0) and cos(0) are what they should be', () => {
    expect([log(1), log1p(0), log2(1), exp(0), sin(0), cos(0)]).toEqual([0, 0, 0, 1, 0, 1]);
  });
});

// The engine's own functions are within one step of the exact value, so that two steps apart means that ours is not.
describe('on random input, the engine and the portable functions are at most two steps apart', () => {
  const positive = fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true });
  const runs = { numRuns: 20_000 };
  const agree = (own: number, engine: number): void => {
    if (steps(own, engine) > 2) expect(own).toBe(engine);
  };

  it('log, log2', () => {
    fc.assert(fc.property(positive, (x) => {
      agree(log(x), Math.log(x));
      agree(log2(x), Math.log2(x));
    }), runs);
    fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => {
      agree(log(x), Math.log(x));
      agree(log1p(x - 1), Math.log1p(x - 1));
    }), runs);
  });

  it('exp', () => {
    fc.assert(fc.property(fc.double({ min: -746, max: 710, noNaN: true }), (x) => agree(exp(x), Math.exp(x))), runs);
  });

  it('sin, cos', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (x) => {
      agree(sin(x), Math.sin(x));
      agree(cos(x), Math.cos(x));
    }), runs);
  });
});

describe('special values are those of the engine', () => {
  const special = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 2.5, -2.5, Infinity, -Infinity, NaN, 1e300, -1e300,
    5e-324, 2 ** 53, 2 ** 53 + 2, 1e-300];

  it.each([
    { name: 'log', own: log, engine: Math.log },
    { name: 'log2', own: log2, engine: Math.log2 },
    { name: 'log1p', own: log1p, engine: Math.log1p },
    { name: 'exp', own: exp, engine: Math.exp },
  ])('for $name', ({ own, engine }) => {
    for (const x of special) expect(steps(own(x), engine(x)), `of ${x}`).toBeLessThanOrEqual(1);
  });

  it('for pow', () => {
    for (const x of special) {
      for (const y of special) expect(steps(pow(x, y), Math.pow(x, y)), `of ${x}, ${y}`).toBeLessThanOrEqual(1);
    }
  });

  it('but sin and cos refuse what they cannot reduce exactly', () => {
    for (const x of [1_000_001, -1e9, Infinity, NaN]) {
      expect(() => sin(x)).toThrow(InvariantError);
      expect(() => cos(x)).toThrow(InvariantError);
    }
  });
});
