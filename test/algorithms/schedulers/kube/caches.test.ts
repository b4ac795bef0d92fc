import { describe, expect, it } from 'vitest';
import { RowCache, UNKNOWN } from '../../../../src/algorithms/schedulers/kube/framework/row-cache.js';
import { Cluster } from '../../../../src/world/cluster/index.js';

/** Bytes of one class's rows for 10 nodes: an answer of 4 bytes each. */
const ROWS = 10 * 4;

describe('the row cache', () => {
  const cluster = new Cluster();
  const [a, b, c] = [1, 2, 3].map((cpu) => cluster.addClass({ requests: { cpu } })) as [never, never, never];

  it('gives rows at the second try of a class', () => {
    const cache = new RowCache(10 * ROWS);
    expect(cache.of(a, 10)).toBeNull();
    expect(cache.of(a, 10)).not.toBeNull();
  });

  it('keeps the budget: the least recently used rows are emptied and given to the next class', () => {
    const cache = new RowCache(2 * ROWS);
    for (const podClass of [a, b, c]) cache.of(podClass, 10);
    const ofA = cache.of(a, 10)!;
    const ofB = cache.of(b, 10)!;
    ofA.answers.fill(5);
    cache.of(b, 10);
    const ofC = cache.of(c, 10)!;
    expect(ofC).toBe(ofA);
    expect([...ofC.answers]).toEqual(Array(10).fill(UNKNOWN));
    expect(cache.of(b, 10)).toBe(ofB);
    // The first class starts over: one try without rows.
    expect(cache.of(a, 10)).toBeNull();
  });

  it('gives none when even one class does not fit, and larger ones when the cluster has grown', () => {
    const none = new RowCache(ROWS - 1);
    expect([none.of(a, 10), none.of(a, 10), none.of(a, 10)]).toEqual([null, null, null]);
    const growing = new RowCache(10 * ROWS);
    growing.of(a, 10);
    expect(growing.of(a, 10)!.answers.length).toBe(10);
    expect(growing.of(a, 20)!.answers.length).toBe(20);
  });
});
