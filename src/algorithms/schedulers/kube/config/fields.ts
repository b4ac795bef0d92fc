import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node as YamlNode } from 'yaml';
import { byCodeUnit } from '../../../../base/by-code-unit.js';
import type { Problem } from '../../../../base/errors.js';
import type { ConfigurationText } from '../../../parameters.js';
import { parseGoDurationNs } from './go-duration.js';

/**
 * Where the real program refuses a text: `decode` reads it as typed fields, `validate` looks at the values, `new` builds
 * the scheduler and its plugins. `unsupported`: the real program accepts it, and Seatrial does not do it.
 */
export type Stage = 'decode' | 'validate' | 'new' | 'unsupported';

const CODES: Readonly<Record<Stage, string>> = { decode: 'KSC001', validate: 'KSC002', new: 'KSC003', unsupported: 'KSC004' };

/** Something that is refused, and by which stage. */
export interface StagedProblem { readonly stage: Stage; readonly problem: Problem }

/** What a document holds and what is wrong with it; `result` is complete when nothing of stage `decode` is. */
export interface Reading<T> { readonly result: T; readonly problems: readonly StagedProblem[] }

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One document: its text, and the problems found so far. */
interface Source {
  readonly file: string;
  readonly lines: readonly string[];
  readonly counter: LineCounter;
  readonly document: Document;
  readonly problems: StagedProblem[];
}

/** Whole numbers of the configuration are int32 unless a field says otherwise. */
const INT32_MAX = 2 ** 31 - 1;
const INT64_MAX = 2 ** 63;

/** Bounds of a whole number: `type` is what it is decoded as, `min` and `max` what validation allows. */
export interface Bounds { readonly type?: 'int32' | 'int64'; readonly min?: number; readonly max?: number }

/**
 * One value of a document: knows where it stands, so that every problem can point at it. A value of the wrong type is
 * refused by the decoder, a value that is out of bounds by the stage `checks`; what was found is returned all the same.
 * An empty value counts as the zero of its type, as in the API server's decoder.
 */
export class Value {
  readonly #source: Source;
  readonly #yaml: YamlNode | null;

  constructor(source: Source, yaml: YamlNode | null, readonly path: string, private readonly checks: Stage = 'validate') {
    this.#source = source;
    this.#yaml = isAlias(yaml) ? yaml.resolve(source.document) ?? null : yaml;
  }

