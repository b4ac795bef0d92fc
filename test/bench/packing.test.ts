import { expect, test } from 'vitest';
import { bestFit, firstFit } from '../../src/algorithms/schedulers/catalog.js';
import { benchPacking } from '../../src/bench/packing.js';

test('every pod of the packing benchmark is placed or failed, and the same seed places the same', () => {
  for (const definition of [bestFit, firstFit]) {
    const results = [1, 2].map(() => benchPacking(definition, { nodes: 50, pods: 700, seed: 1 }));
    for (const result of results) {
      expect(result.placed + result.failed).toBe(700);
      expect(result.placementsPerSecond).toBeGreaterThan(0);
      expect(result.tableBytes).toBeGreaterThan(0);
    }
    expect(results[0]!.placed).toBe(results[1]!.placed);
    // 700 pods of 9 % of a node in the mean want 63 nodes: some fail, but the 50 get filled to more than half.
    expect(results[0]!.failed).toBeGreaterThan(0);
    expect(results[0]!.placed).toBeGreaterThan(350);
  }
});
