import { mean } from 'd3-array';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../../src/analysis/stats/bootstrap.js';
import { normals } from './draws.js';

const meanOf = (samples: readonly (readonly number[])[]): number => mean(samples[0]!)!;

describe('bootstrapInterval', () => {
  it('is the same for the same seed and another for another', () => {
    const samples = [[1, 4, 2, 8, 5, 7, 1, 4]];
    const of = (seed: number) => bootstrapInterval({ samples, statistic: meanOf, level: 0.95, resamples: 500, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('covers the true mean of 40 values about as often as its level says', () => {
    const next = normals(4);
    let covered = 0;
    for (let round = 0; round < 300; round++) {
      const sample = Array.from({ length: 40 }, () => 5 + next());
      const { low, high } = bootstrapInterval({ samples: [sample], statistic: meanOf, level: 0.95, resamples: 400, seed: round });
      if (low <= 5 && 5 <= high) covered++;
    }
    // 4 standard deviations of Binomial(300, 0.95) are 0.05; the percentile interval is a little short at n = 40.
    expect(covered / 300).toBeGreaterThan(0.89);
  });

  it('keeps pairs together', () => {
    // Head is always base + 1, whatever base is: resampling pairs leaves the difference exactly 1.
    const pairs = [3, 90, 14, 55, 7].map((base) => ({ base, head: base + 1 }));
    const interval = bootstrapInterval({
      samples: [pairs], level: 0.95, resamples: 200, seed: 1,
      statistic: ([drawn]) => mean(drawn!, ({ base, head }) => head - base)!,
    });
    expect(interval).toEqual({ low: 1, high: 1, level: 0.95 });
  });
});