  /** The same value, whose bounds are looked at in another stage. */
  checkedBy(stage: Stage): Value { return new Value(this.#source, this.#yaml, this.path, stage); }

  /** Records a problem of this value. */
  refuse(message: string, stage: Stage = this.checks): void {
    const { counter, lines, file, problems } = this.#source;
    const offset = this.#yaml?.range?.[0];
    const position = offset === undefined ? null : counter.linePos(offset);
    const excerpt = position === null ? undefined : lines[position.line - 1];
    problems.push({ stage, problem: {
      code: CODES[stage],
      message: this.path === '' ? message : `${this.path}: ${message}`,
      place: { file, ...(position === null ? {} : { line: position.line, column: position.col }) },
      ...(excerpt === undefined ? {} : { excerpt }),
    } });
  }

  text(): string {
    const value = this.#scalar();
    if (typeof value === 'string') return value;
    if (value !== null) this.refuse(`must be a string, not ${this.#found()}`, 'decode');
    return '';
  }

  boolean(): boolean {
    const value = this.#scalar();
    if (typeof value === 'boolean') return value;
    if (value !== null) this.refuse(`must be true or false, not ${this.#found()}`, 'decode');
    return false;
  }

  number(): number {
    const value = this.#scalar();
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (value !== null) this.refuse(`must be a number, not ${this.#found()}`, 'decode');
    return 0;
  }

  integer({ type = 'int32', min = -Infinity, max = Infinity }: Bounds): number {
    const value = this.#scalar() ?? 0;
    const most = type === 'int32' ? INT32_MAX : INT64_MAX;
    if (typeof value !== 'number' || !Number.isInteger(value) || value > most || value < -most - 1) {
      this.refuse(`must be a whole number (${type}), not ${this.#found()}`, 'decode');
      return Math.max(0, min);
    }
    if (value < min || value > max) this.refuse(`must be a whole number ${range(min, max)}, not ${value}`);
    return value;
  }

  /** A duration such as `10s` or `1h30m`, in nanoseconds. */
  durationNs(): number {
    const text = this.text();
    const duration = parseGoDurationNs(text);
    if (duration === null) this.refuse(`"${text}" is no duration such as 10s, 500ms or 1h30m`, 'decode');
    return duration ?? 0;
  }

  /** One of some texts; the first of them when it is refused. */
  choice<const C extends string>(choices: readonly C[], stage: Stage = this.checks): C {
    const text = this.text();
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.refuse(`"${text}" is not one of ${choices.join(', ')}`, stage);
    return found ?? choices[0]!;
  }

  /** The value as it stands, whatever it is. */
  json(): Json { return this.#yaml === null ? null : this.#yaml.toJS(this.#source.document) as Json; }

  list<T>(read: (item: Value, index: number) => T): T[] {
    if (isSeq(this.#yaml)) {
      return this.#yaml.items.map((item, i) => read(this.#child(item as YamlNode | null, `${this.path}[${i}]`), i));
    }
    if (this.#scalar() !== null) this.refuse(`must be a list, not ${this.#found()}`, 'decode');
    return [];
  }

  /** The values of a mapping whose keys are free, by key. */
  entries(): readonly (readonly [string, Value])[] {
    return [...this.#fields()].map(([name, { value }]) => [name, value]);
  }

  /** Reads a mapping; keys that `read` did not ask for are refused. */
  object<T>(read: (fields: Fields) => T): T {
    const fields = new Fields(this, this.#fields());
    const result = read(fields);
    fields.refuseRest();
    return result;
  }

  #fields(): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    if (isMap(this.#yaml)) this.#collect(entries);
    else if (this.#scalar() !== null) this.refuse(`must be a mapping, not ${this.#found()}`, 'decode');
    return entries;
  }

  /** The entries of this mapping; those of a merge key (`<<`) where it has none of its own. */
  #collect(entries: Map<string, Entry>): void {
    if (!isMap(this.#yaml)) return;
    const merged: Value[] = [];
    for (const { key, value } of this.#yaml.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const path = this.path === '' ? name : `${this.path}.${name}`;
      const child = this.#child(value as YamlNode | null, path);
      if (name === '<<') merged.push(this.#child(value as YamlNode | null, this.path));
      // A key without a value is an absent field, as in the API server's decoder.
      else if (!child.isNull) entries.set(name, { key: this.#child(key as YamlNode, path), value: child });
    }
    for (const value of merged.flatMap((value) => (isSeq(value.#yaml) ? value.list((item) => item) : [value]))) {
      const inherited = new Map<string, Entry>();
      value.#collect(inherited);
      for (const [name, entry] of inherited) if (!entries.has(name)) entries.set(name, entry);
    }
  }

  get isNull(): boolean { return this.#scalar() === null; }

  #child(yaml: YamlNode | null, path: string): Value { return new Value(this.#source, yaml, path, this.checks); }

  /** The scalar; null when the value is empty, undefined when it is a list or a mapping. */
  #scalar(): unknown {
    if (this.#yaml === null) return null;
    return isScalar(this.#yaml) ? this.#yaml.value : undefined;
  }

  #found(): string {
    if (isSeq(this.#yaml)) return 'a list';
    return isMap(this.#yaml) ? 'a mapping' : JSON.stringify(this.#scalar()) ?? 'nothing';
  }
}

function range(min: number, max: number): string {
  if (max === Infinity) return `of ${min} or more`;
  return min === -Infinity ? `of at most ${max}` : `from ${min} to ${max}`;
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

  /** Reads a field; its absence is a problem (of stage `stage`, if given) and gives `fallback`. */
  required<T>(name: string, fallback: T, read: (value: Value) => T, stage?: Stage): T {
    if (!this.entries.has(name)) this.owner.refuse(`needs the field "${name}"`, stage);
    return this.optional(name, read) ?? fallback;
  }

  /** Where a problem of a field is shown: at its value, or at the mapping when the field is absent. */
  place(name: string): Value { return this.entries.get(name)?.value ?? this.owner; }

  /** Takes the fields that were not asked for as known. */
  ignoreRest(): void { for (const name of this.entries.keys()) this.#known.add(name); }

  refuseRest(): void {
    for (const [name, { key }] of this.entries) if (!this.#known.has(name)) key.refuse('unknown field', 'decode');
  }
}

/**
 * Parses a text and reads its first document as a mapping. YAML 1.1 as the API machinery reads it: `yes` and `on` are
 * booleans, `010` is 8, dates are texts.
 *
 * @returns null as result when the text is no YAML
 */
export function readDocument<T>({ file, text }: ConfigurationText, read: (fields: Fields) => T): Reading<T | null> {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1', lineCounter: counter, prettyErrors: false,
    // The real parser reads dates as texts and knows no numbers to the base of sixty.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string'
      || (tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME'))),
  });
  const document = documents[0] ?? null;
  const source: Source = { file, lines: text.split('\n'), counter, document: document as Document, problems: [] };
  for (const error of document?.errors ?? []) {
    const { line, col } = counter.linePos(error.pos[0]);
    source.problems.push({ stage: 'decode', problem: { code: CODES.decode, message: error.message, place: { file, line, column: col } } });
  }
  if (source.problems.length > 0) return { result: null, problems: source.problems };
  const result = new Value(source, (document?.contents ?? null) as YamlNode | null, '').object(read);
  return { result, problems: [...source.problems].sort(byPlace) };
}

/** By place in the document; what has none comes last. */
function byPlace({ problem: a }: StagedProblem, { problem: b }: StagedProblem): number {
  const line = ({ place }: Problem): number => place?.line ?? Infinity;
  const column = ({ place }: Problem): number => place?.column ?? Infinity;
  if (line(a) !== line(b)) return line(a) - line(b);
  return column(a) !== column(b) ? column(a) - column(b) : byCodeUnit(a.message, b.message);
}
