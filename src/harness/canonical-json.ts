import { createHash } from 'node:crypto';
import { byCodeUnit } from '../base/by-code-unit.js';
import { invariant } from '../base/invariant.js';

/**
 * JSON with the keys of every object in code-unit order, so that equal values give equal bytes however they were put
 * together.
 *
 * @throws InvariantError for what JSON cannot carry exactly: functions, symbols, bigints, NaN and infinities
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    invariant(Number.isFinite(value), `${value} cannot be written as JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  invariant(typeof value === 'object', `a ${typeof value} cannot be written as JSON`);
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${entries.join(',')}}`;
}

/** SHA-256 in 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
