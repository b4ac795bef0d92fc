/**
 * Where `value` holds something that plain data cannot: a function, a symbol, a bigint, a number that is not finite, a
 * class instance or a cycle. Answers the path and what stands there, or null when all of it is plain. Typed arrays are
 * plain.
 */
export function findForeignPart(value: unknown): string | null {
  return search(value, 'result', new Set());
}

function search(value: unknown, at: string, above: Set<object>): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${at} is ${value}`;
  if (typeof value !== 'object') return `${at} is a ${typeof value}`;
  if (ArrayBuffer.isView(value)) return null;
  if (above.has(value)) return `${at} contains itself`;
  above.add(value);
  const found = Array.isArray(value) ? searchItems(value, at, above) : searchMembers(value, at, above);
  above.delete(value);
  return found;
}

function searchItems(items: readonly unknown[], at: string, above: Set<object>): string | null {
  for (let i = 0; i < items.length; i++) {
    const found = search(items[i], `${at}[${i}]`, above);
    if (found !== null) return found;
  }
  return null;
}

function searchMembers(object: object, at: string, above: Set<object>): string | null {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return `${at} is an instance of ${object.constructor.name}`;
  for (const [key, member] of Object.entries(object)) {
    const found = search(member, `${at}.${key}`, above);
    if (found !== null) return found;
  }
  return null;
}
