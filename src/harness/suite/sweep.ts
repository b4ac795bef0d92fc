import type { Override } from './overrides.js';

/** One combination of a sweep. */
export interface SweepPoint {
  /** `key=value` pairs joined by a comma, in the order of the scenario; empty without a sweep. */
  readonly name: string;
  readonly overrides: readonly Override[];
}

/**
 * All combinations of a sweep's values; the first key changes slowest. A value that is written twice counts once: each
 * point's name is part of the identity of its cells.
 */
export function sweepPoints(sweep: Readonly<Record<string, readonly unknown[]>>): SweepPoint[] {
  let points: readonly (readonly Override[])[] = [[]];
  for (const [key, values] of Object.entries(sweep)) {
    points = points.flatMap((point) => distinct(values).map((value) => [...point, { key, value }]));
  }
  return points.map((overrides) => ({
    name: overrides.map(({ key, value }) => `${key}=${String(value)}`).join(','),
    overrides,
  }));
}

function distinct(values: readonly unknown[]): unknown[] {
  return values.filter((value, index) => values.findIndex((other) => String(other) === String(value)) === index);
}
