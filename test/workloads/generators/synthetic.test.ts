import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/invariant.js';
import { generateDemand, largestCount, type SyntheticOptions } from '../../../src/workloads/generators/synthetic.js';
import { Streams } from '../../../src/world/kernel/streams.js';

const MINUTE_US = 60_000_000;
const GIB = 2 ** 30;

const base: SyntheticOptions = {
  name: '',
  arrivals: { kind: 'poisson', ratePerSecond: 20 },
  lifetimes: { kind: 'lognormal', median: 9 * MINUTE_US, sigma: 1.9 },
  sizes: {
    kind: 'weighted', shapes: [
      { cpuMilli: 500, memoryBytes: GIB, weight: 3 },
      { cpuMilli: 2000, memoryBytes: 4 * GIB, weight: 1 },
    ],
  },
  count: 2000,
  untilUs: null,
};

function generate(changes: Partial<SyntheticOptions> = {}, seed = 1): ReturnType<typeof generateDemand> {
  return generateDemand({ ...base, ...changes }, new Streams(seed));
}

describe('the columns', () => {
  it('have one value a pod, whole microseconds, and indexes of the shapes', () => {
    const demand = generate();
    expect(demand.count).toBe(2000);
    expect([demand.arrivalUs.length, demand.lifetimeUs.length, demand.shape.length]).toEqual([2000, 2000, 2000]);
    expect(demand.arrivalUs.every((timeUs, pod) => timeUs >= (demand.arrivalUs[pod - 1] ?? 0))).toBe(true);
    expect(demand.lifetimeUs.every((timeUs) => Number.isSafeInteger(timeUs) && timeUs >= 1)).toBe(true);
    expect(demand.shape.every((index) => index >= 0 && index < demand.shapes.length)).toBe(true);
  });

  it('are the same for the same seed, others for another', () => {
    expect(generate()).toEqual(generate());
    expect(generate({}, 2).arrivalUs).not.toEqual(generate().arrivalUs);
  });

  it('say -1 for pods that never end', () => {
    expect(new Set(generate({ lifetimes: null }).lifetimeUs)).toEqual(new Set([-1]));
  });

  it('give a pod at least one microsecond', () => {
    expect(new Set(generate({ lifetimes: { kind: 'constant', value: 0 } }).lifetimeUs)).toEqual(new Set([1]));
  });
});

describe('each model has a stream of its own', () => {
  it('so that other lifetimes leave arrivals and shapes as they were', () => {
    const [before, after] = [generate(), generate({ lifetimes: { kind: 'exponential', mean: 1000 } })];
    expect(after.arrivalUs).toEqual(before.arrivalUs);
    expect(after.shape).toEqual(before.shape);
    expect(after.lifetimeUs).not.toEqual(before.lifetimeUs);
  });

  it('so that other arrivals leave lifetimes and shapes as they were', () => {
    const [before, after] = [generate(), generate({ arrivals: { kind: 'evenly', ratePerSecond: 1 } })];
    expect(after.lifetimeUs).toEqual(before.lifetimeUs);
    expect(after.shape).toEqual(before.shape);
  });

  it('so that other sizes leave arrivals and lifetimes as they were', () => {
    const request = { distribution: { kind: 'uniform', min: 1, max: 9 }, step: 1, max: null } as const;
    const [before, after] = [generate(), generate({ sizes: { kind: 'drawn', cpuMilli: request, memoryBytes: request } })];
    expect(after.arrivalUs).toEqual(before.arrivalUs);
    expect(after.lifetimeUs).toEqual(before.lifetimeUs);
  });

  it('so that a shorter list is the beginning of a longer one', () => {
    const [short, long] = [generate({ count: 100 }), generate()];
    expect(short.arrivalUs).toEqual(long.arrivalUs.slice(0, 100));
    expect(short.lifetimeUs).toEqual(long.lifetimeUs.slice(0, 100));
    expect(short.shape).toEqual(long.shape.slice(0, 100));
  });

  it('and a named workload is not a copy of the unnamed one beside it', () => {
    const streams = new Streams(1);
    const [plain, named] = [generateDemand(base, streams), generateDemand({ ...base, name: 'batch' }, streams)];
    expect(plain).toEqual(generate());
    expect(named.arrivalUs).not.toEqual(plain.arrivalUs);
  });
});

