import { plainValue, type DocumentNode, type ListNode, type MapEntry, type MapNode, type ScalarNode } from '../../base/document.js';
import { invariant } from '../../base/invariant.js';
import { parseQuantity } from '../../base/quantity.js';
import { fieldsOf, type FieldType, type ScalarKind } from './api-types.js';
import type { FieldPath } from './field-path.js';
import type { Findings } from './findings.js';
import { explainUnknownField } from './unknown-field.js';

/**
 * Reads a document as an API type, as strictly as the API server: unknown fields and values of another type are
 * problems, `null` means absent. Returns plain v1 JSON without the absent fields.
 *
 * Source: sigs.k8s.io/json (strict decoding) as kubernetes v1.36 uses it; the recordings of its answers.
 */
export function decodeFields(
  node: DocumentNode, typeName: string, path: FieldPath, findings: Findings,
): Record<string, unknown> {
  return new FieldDecoder(findings).struct(node, typeName, path) ?? {};
}

class FieldDecoder {
  readonly #findings: Findings;

  constructor(findings: Findings) { this.#findings = findings; }

  struct(node: DocumentNode, typeName: string, path: FieldPath): Record<string, unknown> | undefined {
    const map = this.#map(node, path);
    if (map === undefined) return undefined;
    const fields = fieldsOf(typeName);
    const result: [string, unknown][] = [];
    for (const entry of map.entries) {
      const type = fields.get(entry.key);
      if (type === undefined) this.#unknown(entry, map, typeName, path);
      else {
        const value = this.#value(entry.value, type, path.child(entry.key));
        if (value !== undefined) result.push([entry.key, value]);
      }
    }
    return Object.fromEntries(result);
  }

  #unknown(entry: MapEntry, map: MapNode, typeName: string, path: FieldPath): void {
    const hint = explainUnknownField(entry, map, typeName);
    this.#findings.at(entry.keySpan, 'MAN003', `unknown field "${String(path.child(entry.key))}"`, hint);
  }

  #value(node: DocumentNode, type: FieldType, path: FieldPath): unknown {
    if (isNull(node)) return undefined;
    switch (type.kind) {
      case 'struct': return this.struct(node, type.name, path);
      case 'list': return this.#list(node, path)?.items.map((item, i) => this.#item(item, type.of, path.index(i)));
      case 'map': {
        const entries = this.#map(node, path)?.entries;
        return entries && Object.fromEntries(entries.map(({ key, value }) => [key, this.#item(value, type.of, path.key(key))]));
      }
      case 'scalar': return this.#scalar(node, type.scalar, path);
    }
  }

  /** Inside lists and maps a null is the type's empty value: there is no leaving it out. */
  #item(node: DocumentNode, type: FieldType, path: FieldPath): unknown {
    if (!isNull(node)) return this.#value(node, type, path);
    switch (type.kind) {
      case 'struct': return {};
      case 'list': return [];
      case 'map': return {};
      case 'scalar': return EMPTY[type.scalar];
    }
  }

  #map(node: DocumentNode, path: FieldPath): MapNode | undefined {
    if (node.kind === 'map') return node;
    this.#wrongType(node, path, 'a map of "key: value" lines', 'put the keys on lines of their own, indented below this one');
    return undefined;
  }

  #list(node: DocumentNode, path: FieldPath): ListNode | undefined {
    if (node.kind === 'list') return node;
    this.#wrongType(node, path, 'a list', 'start each item with "- "');
    return undefined;
  }

  #scalar(node: DocumentNode, kind: ScalarKind, path: FieldPath): unknown {
    if (kind === 'any') return plainValue(node);
    if (node.kind !== 'scalar') {
      this.#wrongType(node, path, WANTED[kind]);
      return undefined;
    }
    const { value } = node;
    switch (kind) {
      case 'string': return typeof value === 'string' ? value : this.#wrongScalar(node, path, kind);
      case 'bool': return typeof value === 'boolean' ? value : this.#wrongScalar(node, path, kind);
      case 'int32': return isWithin(value, 32) ? Number(value) : this.#wrongScalar(node, path, kind);
      // Beyond 2^53 a number stands for its nearest double: nothing here counts so far.
      case 'int64': return isWithin(value, 64) ? Number(value) : this.#wrongScalar(node, path, kind);
      case 'int-or-string':
        return typeof value === 'string' ? value : isWithin(value, 32) ? Number(value) : this.#wrongScalar(node, path, kind);
      case 'quantity': {
        const text = typeof value === 'boolean' ? '' : String(value).trim();
        return parseQuantity(text) !== null ? text : this.#wrongScalar(node, path, kind);
      }
      case 'time': return typeof value === 'string' && TIME.test(value) ? value : this.#wrongScalar(node, path, kind);
      case 'bytes': return typeof value === 'string' && BASE64.test(value) ? value : this.#wrongScalar(node, path, kind);
    }
  }

  #wrongScalar(node: ScalarNode, path: FieldPath, kind: ScalarKind): undefined {
    this.#wrongType(node, path, WANTED[kind], scalarHint(node, kind));
    return undefined;
  }

  #wrongType(node: DocumentNode, path: FieldPath, wanted: string, hint?: string): void {
    this.#findings.on(path, 'MAN004', `expected ${wanted}, found ${found(node)}`, hint);
  }
}

const EMPTY: Readonly<Record<ScalarKind, unknown>> = {
  string: '', bool: false, int32: 0, int64: 0, quantity: '0', 'int-or-string': 0, time: '', bytes: '', any: null,
};

const WANTED: Readonly<Record<ScalarKind, string>> = {
  string: 'text', bool: 'true or false', int32: 'a whole number (32 bits)', int64: 'a whole number (64 bits)',
  quantity: 'a quantity such as 500m, 2 or 64Mi', 'int-or-string': 'a whole number or a text such as "25%"',
  time: 'a time such as 2000-01-31T12:00:00Z', bytes: 'base64 text', any: 'a value',
};

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isNull(node: DocumentNode): boolean { return node.kind === 'scalar' && node.value === null; }

function isWithin(value: ScalarNode['value'], bits: 32 | 64): boolean {
  if (typeof value === 'number' ? !Number.isInteger(value) || Math.abs(value) >= 1e21 : typeof value !== 'bigint') {
    return false;
  }
  return BigInt.asIntN(bits, BigInt(value as number | bigint)) === BigInt(value as number | bigint);
}

function found(node: DocumentNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  const { value } = node;
  invariant(value !== null, 'null is never of a wrong type');
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${JSON.stringify(value)}`;
  return typeof value === 'boolean' ? `the truth value ${value}` : `the number ${value}`;
}

function scalarHint({ value }: ScalarNode, kind: ScalarKind): string | undefined {
  if (kind === 'string') {
    return typeof value === 'boolean' ? 'words such as yes, no, on, off, true and false need quotes to be text' : `put it in quotes: "${value}"`;
  }
  if ((kind === 'int32' || kind === 'int64' || kind === 'int-or-string') && typeof value === 'string' && /^\d+$/.test(value)) {
    return 'write the number without quotes';
  }
  if (kind === 'bool' && typeof value === 'string' && /^(true|false)$/.test(value)) return 'write it without quotes';
  if (kind === 'quantity') return 'suffixes are m, k, M, G, T, P, E and Ki, Mi, Gi, Ti, Pi, Ei, without a space before them';
  return undefined;
}
