import { expect, it } from 'vitest';
import { curveBand } from '../../../src/analysis/stats/curve-band.js';

it('gives mean and range of the curves at each x, and how many have it', () => {
  expect(curveBand([[[0, 1], [10, 4]], [[0, 3], [10, 8], [20, 5]]])).toEqual([
    { x: 0, mean: 2, low: 1, high: 3, count: 2 },
    { x: 10, mean: 6, low: 4, high: 8, count: 2 },
    { x: 20, mean: 5, low: 5, high: 5, count: 1 },
  ]);
});
