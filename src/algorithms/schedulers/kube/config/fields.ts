import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node as YamlNode } from 'yaml';
import { ScenarioError, type Problem } from '../../../../base/errors.js';
import type { ConfigurationText } from '../../../parameters.js';

/** Where problems of one document are collected. */
interface Source {
  readonly file: string;
  readonly lines: readonly string[];
  readonly counter: LineCounter;
  readonly problems: Problem[];
}

/** One value of a document: knows where it stands, so that every problem can point at it. */
export class Value {
  constructor(private readonly source: Source, private readonly yaml: YamlNode | null, readonly path: string) {}

  /** Records a problem of this value. */
  refuse(message: string): void {
    const { source } = this;
    const offset = this.yaml?.range?.[0];
    const position = offset === undefined ? null : source.counter.linePos(offset);
    const excerpt = position === null ? undefined : source.lines[position.line - 1];
    source.problems.push({
      code: 'KSC001',
      message: this.path === '' ? message : `${this.path}: ${message}`,
      place: { file: source.file, ...(position === null ? {} : { line: position.line, column: position.col }) },
      ...(excerpt === undefined ? {} : { excerpt }),
    });
  }

  text(): string {
    const value = isScalar(this.yaml) ? this.yaml.value : null;
    if (typeof value === 'string') return value;
    this.refuse('must be a string');
    return '';
  }

  boolean(): boolean {
    const value = isScalar(this.yaml) ? this.yaml.value : null;
    if (typeof value === 'boolean') return value;
    this.refuse('must be true or false');
    return false;
  }

  /** A whole number in [min, max]; `min` when it is refused. */
  integer({ min, max }: { readonly min: number; readonly max: number }): number {
    const value = isScalar(this.yaml) ? this.yaml.value : null;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.refuse(`must be a whole number from ${min} to ${max}`);
    return min;
  }

  choice<const C extends string>(choices: readonly C[]): C {
    const text = this.text();
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.refuse(`"${text}" is not one of ${choices.join(', ')}`);
    return found ?? choices[0]!;
  }

  list<T>(read: (item: Value) => T): T[] {
    if (isSeq(this.yaml)) {
      return this.yaml.items.map((item, i) => read(new Value(this.source, item as YamlNode, `${this.path}[${i}]`)));
    }
    this.refuse('must be a list');
    return [];
  }

  /** Reads a mapping; keys that `read` did not ask for are refused. */
  object<T>(read: (fields: Fields) => T): T {
    const entries = new Map<string, Entry>();
    if (isMap(this.yaml)) {
      for (const { key, value } of this.yaml.items) {
        const name = isScalar(key) ? String(key.value) : '';
        const path = this.path === '' ? name : `${this.path}.${name}`;
        // A key without a value is an absent field, as in the API server's decoder.
        const isNull = value === null || (isScalar(value) && value.value === null);
        if (!isNull) {
          entries.set(name, { key: new Value(this.source, key as YamlNode, path), value: new Value(this.source, value as YamlNode, path) });
        }
      }
    } else {
      this.refuse('must be a mapping');
    }
    const fields = new Fields(this, entries);
    const result = read(fields);
    fields.refuseRest();
    return result;
  }
}

/** A field of a mapping; the key stands for the place of an unknown field. */
interface Entry { readonly key: Value; readonly value: Value }

/** The fields of a mapping. Reading a field marks it as known. */
export class Fields {
  readonly #known = new Set<string>();

  constructor(readonly owner: Value, private readonly entries: ReadonlyMap<string, Entry>) {}

  /** Reads a field that may be absent. */
  optional<T>(name: string, read: (value: Value) => T): T | undefined {
    this.#known.add(name);
    const entry = this.entries.get(name);
    return entry === undefined ? undefined : read(entry.value);
  }

  /** Reads a field; its absence is a problem and gives `fallback`. */
  required<T>(name: string, fallback: T, read: (value: Value) => T): T {
    if (!this.entries.has(name)) this.owner.refuse(`needs the field "${name}"`);
    return this.optional(name, read) ?? fallback;
  }

  refuseRest(): void {
    for (const [name, { key }] of this.entries) if (!this.#known.has(name)) key.refuse('unknown field');
  }
}

/**
 * Parses a document and reads it as a mapping.
 *
 * @throws ScenarioError with every problem, each with file, line and column
 */
export function readDocument<T>({ file, text }: ConfigurationText, read: (fields: Fields) => T): T {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const source: Source = { file, lines: text.split('\n'), counter, problems: [] };
  for (const error of document.errors) {
    const { line, col } = counter.linePos(error.pos[0]);
    source.problems.push({ code: 'KSC001', message: error.message, place: { file, line, column: col } });
  }
  if (source.problems.length > 0) throw new ScenarioError(source.problems);
  const result = new Value(source, document.contents as YamlNode | null, '').object(read);
  if (source.problems.length > 0) throw new ScenarioError(source.problems);
  return result;
}
