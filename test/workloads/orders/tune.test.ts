import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams, type RandomStream } from '../../../src/world/kernel/streams.js';
import type { PodColumns } from '../../../src/workloads/demand.js';
import { tunePods } from '../../../src/workloads/orders/tune.js';

/** Pods of [device count, milli of each]. */
function podsOf(demands: readonly (readonly [number, number])[]): PodColumns {
  const count = demands.length;
  return {
    count,
    names: { bytes: new Uint8Array(0), offsets: new Int32Array(count + 1) },
    cpuMilli: new Float64Array(count),
    memoryBytes: new Float64Array(count),
    deviceCount: Int32Array.from(demands, ([devices]) => devices),
    deviceMilli: Int32Array.from(demands, ([, milli]) => milli),
    modelSet: new Int32Array(count).fill(-1),
    modelSets: [],
    createdUs: new Float64Array(count),
    lifetimeUs: new Float64Array(count).fill(-1),
  };
}

/** A stream whose draws below a bound are given. */
function drawing(...draws: number[]): RandomStream {
  return { uint32: () => 0, unit: () => 0, below: () => draws.shift()! };
}

const rowsOf = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const milliOf = (pods: PodColumns, rows: Iterable<number>) =>
  [...rows].reduce((total, row) => total + pods.deviceCount[row]! * pods.deviceMilli[row]!, 0);

describe('tuning a list to a fill', () => {
  // Pods want 500, 1000 and 0 milli: 1,500 in all, on a cluster of 2,000.
  const pods = podsOf([[1, 500], [1, 1000], [0, 0]]);

  test('clones are drawn from the rows as ordered, until the next one would overflow', () => {
    // Target 1.5 x 2000 = 3000. Draws: row 2 (0) -> 1500; row 0 (500) -> 2000; row 1 (1000) -> 3000, still allowed;
    // row 2 (0): 3000 is not beyond 3000; row 0: 3500 is, so the list ends without it.
    const rows = Int32Array.of(2, 1, 0);
    const tuned = tunePods(pods, rows, { fill: 1.5, capacityMilli: 2000, stream: drawing(0, 2, 1, 0, 2) });
    expect([...tuned]).toEqual([2, 1, 0, 2, 0, 1, 2]);
  });

  test('the overflow test counts one device of the candidate, so that a pod of many may overshoot', () => {
    // 9,000 of the target 10,000; a pod of 8 devices adds 1,000 in the test and 8,000 in the sum; the next draw ends it.
    const large = podsOf([[8, 1000], [1, 1000]]);
    const tuned = tunePods(large, rowsOf(2), { fill: 1, capacityMilli: 10_000, stream: drawing(0, 1) });
    expect([...tuned]).toEqual([0, 1, 0]);
    expect(milliOf(large, tuned)).toBe(17_000);
  });

  test('a list with too much demand loses drawn pods until it is at or below the target', () => {
    // 1,500 against 0.5 x 2000 = 1000: place 2 (0 milli) leaves, then place 0 (500): 1000 is enough.
    const tuned = tunePods(pods, rowsOf(3), { fill: 0.5, capacityMilli: 2000, stream: drawing(2, 0) });
    expect([...tuned]).toEqual([1]);
  });

  test('a list that hits the target stays as it is', () => {
    expect([...tunePods(pods, rowsOf(3), { fill: 0.75, capacityMilli: 2000, stream: drawing() })]).toEqual([0, 1, 2]);
  });

  test('the originals keep their order and the demand ends within one candidate of the target', () => {
    fc.assert(fc.property(
      fc.array(fc.tuple(fc.constantFrom(1, 2, 4, 8), fc.constant(1000)), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 1e6 }),
      (demands, devices, seed) => {
        const list = podsOf(demands);
        const capacityMilli = devices * 1000;
        const tuned = tunePods(list, rowsOf(list.count), { fill: 1.3, capacityMilli, stream: new Streams(seed).get('fill') });
        const target = 1.3 * capacityMilli;
        if (milliOf(list, rowsOf(list.count)) > target) {
          expect(milliOf(list, tuned)).toBeLessThanOrEqual(target);
          expect([...tuned]).toEqual([...tuned].sort((a, b) => a - b));
        } else {
          expect([...tuned.subarray(0, list.count)]).toEqual([...rowsOf(list.count)]);
          expect(milliOf(list, tuned)).toBeLessThanOrEqual(target + 7000);
          expect(milliOf(list, tuned)).toBeGreaterThan(target - 1000);
        }
      },
    ));
  });
});
