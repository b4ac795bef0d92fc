import { invariant } from '../../base/invariant.js';
import { API_TYPES } from './api-types.table.js';

/** Type of a field: a scalar kind, or a struct by name, list or map around it. */
export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarKind }
  | { readonly kind: 'struct'; readonly name: string }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly of: FieldType };

export type ScalarKind = 'string' | 'bool' | 'int32' | 'int64' | 'quantity' | 'int-or-string' | 'time' | 'bytes' | 'any';

const SCALARS: ReadonlySet<string> = new Set<ScalarKind>([
  'string', 'bool', 'int32', 'int64', 'quantity', 'int-or-string', 'time', 'bytes', 'any',
]);

const structs = new Map<string, ReadonlyMap<string, FieldType>>();

/** Fields of an API type by name, in the order of the API. */
export function fieldsOf(name: string): ReadonlyMap<string, FieldType> {
  let fields = structs.get(name);
  if (fields === undefined) {
    const text = API_TYPES[name];
    invariant(text !== undefined, `API type ${name} is not in the table`);
    fields = new Map(text.split(' ').map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon), parseType(field.slice(colon + 1))];
    }));
    structs.set(name, fields);
  }
  return fields;
}

function parseType(text: string): FieldType {
  if (text.startsWith('[]')) return { kind: 'list', of: parseType(text.slice(2)) };
  if (text.startsWith('{}')) return { kind: 'map', of: parseType(text.slice(2)) };
  // Membership in the set is the check that makes the narrowing true.
  return SCALARS.has(text) ? { kind: 'scalar', scalar: text as ScalarKind } : { kind: 'struct', name: text };
}
