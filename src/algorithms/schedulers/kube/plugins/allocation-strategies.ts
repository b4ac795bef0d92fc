// Hot path: one call per node visit and configured resource.
import type { ShapePoint } from '../config/args/shape.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';

/** Largest amount that can be multiplied by 100 without leaving the integers that a double holds exactly. */
const EXACT = Math.floor(Number.MAX_SAFE_INTEGER / MAX_NODE_SCORE);

/**
 * `part` x 100 ÷ `whole` as int64 arithmetic gives it, 0 <= part <= whole. Below 2^53 the rounded quotient of two
 * integers never reaches the next integer, so its floor is exact; above (some 80 TiB) the slow exact way is taken.
 */
export function percent(part: number, whole: number): number {
  if (part <= EXACT) return Math.floor((part * MAX_NODE_SCORE) / whole);
  return Number((BigInt(part) * BigInt(MAX_NODE_SCORE)) / BigInt(whole));
}

/** Score 0 .. 100 of one resource when `requested` of `allocatable` would be in use; allocatable > 0. */
export type ResourceScore = (requested: number, allocatable: number) => number;

/** LeastAllocated: the free share; 0 when more is asked for than there is. */
export const leastAllocated: ResourceScore = (requested, allocatable) =>
  (requested > allocatable ? 0 : percent(allocatable - requested, allocatable));

/** MostAllocated: the used share, at most 100. */
export const mostAllocated: ResourceScore = (requested, allocatable) =>
  (requested > allocatable ? MAX_NODE_SCORE : percent(requested, allocatable));

/**
 * RequestedToCapacityRatio: the shape's score at the used share, between two points on the line through them (with
 * int64 division, which truncates toward zero on falling lines too).
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/helper/shape_score.go and
 * noderesources/requested_to_capacity_ratio.go.
 */
export function requestedToCapacityRatio(shape: readonly ShapePoint[]): ResourceScore {
  const points = shape.map(({ utilization, score }) => ({ x: utilization, y: score * 10 }));
  const scoreAt = (utilization: number): number => {
    const k = points.findIndex(({ x }) => utilization <= x);
    if (k < 0) return points[points.length - 1]!.y;
    const right = points[k]!;
    if (k === 0) return right.y;
    const left = points[k - 1]!;
    return left.y + Math.trunc(((right.y - left.y) * (utilization - left.x)) / (right.x - left.x));
  };
  // Only 101 utilisations exist: a table keeps the search out of the hot path.
  const table = Float64Array.from({ length: MAX_NODE_SCORE + 1 }, (_, utilization) => scoreAt(utilization));
  return (requested, allocatable) =>
    table[requested > allocatable ? MAX_NODE_SCORE : percent(requested, allocatable)]!;
}
