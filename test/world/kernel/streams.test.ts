import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/invariant.js';
import { standardExponential } from '../../../src/world/kernel/exponential.js';
import { shuffle } from '../../../src/world/kernel/shuffle.js';
import { Sfc32, Streams, type RandomStream } from '../../../src/world/kernel/streams.js';
import { chiSquare, chiSquareLimit, correlation, kolmogorovDistance } from './goodness.js';

function draws(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.unit());
}

/** The definition of sfc32 in unbounded integers: no 32-bit operation is shared with the implementation. */
function* definitionOfSfc32(words: readonly number[]): Generator<number> {
  const modulus = 2n ** 32n;
  let [a, b, c, counter] = words.map(BigInt) as [bigint, bigint, bigint, bigint];
  for (;;) {
    const result = (a + b + counter) % modulus;
    counter = (counter + 1n) % modulus;
    a = b ^ (b / 512n);
    b = (c + c * 8n) % modulus;
    c = ((c * 2097152n) % modulus + c / 2048n + result) % modulus;
    yield Number(result);
  }
}

describe('the base generator', () => {
  it('is sfc32 by its definition, after 15 rounds', () => {
    const words = [0x12345678, 0x9abcdef0, 0xfedcba98, 1] as const;
    const definition = definitionOfSfc32(words);
    for (let round = 0; round < 15; round++) definition.next();
    const stream = Sfc32.of(words);
    for (let i = 0; i < 2000; i++) expect(stream.uint32()).toBe(definition.next().value);
  });

  it('takes 53 bits of two words for a unit', () => {
    const words = [1, 2, 3, 4] as const;
    const [whole, halves] = [Sfc32.of(words), Sfc32.of(words)];
    for (let i = 0; i < 100; i++) {
      const high = Math.floor(halves.uint32() / 32);
      const low = Math.floor(halves.uint32() / 64);
      expect(whole.unit()).toBe((high * 2 ** 26 + low) / 2 ** 53);
    }
  });
});

describe('seeds', () => {
  const seeds = Array.from({ length: 10_000 }, (_, seed) => seed);

  it('that are neighbours give uncorrelated first draws', () => {
    const first = seeds.map((seed) => new Streams(seed).get('arrivals').unit());
    for (const lag of [1, 2, 3, 16, 256]) {
      expect(Math.abs(correlation(first.slice(lag), first.slice(0, -lag)))).toBeLessThan(4 / Math.sqrt(seeds.length));
    }
    const cells = new Float64Array(256);
    for (const unit of first) cells[Math.floor(unit * 256)]!++;
    expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(256));
  });

  it('set each of the 32 bits of the first draw in half of the cases', () => {
    const ones = new Float64Array(32);
    for (const seed of seeds) {
      const word = new Streams(seed).get('arrivals').uint32();
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (word >>> bit) & 1;
    }
    // Standard deviation of a fair count: sqrt(n) / 2.
    for (const count of ones) expect(Math.abs(count - seeds.length / 2)).toBeLessThan(2.5 * Math.sqrt(seeds.length));
  });

  it('count with all their bits: a difference beyond 2^32 gives other draws', () => {
    const [small, large] = [new Streams(1), new Streams(1 + 2 ** 32)];
    expect(draws(small.get('x'), 4)).not.toEqual(draws(large.get('x'), 4));
  });

  it.each([-1, 0.5, NaN, 2 ** 53])('of %d are refused', (seed) => {
    expect(() => new Streams(seed)).toThrow(InvariantError);
  });
});

describe('purposes', () => {
  it('are the same stream each time, and equal for equal seeds', () => {
    const streams = new Streams(3);
    expect(streams.get('arrivals')).toBe(streams.get('arrivals'));
    expect(draws(streams.get('arrivals'), 5)).toEqual(draws(new Streams(3).get('arrivals'), 5));
  });

  it('do not disturb one another', () => {
    const alone = draws(new Streams(3).get('arrivals'), 100);
    const streams = new Streams(3);
    const beside: number[] = [];
    for (let i = 0; i < 100; i++) {
      beside.push(streams.get('arrivals').unit());
      streams.get('lifetimes').unit();
      streams.unitOf('arrivals', i);
    }
    expect(beside).toEqual(alone);
  });

  it('are uncorrelated, similar names too', () => {
    const n = 20_000;
    const streams = new Streams(1);
    const series = ['a', 'b', 'aa', 'ab', 'ba', ''].map((purpose) => draws(streams.get(purpose), n));
    series.push(Array.from({ length: n }, (_, entity) => streams.unitOf('a', entity)));
    for (let i = 0; i < series.length; i++) {
      for (let j = 0; j < i; j++) expect(Math.abs(correlation(series[i]!, series[j]!))).toBeLessThan(4.5 / Math.sqrt(n));
    }
  });
});

