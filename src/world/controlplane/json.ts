/** Whether two plain JSON values are equal; the order of an object's keys does not matter. Shared parts cost nothing. */
export function jsonEqual(x: unknown, y: unknown): boolean {
  if (x === y) return true;
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return false;
  if (Array.isArray(x) || Array.isArray(y)) {
    return Array.isArray(x) && Array.isArray(y) && x.length === y.length && x.every((item, i) => jsonEqual(item, y[i]));
  }
  return recordEqual(x, y);
}

function recordEqual(x: object, y: object): boolean {
  const left = x as Readonly<Record<string, unknown>>;
  const right = y as Readonly<Record<string, unknown>>;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key], right[key]));
}
