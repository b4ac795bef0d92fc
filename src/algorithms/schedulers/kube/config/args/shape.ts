import type { Value } from '../fields.js';

/** One point of a requested-to-capacity shape: utilisation 0 .. 100 and score 0 .. 10. */
export interface ShapePoint { readonly utilization: number; readonly score: number }

/** Reads a shape: utilisation grows from point to point. */
export function decodeShape(value: Value): readonly ShapePoint[] {
  const points = value.list((item) => item.object((point) => ({
    utilization: point.optional('utilization', (number) => number.integer({ min: 0, max: 100 })) ?? 0,
    score: point.optional('score', (number) => number.integer({ min: 0, max: 10 })) ?? 0,
  })));
  if (points.some(({ utilization }, i) => i > 0 && utilization <= points[i - 1]!.utilization)) {
    value.refuse('utilization must grow from point to point');
  }
  return points;
}