describe('counter-based draws', () => {
  it('do not depend on the order of asking', () => {
    const [forwards, backwards] = [new Streams(9), new Streams(9)];
    const up = Array.from({ length: 100 }, (_, i) => forwards.unitOf('start-up', i));
    const down = Array.from({ length: 100 }, (_, i) => backwards.unitOf('start-up', 99 - i));
    expect(down.reverse()).toEqual(up);
    expect(forwards.purpose('start-up').unit(50)).toBe(up[50]);
  });

  it('are uniform and uncorrelated over neighbouring entities, seeds and draws', () => {
    const n = 50_000;
    const draw = new Streams(1).purpose('node-failures');
    const byEntity = Array.from({ length: n }, (_, entity) => draw.unit(entity));
    const byDraw = Array.from({ length: n }, (_, number) => draw.unitAt(5, number));
    const bySeed = Array.from({ length: n / 10 }, (_, seed) => new Streams(seed).unitOf('node-failures', 5));
    for (const series of [byEntity, byDraw, bySeed]) {
      expect(Math.abs(correlation(series.slice(1), series.slice(0, -1)))).toBeLessThan(4.5 / Math.sqrt(series.length));
      expect(kolmogorovDistance(series, (x) => x)).toBeLessThan(1.95 / Math.sqrt(series.length));
    }
  });

  it('of one entity form a stream that starts anew each time', () => {
    const draw = new Streams(1).purpose('node-failures');
    const first = draws(draw.of(7), 5);
    draws(draw.of(8), 3);
    expect(draws(draw.of(7), 5)).toEqual(first);
    expect(first[0]).toBe(draw.unit(7));
    expect(new Set(first).size).toBe(5);
  });

  it('tell entities apart beyond 2^32', () => {
    const draw = new Streams(1).purpose('x');
    expect(draw.unit(5)).not.toBe(draw.unit(5 + 2 ** 32));
  });
});

describe.each([
  { name: 'a stream', stream: (): RandomStream => new Streams(4).get('below') },
  { name: "an entity's stream", stream: (): RandomStream => new Streams(4).purpose('below').of(11) },
])('below, of $name', ({ stream }) => {
  it('is uniform', () => {
    const source = stream();
    for (const bound of [2, 3, 6, 10, 1000]) {
      const counts = new Float64Array(bound);
      for (let i = 0; i < 100 * bound; i++) counts[source.below(bound)]!++;
      expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(bound));
    }
  });

  it('has no modulo bias: for 3 x 2^30, each third is hit equally often', () => {
    // Without rejection the lowest third would be hit twice as often as the others.
    const source = stream();
    const counts = new Float64Array(3);
    for (let i = 0; i < 30_000; i++) counts[Math.floor(source.below(3 * 2 ** 30) / 2 ** 30)]!++;
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(3));
  });

  it('takes bounds from 1 to 2^32', () => {
    const source = stream();
    expect(source.below(1)).toBe(0);
    expect(source.below(2 ** 32)).toBeLessThan(2 ** 32);
    for (const bound of [0, -1, 1.5, 2 ** 32 + 1, NaN]) expect(() => source.below(bound)).toThrow(InvariantError);
  });
});

describe('standardExponential', () => {
  const n = 200_000;
  const stream = new Streams(2).get('gaps');
  const sample = Array.from({ length: n }, () => standardExponential(stream));

  it('follows 1 - e^-x', () => {
    expect(kolmogorovDistance(sample, (x) => -Math.expm1(-x))).toBeLessThan(1.95 / Math.sqrt(n));
  });

  it('has mean 1 and variance 1', () => {
    const mean = sample.reduce((sum, x) => sum + x, 0) / n;
    const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n;
    // Standard errors: of the mean 1 / sqrt(n), of the variance sqrt((9 - 1) / n), because the fourth moment is 9.
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(8 / n));
  });

  it('reaches beyond the first layer with the right frequency', () => {
    // P(x > 7.697) = e^-7.697 = 4.54e-4: about 91 of 200,000, standard deviation 9.5.
    const far = sample.filter((x) => x > 7.69711747013104972).length;
    expect(Math.abs(far - n * Math.exp(-7.69711747013104972))).toBeLessThan(4 * 9.5);
  });
});

describe('shuffle', () => {
  it('keeps the items', () => {
    fc.assert(fc.property(fc.array(fc.nat(9)), fc.nat(), (items, seed) => {
      const shuffled = [...items];
      shuffle(shuffled, new Streams(seed).get('order'));
      const sorted = (values: number[]): number[] => [...values].sort((x, y) => x - y);
      expect(sorted(shuffled)).toEqual(sorted(items));
    }));
  });

  it('gives each of the 24 orders of four items equally often', () => {
    const stream = new Streams(5).get('order');
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const items = Int32Array.of(0, 1, 2, 3);
      shuffle(items, stream);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(chiSquareLimit(24));
  });
});
