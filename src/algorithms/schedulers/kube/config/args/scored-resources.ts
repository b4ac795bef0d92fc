import type { Fields } from '../fields.js';

export interface ResourceWeight { readonly name: string; readonly weight: number }

/** What is scored by default. */
export const CPU_AND_MEMORY: readonly ResourceWeight[] = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }];

/** Reads the field `resources` of a plugin's arguments: weights 1 .. `most`, 0 means 1; cpu and memory when it is empty. */
export function decodeResources(
  fields: Fields, { most, repeated }: { readonly most: number; readonly repeated: 'allowed' | 'refused' },
): readonly ResourceWeight[] {
  const names = new Set<string>();
  const resources = fields.optional('resources', (value) => value.list((item) => item.object((resource) => {
    const name = resource.optional('name', (text) => text.text()) ?? '';
    if (names.has(name) && repeated === 'refused') resource.place('name').refuse(`"${name}" appears twice`);
    names.add(name);
    return { name, weight: resource.optional('weight', (weight) => weight.integer({ type: 'int64', min: 0, max: most })) || 1 };
  }))) ?? [];
  return resources.length === 0 ? CPU_AND_MEMORY : resources;
}

/** Resources in the API's form. */
export function describeResources(resources: readonly ResourceWeight[]): readonly { name: string; weight: number }[] {
  return resources.map(({ name, weight }) => ({ name, weight }));
}
