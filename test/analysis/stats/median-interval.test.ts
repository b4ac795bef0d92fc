import { expect, it } from 'vitest';
import { medianInterval } from '../../../src/analysis/stats/median-interval.js';
import { normals } from './draws.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

it('lies between the order statistics of the printed table', () => {
  // Binomial(n, 1/2): n = 6: P(X < 1) = 1/64 = 0.0156; n = 10: P(X < 2) = 11/1024 = 0.0107, P(X < 3) = 56/1024 = 0.0547.
  expect(medianInterval(upTo(6))).toEqual({ low: 1, high: 6, level: 0.95 });
  expect(medianInterval(upTo(10))).toEqual({ low: 2, high: 9, level: 0.95 });
  // n = 5: P(X < 1) = 1/32 = 0.031 is too much.
  expect(medianInterval(upTo(5))).toBeNull();
});

it('joins the normal approximation without a step', () => {
  const [exact, approximate] = [medianInterval(upTo(1000))!, medianInterval(upTo(1001))!];
  expect(Math.abs(exact.low - approximate.low)).toBeLessThanOrEqual(1);
  expect(Math.abs(exact.high - approximate.high)).toBeLessThanOrEqual(2);
});

it('covers the true median at least as often as its level says', () => {
  const next = normals(21);
  let covered = 0;
  for (let round = 0; round < 2000; round++) {
    // Lognormal: skewed, median 1.
    const { low, high } = medianInterval(Array.from({ length: 15 }, () => Math.exp(next())))!;
    if (low <= 1 && 1 <= high) covered++;
  }
  // n = 15: true level 1 - 2 x 0.0176 = 0.965; 4 standard deviations of Binomial(2000, .) are 0.017.
  expect(covered / 2000).toBeGreaterThan(0.948);
});
