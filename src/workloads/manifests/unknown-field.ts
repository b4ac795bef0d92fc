import type { MapEntry, MapNode } from '../../base/document.js';
import { suggest } from '../../base/suggest.js';
import { fieldsOf, type FieldType } from './api-types.js';

/**
 * What to do about a field that its type does not have. Most often the line lost its indentation: the field belongs
 * to a sibling above it (whose own value is then empty). Else a name near by, else the names that exist.
 */
export function explainUnknownField(entry: MapEntry, map: MapNode, typeName: string): string {
  const { key, keySpan } = entry;
  const fields = fieldsOf(typeName);
  const owner = ownerOf(entry, map, fields);
  if (owner !== null) {
    const { name, sibling, isList } = owner;
    if (sibling !== null && sibling.keySpan.line < keySpan.line) {
      return isList
        ? `"${key}:" belongs to an item of "${name}:" (line ${sibling.keySpan.line}): indent it as far as the fields behind the "- "`
        : `"${key}:" belongs to "${name}:" (line ${sibling.keySpan.line}): indent it by two spaces more than "${name}:"`;
    }
    return `"${key}:" belongs below "${name}:"`;
  }
  const near = suggest(key, fields.keys());
  if (near !== null) return `did you mean "${near}"?`;
  const labels = typeName === 'LabelSelector' ? `put "${key}:" below "matchLabels:", indented by two spaces more; ` : '';
  const names = [...fields.keys()];
  return `${labels}known here: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' ...' : ''}`;
}

interface Owner { readonly name: string; readonly sibling: MapEntry | null; readonly isList: boolean }

/** The field of this type whose own type has the unknown key; one that stands above and is empty comes first. */
function ownerOf(entry: MapEntry, map: MapNode, fields: ReadonlyMap<string, FieldType>): Owner | null {
  const owners: (Owner & { readonly rank: number })[] = [];
  for (const [name, type] of fields) {
    const struct = structOf(type);
    if (struct === null || !fieldsOf(struct.name).has(entry.key)) continue;
    const sibling = map.entries.find(({ key }) => key === name) ?? null;
    const isAbove = sibling !== null && sibling.keySpan.line < entry.keySpan.line;
    const isEmpty = sibling !== null && sibling.value.kind === 'scalar' && sibling.value.value === null;
    // Above and empty, above, elsewhere; of equal ones the nearest line above.
    const rank = (isAbove && isEmpty ? 3e9 : isAbove ? 2e9 : 0) + (isAbove ? sibling.keySpan.line : 0);
    owners.push({ name, sibling, isList: struct.isList, rank });
  }
  // A field of that name somewhere below is no reason to think of it, unless that place is written.
  const best = owners.filter(({ sibling }) => sibling !== null).sort((a, b) => b.rank - a.rank)[0];
  return best ?? null;
}

function structOf(type: FieldType): { readonly name: string; readonly isList: boolean } | null {
  if (type.kind === 'struct') return { name: type.name, isList: false };
  return type.kind === 'list' && type.of.kind === 'struct' ? { name: type.of.name, isList: true } : null;
}
