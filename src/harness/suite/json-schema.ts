import { z } from 'zod';
import { knownAlgorithms, listAlgorithms } from './known-algorithms.js';
import { scenarioSchema } from './schema.js';

/** A node of a JSON Schema. */
type SchemaNode = Readonly<Record<string, unknown>>;

/** `${name}` may stand wherever a single value may. */
const PARAM: SchemaNode = { type: 'string', pattern: '\\$\\{[^}]+\\}' };

/** The JSON Schema of scenario files as people write them, for editors and other tools. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = scenarioSchema(knownAlgorithms(listAlgorithms([]), []));
  const { properties, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' });
  return {
    ...rest,
    $id: 'urn:seatrial:scenario',
    title: 'Seatrial scenario',
    properties: Object.fromEntries(Object.entries(properties ?? {}).map(([key, node]) => [key, admitParams(node)])),
  };
}

/** The same schema with a param allowed in place of every number, boolean, patterned text and choice. */
function admitParams(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(admitParams);
  if (typeof node !== 'object' || node === null) return node;
  const schema = node as SchemaNode;
  if (isSingleValue(schema)) {
    const { default: standard, description, ...own } = schema;
    return { ...(description === undefined ? {} : { description }), ...(standard === undefined ? {} : { default: standard }), anyOf: [own, PARAM] };
  }
  return Object.fromEntries(Object.entries(schema).map(([key, member]) => [key, admitMember(key, member)]));
}

/** Goes down into schemas only: defaults and examples are data, and names of properties are texts of the schema. */
function admitMember(key: string, member: unknown): unknown {
  switch (key) {
    case 'properties':
    case '$defs':
      return Object.fromEntries(Object.entries(member as SchemaNode).map(([name, node]) => [name, admitParams(node)]));
    case 'items':
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
    case 'additionalProperties': return admitParams(member);
    default: return member;
  }
}

function isSingleValue(schema: SchemaNode): boolean {
  return schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean' || 'enum' in schema || 'pattern' in schema;
}
