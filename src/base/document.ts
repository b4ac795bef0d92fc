import type { Place, Problem } from './errors.js';

/** Where a piece of a text stands: 1-based line and column; `length` characters of that line. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** One value of a document, with its place. `map` keeps the order of the file and keys that occur twice. */
export type DocumentNode = MapNode | ListNode | ScalarNode;

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: DocumentNode;
}

export interface MapNode { readonly kind: 'map'; readonly span: Span; readonly entries: readonly MapEntry[] }

export interface ListNode { readonly kind: 'list'; readonly span: Span; readonly items: readonly DocumentNode[] }

/** `value` is what the text means in the document's language; whole numbers outside 2^53 are `bigint`. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | bigint | boolean | null;
}

/** A text that problems point into. */
export interface SourceText { readonly file: string; readonly lines: readonly string[] }

/** Splits a text into the lines that problems show. */
export function sourceText(file: string, text: string): SourceText {
  return { file, lines: text.split(/\r\n|\r|\n/) };
}

/** What a problem says, apart from its place. */
export interface ProblemText {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The longest line that is shown as an excerpt; longer ones are left out, they would hide the message. */
const MAX_EXCERPT = 200;

/** A problem at a place of a text, with the line as its excerpt. */
export function problemAt(source: SourceText, span: Span, text: ProblemText): Problem {
  const line = source.lines[span.line - 1];
  const place: Place = { file: source.file, line: span.line, column: span.column, length: span.length };
  // A tab would shift the underline; one space for each keeps the columns of the text.
  const excerpt = line?.replaceAll('\t', ' ');
  return { ...text, place, ...(excerpt === undefined || excerpt.length > MAX_EXCERPT ? {} : { excerpt }) };
}

/** The value of a key; of a key that occurs twice the last value, as most readers have it. */
function entryOf(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.findLast((entry) => entry.key === key);
}

/** The part of a document at a path of keys and indexes, or its deepest part that exists. */
export interface Located {
  readonly node: DocumentNode;
  /** Key under which `node` stands in its map. */
  readonly keySpan: Span | null;
  /** How many steps of the path exist. */
  readonly depth: number;
}

/** Follows a path of keys and indexes from `root` as far as the document has it. */
export function locate(root: DocumentNode, path: readonly (string | number)[]): Located {
  let found: Located = { node: root, keySpan: null, depth: 0 };
  for (const step of path) {
    const { node, depth } = found;
    if (node.kind === 'map') {
      const entry = entryOf(node, String(step));
      if (entry === undefined) break;
      found = { node: entry.value, keySpan: entry.keySpan, depth: depth + 1 };
    } else if (node.kind === 'list' && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) break;
      found = { node: item, keySpan: null, depth: depth + 1 };
    } else break;
  }
  return found;
}

/**
 * The document as plain values. Of a key that occurs twice the last value counts. Keys keep the order of the file,
 * except those that look like array indexes, which the language puts first.
 */
export function plainValue(node: DocumentNode): unknown {
  switch (node.kind) {
    case 'scalar': return node.value;
    case 'list': return node.items.map(plainValue);
    // `fromEntries` defines own properties, so that a key such as `__proto__` stays a key.
    case 'map': return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
  }
}
