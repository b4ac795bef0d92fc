import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/invariant.js';
import { expectedArrivals, startArrivals, type ArrivalOptions } from '../../../src/workloads/generators/options.js';
import { Streams } from '../../../src/world/kernel/streams.js';
import { chiSquare, chiSquareLimit, kolmogorovDistance } from '../../world/kernel/goodness.js';

const HOUR_US = 3_600_000_000;

function firstArrivals(options: ArrivalOptions, count: number, seed = 1): number[] {
  const next = startArrivals(options, new Streams(seed).get('arrivals'));
  return Array.from({ length: count }, () => next());
}

function arrivalsUntil(options: ArrivalOptions, untilUs: number, seed = 1): number[] {
  const next = startArrivals(options, new Streams(seed).get('arrivals'));
  const arrivals: number[] = [];
  for (let timeUs = next(); timeUs < untilUs; timeUs = next()) arrivals.push(timeUs);
  return arrivals;
}

/** Counts per window of equal length; windows that are not full are left out. */
function countsPer(windowUs: number, arrivals: readonly number[], untilUs: number): number[] {
  const counts = new Array<number>(Math.floor(untilUs / windowUs)).fill(0);
  for (const timeUs of arrivals) {
    const window = Math.floor(timeUs / windowUs);
    if (window < counts.length) counts[window]!++;
  }
  return counts;
}

function dispersion(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1) / mean;
}

describe('worked by hand', () => {
  it('evenly at 3 a second does not drift: the 3000th gap ends at 1000 s', () => {
    const arrivals = firstArrivals({ kind: 'evenly', ratePerSecond: 3 }, 3001);
    expect(arrivals.slice(0, 4)).toEqual([0, 333_333, 666_667, 1_000_000]);
    expect(arrivals[3000]).toBe(1_000_000_000);
  });

  it('at once is at once', () => {
    expect(firstArrivals({ kind: 'at-once', atUs: 500 }, 3)).toEqual([500, 500, 500]);
  });

  it('times are the given ones, then no more', () => {
    expect(firstArrivals({ kind: 'times', timesUs: [0, 5, 5, 9] }, 6)).toEqual([0, 5, 5, 9, Infinity, Infinity]);
  });

  it('batches come together', () => {
    const arrivals = firstArrivals({ kind: 'batches', batchesPerSecond: 1, size: 3 }, 9);
    expect([arrivals[0], arrivals[1]]).toEqual([arrivals[1], arrivals[2]]);
    expect(arrivals[3]).toBeGreaterThan(arrivals[2]!);
    expect(new Set(arrivals).size).toBe(3);
  });
});

describe.each<ArrivalOptions>([
  { kind: 'poisson', ratePerSecond: 20 },
  { kind: 'bursty', onRatePerSecond: 100, offRatePerSecond: 1, onMeanUs: 5_000_000, offMeanUs: 30_000_000 },
  { kind: 'bursty', onRatePerSecond: 50, offRatePerSecond: 0, onMeanUs: 1_000_000, offMeanUs: 1_000_000 },
  { kind: 'diurnal', ratePerSecond: 5, amplitude: 1, periodUs: HOUR_US, peakUs: 0 },
  { kind: 'batches', batchesPerSecond: 2, size: 4 },
])('%j', (options) => {
  it('gives whole microseconds that never go back', () => {
    const arrivals = firstArrivals(options, 5000);
    for (let i = 0; i < arrivals.length; i++) {
      expect(Number.isSafeInteger(arrivals[i]) && arrivals[i]! >= (arrivals[i - 1] ?? 0)).toBe(true);
    }
  });

  it('is the same for the same seed, another for another', () => {
    expect(firstArrivals(options, 50)).toEqual(firstArrivals(options, 50));
    expect(firstArrivals(options, 50, 2)).not.toEqual(firstArrivals(options, 50));
  });

  it('keeps its mean rate', () => {
    // Means of 10 seeds over 4 hours; the loosest process (the first bursty one) has a dispersion of
    // 1 + 2 s1 s2 (l1 - l2)^2 / ((s1 + s2)^2 (l1 s2 + l2 s1)) = 554 (rates of leaving 1/5 and 1/30 a second), hence a
    // standard error of sqrt(554 / 2,180,000) = 1.6 %.
    let total = 0;
    for (let seed = 0; seed < 10; seed++) total += arrivalsUntil(options, 4 * HOUR_US, seed).length;
    expect(Math.abs(total / 10 / expectedArrivals(options, 4 * HOUR_US) - 1)).toBeLessThan(0.06);
  });
});

