import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/invariant.js';
import { distributions } from '../../../src/workloads/generators/catalog.js';
import { samplerOf, type DistributionOptions } from '../../../src/workloads/generators/options.js';
import { Streams } from '../../../src/world/kernel/streams.js';
import { chiSquare, chiSquareLimit, kolmogorovDistance } from '../../world/kernel/goodness.js';
import { givenUnits } from './given-units.js';

function sample(options: DistributionOptions, count: number): number[] {
  const stream = new Streams(1).get('lifetimes');
  const draw = samplerOf(options);
  return Array.from({ length: count }, () => draw(stream));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('worked by hand', () => {
  const rows: { options: DistributionOptions; unit: number; expected: number; because: string }[] = [
    { options: { kind: 'constant', value: 7 }, unit: 0.9, expected: 7, because: 'nothing is drawn' },
    { options: { kind: 'uniform', min: 10, max: 30 }, unit: 0.25, expected: 15, because: '10 + 20 / 4' },
    { options: { kind: 'lognormal', median: 540, sigma: 1.9 }, unit: 0.5, expected: 540, because: 'half are below the median' },
    {
      options: { kind: 'lognormal', median: 100, sigma: 2 }, unit: 0.8413447460685429, expected: 738.905609893065,
      because: 'the unit is the share below one standard deviation; 100 e^2',
    },
    { options: { kind: 'pareto', minimum: 2, alpha: 1, cap: null }, unit: 0.75, expected: 8, because: '2 / (1 - 3/4)' },
    { options: { kind: 'pareto', minimum: 2, alpha: 2, cap: null }, unit: 0.75, expected: 4, because: '2 / sqrt(1/4)' },
    { options: { kind: 'pareto', minimum: 1, alpha: 1, cap: 4 }, unit: 0.5, expected: 1.6, because: '1 / (1 - 1/2 (1 - 1/4)) = 1 / 0.625' },
    { options: { kind: 'pareto', minimum: 3, alpha: 0.7, cap: 9 }, unit: 0, expected: 3, because: 'the smallest value is the minimum' },
    { options: { kind: 'empirical', values: [5, 6, 7], weights: [1, 0, 3] }, unit: 0.2, expected: 5, because: '0.2 x 4 = 0.8 < 1' },
    { options: { kind: 'empirical', values: [5, 6, 7], weights: [1, 0, 3] }, unit: 0.25, expected: 7, because: '0.25 x 4 = 1, and 6 has no weight' },
    { options: { kind: 'empirical', values: [5, 6], weights: null }, unit: 0.5, expected: 6, because: 'equal weights' },
    { options: { kind: 'quantiles', shares: [0, 0.5, 1], values: [10, 20, 60] }, unit: 0.25, expected: 15, because: 'half way from 10 to 20' },
    { options: { kind: 'quantiles', shares: [0, 0.5, 1], values: [10, 20, 60] }, unit: 0.75, expected: 40, because: 'half way from 20 to 60' },
  ];
  it.each(rows)('$options.kind at $unit is $expected: $because', ({ options, unit, expected }) => {
    expect(samplerOf(options)(givenUnits(unit))).toBeCloseTo(expected, 9);
  });

  it('no draw is infinite or zero at the ends of the unit interval', () => {
    for (const unit of [0, 1 - 2 ** -53]) {
      for (const options of [
        { kind: 'lognormal', median: 540, sigma: 1.9 },
        { kind: 'pareto', minimum: 2, alpha: 0.7, cap: null },
        { kind: 'quantiles', shares: [0, 1], values: [1, 2] },
      ] as const) {
        const value = samplerOf(options)(givenUnits(unit));
        expect(value > 0 && Number.isFinite(value)).toBe(true);
      }
    }
  });
});

describe('many draws follow the distribution function', () => {
  const n = 50_000;
  // Kolmogorov: 1.95 / sqrt(n) is exceeded by a true model once in a thousand.
  const limit = 1.95 / Math.sqrt(n);

  it.each<{ options: DistributionOptions; cumulative: (x: number) => number }>([
    { options: { kind: 'uniform', min: 2, max: 6 }, cumulative: (x) => (x - 2) / 4 },
    { options: { kind: 'exponential', mean: 30 }, cumulative: (x) => 1 - Math.exp(-x / 30) },
    { options: { kind: 'pareto', minimum: 5, alpha: 1.5, cap: null }, cumulative: (x) => 1 - (5 / x) ** 1.5 },
    {
      options: { kind: 'pareto', minimum: 5, alpha: 0.7, cap: 500 },
      cumulative: (x) => (1 - (5 / x) ** 0.7) / (1 - (5 / 500) ** 0.7),
    },
    {
      options: { kind: 'quantiles', shares: [0, 0.1, 0.9, 1], values: [0, 4, 8, 100] },
      cumulative: (x) => (x < 4 ? x / 40 : x < 8 ? 0.1 + (x - 4) / 5 : 0.9 + (x - 8) / 920),
    },
  ])('of $options', ({ options, cumulative }) => {
    expect(kolmogorovDistance(sample(options, n), cumulative)).toBeLessThan(limit);
  });

  it('lognormal has the quantiles median x e^(z sigma) and the mean median x e^(sigma^2 / 2)', () => {
    const values = sample({ kind: 'lognormal', median: 100, sigma: 0.8 }, n).sort((x, y) => x - y);
    // Shares of the standard normal below -1.2816, 0, 1.2816, 2.3263 are 10, 50, 90, 99 %. The standard error of a
    // quantile's logarithm is sigma sqrt(p (1 - p) / n) / density(z): at 99 % 0.8 x 0.000445 / 0.02665 = 1.3 %.
    for (const [share, z] of [[0.1, -1.2815515655], [0.5, 0], [0.9, 1.2815515655], [0.99, 2.3263478740]] as const) {
      expect(Math.abs(values[Math.floor(share * n)]! / (100 * Math.exp(0.8 * z)) - 1)).toBeLessThan(0.04);
    }
    expect(Math.abs(meanOf(values) / (100 * Math.exp(0.32)) - 1)).toBeLessThan(0.02);
  });

  it('empirical chooses in proportion to the weights', () => {
    const values = sample({ kind: 'empirical', values: [0, 1, 2, 3], weights: [1, 2, 0, 1] }, n);
    const counts = [0, 0, 0, 0];
    for (const value of values) counts[value]!++;
    expect(counts[2]).toBe(0);
    expect(chiSquare([counts[0]!, counts[1]! / 2, counts[3]!])).toBeLessThan(chiSquareLimit(3));
  });

  it('a capped pareto never exceeds its cap', () => {
    expect(Math.max(...sample({ kind: 'pareto', minimum: 1, alpha: 0.1, cap: 10 }, n))).toBeLessThanOrEqual(10);
  });
});

describe('impossible values are refused', () => {
  it.each([
    { kind: 'constant', value: -1 },
    { kind: 'uniform', min: 3, max: 2 },
    { kind: 'exponential', mean: 0 },
    { kind: 'exponential', mean: NaN },
    { kind: 'lognormal', median: 0, sigma: 1 },
    { kind: 'lognormal', median: 1, sigma: -1 },
    { kind: 'pareto', minimum: 1, alpha: 0, cap: null },
    { kind: 'pareto', minimum: 5, alpha: 1, cap: 5 },
    { kind: 'empirical', values: [], weights: null },
    { kind: 'empirical', values: [1, 2], weights: [1] },
    { kind: 'empirical', values: [1, 2], weights: [0, 0] },
    { kind: 'quantiles', shares: [0, 1], values: [1] },
    { kind: 'quantiles', shares: [0, 0.9], values: [1, 2] },
    { kind: 'quantiles', shares: [0, 0.5, 0.5, 1], values: [1, 2, 3, 4] },
    { kind: 'quantiles', shares: [0, 1], values: [2, 1] },
  ] satisfies DistributionOptions[])('%j', (options) => {
    expect(() => samplerOf(options)).toThrow(InvariantError);
  });

  it('and so are names that no distribution has', () => {
    // What a decoder that lost its way would hand over.
    expect(() => samplerOf({ kind: 'gamma' } as unknown as DistributionOptions)).toThrow(/gamma/);
  });
});

it('every distribution says what it is and describes its parameters', () => {
  for (const { title, source, parameters } of Object.values(distributions)) {
    expect(title).not.toBe('');
    expect(source).not.toBe('');
    for (const { description } of Object.values(parameters)) expect(description).not.toBe('');
  }
});
