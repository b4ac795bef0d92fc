import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBeforeInHeap, pickByHeap, pickUniformly } from '../../../../src/algorithms/schedulers/kube/framework/pick.js';
import type { RandomStream } from '../../../../src/world/kernel/streams.js';

/** Indexes 0 .. count - 1 in pre-order: a node, then its left subtree, then its right one. */
function preOrder(count: number, index = 0): readonly number[] {
  return index >= count ? [] : [index, ...preOrder(count, 2 * index + 1), ...preOrder(count, 2 * index + 2)];
}

/** Go's container/heap: Init sifts every inner node down, and a child moves up only when it is strictly better. */
function rootOfGoHeap(scores: readonly number[]): number {
  const heap = scores.map((score, index) => ({ score, index }));
  for (let start = Math.floor(heap.length / 2) - 1; start >= 0; start--) {
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.score > heap[child]!.score) child++;
      if (heap[child]!.score <= heap[i]!.score) break;
      [heap[i], heap[child]] = [heap[child]!, heap[i]!];
      i = child;
    }
  }
  return heap[0]!.index;
}

describe('the pick among scored nodes', () => {
  // Reference, section 11: tie pick of 1.36 without extenders.
  it.each([
    [[1, 5, 5], 1], [[1, 1, 5, 5], 3], [[5, 5, 5, 5], 0], [[2, 3, 3, 3], 1], [[7], 0],
  ])('of scores %j takes index %i', (scores, expected) => {
    expect(pickByHeap(Float64Array.from(scores), scores.length)).toBe(expected);
  });

  it('compares indexes as a walk in pre-order meets them', () => {
    const walk = preOrder(200);
    const rank = new Map(walk.map((index, position) => [index, position]));
    for (let a = 0; a < 200; a++) {
      for (let b = 0; b < 200; b++) if (a !== b) expect(isBeforeInHeap(a, b), `${a} ${b}`).toBe(rank.get(a)! < rank.get(b)!);
    }
  });

  it('takes the root of Go\'s heap, for any scores', () => {
    fc.assert(fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 300 }), (scores) => {
      expect(pickByHeap(Float64Array.from(scores), scores.length)).toBe(rootOfGoHeap(scores));
    }), { numRuns: 500 });
  });

  it('of equal scores draws uniformly in the mode of 1.34, and draws only for ties', () => {
    const asked: number[] = [];
    const stream = { below: (bound: number) => { asked.push(bound); return bound - 1; } } as RandomStream;
    expect(pickUniformly(Float64Array.of(1, 9, 3, 9, 9), 5, stream)).toBe(4);
    expect(pickUniformly(Float64Array.of(1, 9, 3), 3, stream)).toBe(1);
    expect(asked).toEqual([3]);
  });
});
