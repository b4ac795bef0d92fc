import { problemAt, type DocumentNode, type ListNode, type MapEntry, type MapNode, type SourceText, type Span } from '../../../base/document.js';
import type { Problem } from '../../../base/errors.js';
import { suggest } from '../../../base/suggest.js';

/**
 * Codes of problems in scheduler_perf files:
 * SPF001 not the shape of such a file, SPF002 unknown key, SPF003 wrong value, SPF004 something required is absent,
 * SPF005 parameters, SPF006 names that occur twice, SPF007 a file that cannot be read, SPF008 templates.
 */
export type PerfCode = 'SPF001' | 'SPF002' | 'SPF003' | 'SPF004' | 'SPF005' | 'SPF006' | 'SPF007' | 'SPF008';

/** Collects what is wrong with a file, each thing once however many workloads meet it. */
export class PerfProblems {
  readonly #seen = new Map<string, Problem>();

  constructor(readonly source: SourceText) {}

  at(span: Span, code: PerfCode, message: string, hint?: string): void {
    this.add(problemAt(this.source, span, { code, message, ...(hint === undefined ? {} : { hint }) }));
  }

  add(problem: Problem): void { this.#seen.set(`${JSON.stringify(problem.place)} ${problem.message}`, problem); }

  /** In the order of the file. */
  get list(): readonly Problem[] {
    return [...this.#seen.values()].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
  }
}

/** What a value should have been, in words, and whether it is. */
interface Scalar<T> { readonly wanted: string; read(value: unknown): T | null }

export const TEXT: Scalar<string> = { wanted: 'text', read: (value) => (typeof value === 'string' ? value : null) };
export const FLAG: Scalar<boolean> = { wanted: 'true or false', read: (value) => (typeof value === 'boolean' ? value : null) };
export const NUMBER: Scalar<number> = { wanted: 'a number', read: (value) => (typeof value === 'number' ? value : null) };
export const COUNT: Scalar<number> = {
  wanted: 'a whole number from 0',
  read: (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null),
};

/**
 * Reads the keys of one map and knows afterwards which were not asked for. Keys match without regard to case, as
 * upstream's decoder has it; a key that is `null` counts as absent.
 */
export class Fields {
  readonly #entries = new Map<string, MapEntry>();
  readonly #known: string[] = [];

  private constructor(readonly map: MapNode, readonly problems: PerfProblems) {
    for (const entry of map.entries) this.#entries.set(entry.key.toLowerCase(), entry);
  }

  /** The fields of a map; null with a problem when the node is none. */
  static of(node: DocumentNode, what: string, problems: PerfProblems): Fields | null {
    if (node.kind === 'map') return new Fields(node, problems);
    problems.at(node.span, 'SPF001', `${what} is a map of "key: value" lines, found ${shapeOf(node)}`);
    return null;
  }

  /** Node at a key; undefined when it is absent. */
  node(key: string): DocumentNode | undefined {
    this.#known.push(key);
    const node = this.#entries.get(key.toLowerCase())?.value;
    return node?.kind === 'scalar' && node.value === null ? undefined : node;
  }

  scalar<T>(key: string, type: Scalar<T>): T | undefined {
    const node = this.node(key);
    return node === undefined ? undefined : this.valueOf(node, key, type);
  }

  /** A scalar that must be there and, if it is a text, not empty. */
  required<T>(key: string, type: Scalar<T>): T | undefined {
    const value = this.scalar(key, type);
    if ((value === undefined && this.#entries.get(key.toLowerCase()) === undefined) || value === '') {
      this.problems.at(firstLine(this.map), 'SPF004', `"${key}" must be set`);
      return undefined;
    }
    return value;
  }

  list(key: string): readonly DocumentNode[] {
    const node = this.node(key);
    if (node === undefined) return [];
    if (node.kind === 'list') return (node satisfies ListNode).items;
    this.problems.at(firstLine(node), 'SPF003', `"${key}" is a list, found ${shapeOf(node)}`);
    return [];
  }

  texts(key: string): string[] {
    return this.list(key).flatMap((item) => this.valueOf(item, key, TEXT) ?? []);
  }

  /** The entries of a map of scalars, in the order of the file. */
  entries<T>(key: string, type: Scalar<T>): [string, T][] {
    const node = this.node(key);
    if (node === undefined) return [];
    const map = Fields.of(node, `"${key}"`, this.problems)?.map;
    return (map?.entries ?? []).flatMap(({ key: name, value }): [string, T][] => {
      const read = this.valueOf(value, `${key}.${name}`, type);
      return read === undefined ? [] : [[name, read]];
    });
  }

  valueOf<T>(node: DocumentNode, key: string, type: Scalar<T>): T | undefined {
    const value = node.kind === 'scalar' ? type.read(node.value) : null;
    if (value !== null) return value;
    this.problems.at(firstLine(node), 'SPF003', `"${key}" is ${type.wanted}, found ${shapeOf(node)}`);
    return undefined;
  }

  /** Reports the keys that nobody asked for; call last. */
  finish(what: string): void {
    const known = new Set(this.#known.map((key) => key.toLowerCase()));
    for (const { key, keySpan } of this.map.entries) {
      if (known.has(key.toLowerCase())) continue;
      const near = suggest(key, this.#known);
      this.problems.at(keySpan, 'SPF002', `unknown key "${key}" in ${what}`,
        near === null ? `keys are: ${[...new Set(this.#known)].join(', ')}` : `did you mean "${near}"?`);
    }
  }
}

/** The first character of a map or list, the whole of a scalar. */
export function firstLine(node: DocumentNode): Span {
  return node.kind === 'scalar' ? node.span : { ...node.span, length: 1 };
}

function shapeOf(node: DocumentNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  return typeof node.value === 'string' ? JSON.stringify(node.value) : String(node.value);
}
