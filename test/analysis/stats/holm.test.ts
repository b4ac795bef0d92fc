import { expect, it } from 'vitest';
import { holm } from '../../../src/analysis/stats/holm.js';

it('multiplies the smallest by the size of the family, the next by one less, and never falls', () => {
  // 0.01 x 4 = 0.04; 0.02 x 3 = 0.06; 0.022 x 2 = 0.044 -> 0.06; 0.9 x 1 = 0.9
  const adjusted = holm([0.02, 0.9, 0.01, 0.022]);
  [0.06, 0.9, 0.04, 0.06].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 12));
});

it('leaves a single value alone and stops at 1', () => {
  expect(holm([0.03])).toEqual([0.03]);
  expect(holm([0.7, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