describe('poisson', () => {
  const arrivals = arrivalsUntil({ kind: 'poisson', ratePerSecond: 10 }, 2 * HOUR_US);

  it('has exponential gaps', () => {
    const gaps = arrivals.slice(1).map((timeUs, index) => timeUs - arrivals[index]!);
    expect(kolmogorovDistance(gaps, (x) => 1 - Math.exp(-x / 100_000))).toBeLessThan(1.95 / Math.sqrt(gaps.length));
  });

  it('has counts whose variance is their mean', () => {
    // 7,200 windows: standard error sqrt(2 / 7200) = 1.7 %.
    expect(Math.abs(dispersion(countsPer(1_000_000, arrivals, 2 * HOUR_US)) - 1)).toBeLessThan(0.07);
  });

  it('keeps the rate of processes with many arrivals a microsecond', () => {
    const fast = firstArrivals({ kind: 'poisson', ratePerSecond: 5e6 }, 100_000);
    // 100,000 arrivals take 20,000 us, standard error 0.3 %.
    expect(Math.abs(fast.at(-1)! / 20_000 - 1)).toBeLessThan(0.015);
  });
});

it('bursty has the long-run dispersion of its formula', () => {
  // l = 20, 2 a second; means 10 and 40 s, so s = 0.1, 0.025: 1 + 2 s1 s2 (l1 - l2)^2 / ((s1+s2)^2 (l1 s2 + l2 s1))
  // = 1 + 2 x 0.0025 x 324 / (0.015625 x 0.7) = 149. Windows of 1,000 s are 125 correlation times long, which costs
  // 1 / 125 of it; with 3,000 windows the standard error is about 2.6 %.
  const untilUs = 3000 * 1_000_000_000;
  const options: ArrivalOptions = {
    kind: 'bursty', onRatePerSecond: 20, offRatePerSecond: 2, onMeanUs: 10_000_000, offMeanUs: 40_000_000,
  };
  const counts = countsPer(1_000_000_000, arrivalsUntil(options, untilUs), untilUs);
  expect(Math.abs(dispersion(counts) / 149 - 1)).toBeLessThan(0.12);
});

it('diurnal has the rate of its cosine in each twelfth of a day', () => {
  const dayUs = 24 * HOUR_US;
  const peakUs = 14 * HOUR_US;
  const arrivals = arrivalsUntil({ kind: 'diurnal', ratePerSecond: 0.5, amplitude: 0.6, periodUs: dayUs, peakUs }, 10 * dayUs);
  const counts = new Array<number>(12).fill(0);
  for (const timeUs of arrivals) counts[Math.floor((timeUs % dayUs) / (2 * HOUR_US))]!++;
  // Mean of 1 + A cos over [a, b] radians: 1 + A (sin b - sin a) / (b - a). Divided by it, the counts are equal.
  const level = counts.map((count, twelfth) => {
    const from = 2 * Math.PI * (twelfth * 2 - 14) / 24;
    const to = from + Math.PI / 6;
    return count / (1 + 0.6 * (Math.sin(to) - Math.sin(from)) / (to - from));
  });
  expect(chiSquare(level)).toBeLessThan(chiSquareLimit(12));
  // Peak to trough (1 + A) / (1 - A) = 4; the two-hour means beside them give 1.593 / 0.407 = 3.9.
  expect(counts[7]! / counts[1]!).toBeGreaterThan(3.5);
});

it.each<{ options: ArrivalOptions; untilUs: number; expected: number }>([
  { options: { kind: 'poisson', ratePerSecond: 20 }, untilUs: 60_000_000, expected: 1200 },
  { options: { kind: 'evenly', ratePerSecond: 3 }, untilUs: 1_000_001, expected: 4 },
  { options: { kind: 'at-once', atUs: 5 }, untilUs: 5, expected: 0 },
  { options: { kind: 'at-once', atUs: 5 }, untilUs: 6, expected: Infinity },
  { options: { kind: 'times', timesUs: [1, 2, 3] }, untilUs: 3, expected: 2 },
  { options: { kind: 'times', timesUs: [1, 2, 3] }, untilUs: Infinity, expected: 3 },
])('$options has $expected arrivals before $untilUs us', ({ options, untilUs, expected }) => {
  expect(expectedArrivals(options, untilUs)).toBe(expected);
});

it.each<ArrivalOptions>([
  { kind: 'poisson', ratePerSecond: 0 },
  { kind: 'poisson', ratePerSecond: Infinity },
  { kind: 'bursty', onRatePerSecond: 1, offRatePerSecond: 2, onMeanUs: 1, offMeanUs: 1 },
  { kind: 'diurnal', ratePerSecond: 1, amplitude: 1.1, periodUs: 1, peakUs: 0 },
  { kind: 'diurnal', ratePerSecond: 1, amplitude: 0.1, periodUs: 1.5, peakUs: 0 },
  { kind: 'batches', batchesPerSecond: 1, size: 0 },
  { kind: 'batches', batchesPerSecond: 1, size: 1.5 },
  { kind: 'times', timesUs: [2, 1] },
  { kind: 'times', timesUs: [0.5] },
  { kind: 'at-once', atUs: -1 },
])('%j is refused', (options) => {
  expect(() => startArrivals(options, new Streams(1).get('arrivals'))).toThrow(InvariantError);
});