describe('the end', () => {
  it('comes before untilUs', () => {
    const demand = generate({ count: null, untilUs: MINUTE_US });
    expect(demand.arrivalUs.at(-1)).toBeLessThan(MINUTE_US);
    // 20 a second for a minute: 1,200, standard deviation 35.
    expect(Math.abs(demand.count - 1200)).toBeLessThan(140);
  });

  it('is whichever limit comes first', () => {
    const evenly = { arrivals: { kind: 'evenly', ratePerSecond: 1 } } as const;
    expect(generate({ ...evenly, count: 5, untilUs: 10_000_000 }).count).toBe(5);
    expect(generate({ ...evenly, count: 50, untilUs: 10_000_000 }).count).toBe(10);
    expect(generate({ ...evenly, count: 0 }).count).toBe(0);
  });

  it('comes with the last of the given times', () => {
    expect(generate({ arrivals: { kind: 'times', timesUs: [3, 4] }, count: null }).arrivalUs).toEqual(Float64Array.of(3, 4));
  });

  it('must exist', () => {
    expect(() => generate({ count: null })).toThrow(InvariantError);
    expect(() => generate({ count: null, untilUs: 10, arrivals: { kind: 'at-once', atUs: 0 } })).toThrow(InvariantError);
  });

  it('is guessed by largestCount: the mean and six standard deviations, at most the count', () => {
    expect(largestCount(base)).toBe(2000);
    expect(largestCount({ ...base, count: null, untilUs: MINUTE_US })).toBe(1200 + Math.ceil(6 * Math.sqrt(1200)));
    expect(largestCount({ ...base, count: null })).toBe(Infinity);
  });
});

describe('sizes', () => {
  it('weighted ones keep their proportions', () => {
    const { shape, shapes } = generate({ count: 20_000 });
    expect(shapes).toEqual([{ cpuMilli: 500, memoryBytes: GIB }, { cpuMilli: 2000, memoryBytes: 4 * GIB }]);
    // 3 of 4; standard deviation sqrt(20,000 x 3/16) = 61.
    expect(Math.abs(shape.filter((index) => index === 0).length - 15_000)).toBeLessThan(245);
  });

  it('drawn ones are rounded up to steps, cut at the largest, and listed once', () => {
    const { shape, shapes } = generate({
      sizes: {
        kind: 'drawn',
        cpuMilli: { distribution: { kind: 'lognormal', median: 500, sigma: 1 }, step: 100, max: 2000 },
        memoryBytes: { distribution: { kind: 'pareto', minimum: GIB, alpha: 1, cap: 8 * GIB }, step: GIB / 2, max: null },
      },
    });
    for (const { cpuMilli, memoryBytes } of shapes) {
      expect([cpuMilli % 100, memoryBytes % (GIB / 2)]).toEqual([0, 0]);
      expect(cpuMilli >= 100 && cpuMilli <= 2000 && memoryBytes >= GIB && memoryBytes <= 8 * GIB).toBe(true);
    }
    expect(new Set(shapes.map(({ cpuMilli, memoryBytes }) => `${cpuMilli}/${memoryBytes}`)).size).toBe(shapes.length);
    expect(new Set(shape).size).toBe(shapes.length);
  });

  it('a draw of 101 at steps of 100 becomes 200, one of 0 becomes one step', () => {
    const drawn = (value: number): number => generate({
      count: 1,
      sizes: {
        kind: 'drawn',
        cpuMilli: { distribution: { kind: 'constant', value }, step: 100, max: null },
        memoryBytes: { distribution: { kind: 'constant', value: 1 }, step: 1, max: null },
      },
    }).shapes[0]!.cpuMilli;
    expect([drawn(101), drawn(200), drawn(0)]).toEqual([200, 200, 100]);
  });

  it('equal weighted shapes are one', () => {
    const twice = { cpuMilli: 1, memoryBytes: 2, weight: 1 };
    expect(generate({ sizes: { kind: 'weighted', shapes: [twice, twice] } }).shapes).toHaveLength(1);
  });

  it('that are no whole numbers are refused', () => {
    const wrong = { cpuMilli: 0.5, memoryBytes: 2, weight: 1 };
    expect(() => generate({ sizes: { kind: 'weighted', shapes: [wrong] } })).toThrow(InvariantError);
  });
});
