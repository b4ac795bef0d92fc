import type { JsonObject } from './format.js';

/** JSON merge patch: objects merge, null deletes, everything else replaces (RFC 7386). */
export function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Name of the n-th object of a repeated step. */
export function repeatedName(name: string, index: number): string { return `${name}-${String(index).padStart(3, '0')}`; }

/** An object under another name; nodes carry it as their host name's label, too. */
export function renamed(object: JsonObject, name: string, isNode: boolean): JsonObject {
  const metadata = object['metadata'] as JsonObject;
  const labels = isNode ? { labels: { ...(metadata['labels'] as JsonObject | undefined), 'kubernetes.io/hostname': name } } : {};
  return { ...object, metadata: { ...metadata, ...labels, name } };
}
