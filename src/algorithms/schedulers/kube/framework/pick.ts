// Hot path: one pass over the feasible nodes per attempt.
import type { RandomStream } from '../../../../world/kernel/streams.js';

/**
 * Index of the winner by kube-scheduler 1.35 and 1.36 without extenders: the node list is made a binary max-heap by
 * score (Go's container/heap) and its root wins. Among equal scores that is the first in pre-order of the implicit
 * heap: index i, then the subtree of 2i + 1, then the subtree of 2i + 2.
 *
 * @param totals  weighted scores in visit order; entries 0 .. count - 1 are used, count >= 1
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go, selectHost and nodeScoreHeap; checked by recordings.
 */
export function pickByHeap(totals: Float64Array, count: number): number {
  let best = 0;
  let most = totals[0]!;
  for (let i = 1; i < count; i++) {
    const total = totals[i]!;
    if (total < most) continue;
    if (total > most || isBeforeInHeap(i, best)) best = i;
    most = total;
  }
  return best;
}

/**
 * Whether heap index `a` comes before `b` in pre-order. Counted from 1, the ancestors of an index are its leading
 * bits: cut the deeper one to the depth of the other; if they then agree the shallower is an ancestor and first,
 * otherwise the smaller one is further left.
 */
export function isBeforeInHeap(a: number, b: number): boolean {
  let x = a + 1;
  let y = b + 1;
  const deeper = Math.clz32(y) - Math.clz32(x);
  if (deeper > 0) x >>>= deeper;
  else y >>>= -deeper;
  return x === y ? a < b : x < y;
}

/**
 * Index of the winner as kube-scheduler up to 1.34 chose it: uniform among the highest scores, here from a seeded
 * stream (one draw, and only when there is a tie).
 */
export function pickUniformly(totals: Float64Array, count: number, stream: RandomStream): number {
  let most = totals[0]!;
  let ties = 1;
  for (let i = 1; i < count; i++) {
    const total = totals[i]!;
    if (total < most) continue;
    ties = total > most ? 1 : ties + 1;
    most = total;
  }
  let chosen = ties === 1 ? 0 : stream.below(ties);
  for (let i = 0; i < count; i++) {
    if (totals[i] === most && chosen-- === 0) return i;
  }
  return 0;
}
