import { describe, expect, it } from 'vitest';
import { fitPowerLaw } from '../../../src/analysis/stats/power-law.js';
import { normals } from './draws.js';

describe('fitPowerLaw', () => {
  it('finds the exponent and factor of an exact power law', () => {
    // 3 x^2 at 1, 10, 100: 3, 300, 30,000.
    const fit = fitPowerLaw([[1, 3], [10, 300], [100, 30_000]])!;
    expect(fit.exponent).toBeCloseTo(2, 12);
    expect(fit.factor).toBeCloseTo(3, 10);
    expect(fit.interval!.high - fit.interval!.low).toBeLessThan(1e-6);
  });

  it('has no interval with two points and no fit with one size', () => {
    expect(fitPowerLaw([[10, 1], [1000, 10]])).toMatchObject({ count: 2, interval: null });
    expect(fitPowerLaw([[10, 1], [10, 2]])).toBeNull();
  });

  it('covers the true exponent as often as its level says', () => {
    const next = normals(5);
    let covered = 0;
    const rounds = 1000;
    for (let round = 0; round < rounds; round++) {
      const points = [1, 2, 4, 8, 16].map((x): [number, number] => [x, x ** 0.5 * Math.exp(0.1 * next())]);
      const { low, high } = fitPowerLaw(points)!.interval!;
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(Math.abs(covered / rounds - 0.95)).toBeLessThan(0.03);
  });
});
