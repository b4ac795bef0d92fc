import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/replay/distribution.js';

function statistics(values: readonly number[]): Record<string, number> {
  return Object.fromEntries(summarise('m', Float64Array.from(values)).metrics.map(({ statistic, value }) => [statistic, value]));
}

describe('summarise', () => {
  it('answers order statistics: the smallest value with at least that share at or below it', () => {
    // 1..100: the 50th, 90th and 99th value; p999 would need a thousand.
    expect(statistics(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ count: 100, p50: 50, p90: 90, p99: 99, max: 100, mean: 50.5 });
  });

  it('leaves out quantiles that the sample does not support', () => {
    expect(Object.keys(statistics([3, 1, 2]))).toEqual(['count', 'p50', 'max', 'mean']);
    expect(Object.keys(statistics(Array.from({ length: 1000 }, (_, i) => i)))).toContain('p999');
  });

  it('counts an empty sample and says nothing more', () => {
    expect(statistics([])).toEqual({ count: 0 });
  });

  it('means without losing small values beside large ones', () => {
    // 1e16 + 1 + 1 - 1e16 is 2, a plain sum gives 0; the mean of the four is 0.5.
    expect(statistics([1e16, 1, 1, -1e16]).mean).toBe(0.5);
  });

  it('draws a curve that rises from the smallest to the largest value', () => {
    const [curve] = summarise('m', Float64Array.from([5, 1, 4, 2, 3])).series;
    expect(curve!.points[0]).toEqual([0, 1]);
    expect(curve!.points.at(-1)).toEqual([100, 5]);
    const heights = curve!.points.map(([, y]) => y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });
});
