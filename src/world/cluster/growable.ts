/** The typed arrays that tables are made of. */
export type Column = Float64Array | Int32Array | Uint8Array;

/** A copy of `column` with room for `length` entries; new entries hold `fill`. */
export function grown<C extends Column>(column: C, length: number, fill = 0): C {
  const larger = new (column.constructor as new (length: number) => C)(length);
  larger.set(column as never);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}

/** Capacity to grow to when `needed` entries must fit: doubling, so that appending costs amortised constant time. */
export function nextCapacity(current: number, needed: number): number {
  let capacity = Math.max(16, current);
  while (capacity < needed) capacity *= 2;
  return capacity;
}
