import { describe, expect, it } from 'vitest';
import { minimumPairs, signedRank } from '../../../src/analysis/stats/signed-rank.js';
import { normals } from './draws.js';

describe('signedRank', () => {
  it('answers the worked example of Darwin\'s plants', () => {
    // Cross- minus self-fertilised heights in eighths of an inch (Fisher, The Design of Experiments, section 17):
    // W+ = 96, two-sided exact p = 0.04126 (R: wilcox.test(d)).
    const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    const result = signedRank(darwin);
    expect(result.positiveRanks).toBe(96);
    expect(result.pTwoSided).toBeCloseTo(0.04126, 5);
  });

  it('counts sign patterns by hand for three differences', () => {
    // Ranks 1, 2, 3 all positive: W+ = 6, one pattern of 8.
    expect(signedRank([0.1, 0.2, 0.3])).toMatchObject({ count: 3, positiveRanks: 6, pGreater: 1 / 8, pLess: 1, pTwoSided: 1 / 4 });
  });

  it('shares ranks among ties and leaves out zeros', () => {
    // |d| = 1, 1, 2: ranks 1.5, 1.5, 3. W+ = 1.5 + 3 = 4.5; sums of the 8 patterns: 0 1.5 1.5 3 3 4.5 4.5 6.
    expect(signedRank([0, 1, -1, 2])).toMatchObject({ count: 3, positiveRanks: 4.5, pGreater: 3 / 8, pLess: 7 / 8 });
  });

  it('says nothing about no differences', () => {
    expect(signedRank([0, 0])).toMatchObject({ count: 0, pGreater: 1, pLess: 1, pTwoSided: 1 });
  });

  it('approximates large samples', () => {
    // 60 differences 1..60, every third negative: compare with the formula by hand.
    const differences = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? -(i + 1) : i + 1));
    // W- = 1 + 4 + ... + 58 = 590, W+ = 1830 - 590 = 1240; mean 915, variance 60 x 61 x 121 / 24 = 18452.5;
    // z = (1240 - 915 - 0.5) / 135.84 = 2.3888, P(Z >= z) = 0.00845.
    const result = signedRank(differences);
    expect(result.positiveRanks).toBe(1240);
    expect(result.pGreater).toBeCloseTo(0.00845, 4);
  });

  it('rejects a true null at most as often as stated', () => {
    const rounds = 3000;
    const next = normals(2);
    let rejected = 0;
    for (let round = 0; round < rounds; round++) {
      if (signedRank(Array.from({ length: 10 }, next)).pTwoSided <= 0.05) rejected++;
    }
    // The exact test of 10 differences has size 0.0488; 4 standard deviations of Binomial(3000, .) are 0.016.
    expect(rejected / rounds).toBeLessThan(0.065);
    expect(rejected / rounds).toBeGreaterThan(0.032);
  });

  it('finds an effect of one standard deviation in 10 pairs about 4 times in 5', () => {
    const rounds = 2000;
    const next = normals(3);
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      if (signedRank(Array.from({ length: 10 }, () => 1 + next())).pTwoSided <= 0.05) found++;
    }
    // The t test has power 0.80 there (Cohen, table 2.3.5, d_z = 1); the signed-rank test is about 0.955 as efficient.
    expect(found / rounds).toBeGreaterThan(0.72);
    expect(found / rounds).toBeLessThan(0.84);
  });
});

describe('minimumPairs', () => {
  it.each([
    // One-sided: 2^-4 = 0.0625 > 0.05 >= 2^-5. Two-sided: 2 x 2^-5 = 0.0625 > 0.05 >= 2 x 2^-6. Five comparisons: 0.01.
    { errorRate: 0.05, sides: 1, pairs: 5 },
    { errorRate: 0.05, sides: 2, pairs: 6 },
    { errorRate: 0.01, sides: 2, pairs: 8 },
  ] as const)('is $pairs at $errorRate, $sides-sided', ({ errorRate, sides, pairs }) => {
    expect(minimumPairs(errorRate, sides)).toBe(pairs);
    const all = signedRank(Array.from({ length: pairs }, () => 1));
    const fewer = signedRank(Array.from({ length: pairs - 1 }, () => 1));
    expect(sides === 1 ? all.pGreater : all.pTwoSided).toBeLessThanOrEqual(errorRate);
    expect(sides === 1 ? fewer.pGreater : fewer.pTwoSided).toBeGreaterThan(errorRate);
  });
});
