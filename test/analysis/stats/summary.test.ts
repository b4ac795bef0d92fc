import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/analysis/stats/summary.js';
import { normals } from './draws.js';

describe('summarise', () => {
  it('gives mean, deviation and interval of a small sample', () => {
    // mean 3; squares 4 + 1 + 0 + 1 + 4 = 10, 10 / 4 = 2.5; half width 2.776 (t, 4 degrees) x sqrt(2.5 / 5)
    const summary = summarise([1, 2, 3, 4, 5]);
    expect(summary).toMatchObject({ count: 5, mean: 3, min: 1, max: 5 });
    expect(summary.deviation).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(summary.interval!.high - 3).toBeCloseTo(2.776 * Math.sqrt(0.5), 3);
  });

  it('has no spread and no interval for a single value', () => {
    expect(summarise([7])).toEqual({ count: 1, mean: 7, deviation: null, min: 7, max: 7, interval: null });
  });

  it('is exact for equal values', () => {
    expect(summarise([0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, deviation: 0, interval: { low: 0.1, high: 0.1 } });
  });

  it('covers the true mean as often as its level says', () => {
    const rounds = 2000;
    const next = normals(1);
    let covered = 0;
    for (let round = 0; round < rounds; round++) {
      const { interval } = summarise(Array.from({ length: 6 }, () => 10 + 3 * next()));
      if (interval!.low <= 10 && 10 <= interval!.high) covered++;
    }
    // Binomial(2000, 0.95) stays within 4 standard deviations (0.0049) of 0.95.
    expect(Math.abs(covered / rounds - 0.95)).toBeLessThan(0.02);
  });
});
