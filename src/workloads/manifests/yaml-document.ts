import {
  isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar, type Alias, type Document, type Node as YamlNode,
  type Pair, type YAMLMap,
} from 'yaml';
import { problemAt, sourceText, type DocumentNode, type MapEntry, type SourceText, type Span } from '../../base/document.js';
import type { Problem } from '../../base/errors.js';
import { plainScalar, type ScalarValue, type YamlDialect } from './yaml-scalars.js';
import { explainSyntaxError } from './yaml-syntax.js';

/** A YAML file, read. */
export interface YamlFile {
  readonly source: SourceText;
  /** Documents that are not empty and have no syntax problem, so that more can be said about them. */
  readonly documents: readonly DocumentNode[];
  /** Those of them that have another problem, such as a repeated key. */
  readonly flawed: ReadonlySet<DocumentNode>;
  /** Every problem, in order of lines. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the documents of a YAML file with the places of all values. Repeated keys, aliases that unfold beyond bounds
 * and keys that are no text are problems, like wrong syntax; nothing is thrown.
 *
 * Codes: YML001 syntax, YML002 repeated key, YML003 alias, YML004 key that is no text.
 */
export function readYaml(text: string, file: string, { dialect = '1.2' }: { dialect?: YamlDialect } = {}): YamlFile {
  const source = sourceText(file, text.replace(/^\uFEFF/, ''));
  const lines = new LineCounter();
  // The failsafe schema leaves scalars as text, so that the dialect alone decides what they mean.
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    schema: 'failsafe', uniqueKeys: false, lineCounter: lines, prettyErrors: false, logLevel: 'silent',
  });
  const documents: DocumentNode[] = [];
  const flawed = new Set<DocumentNode>();
  const problems: Problem[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const reader = new DocumentReader(document, source, lines, dialect);
    const root = reader.read();
    if (root !== null) documents.push(root);
    if (root !== null && reader.problems.length > 0) flawed.add(root);
    problems.push(...reader.problems);
  }
  return { source, documents, flawed, problems: problems.sort(byLine) };
}

function byLine(a: Problem, b: Problem): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

/** Most values that aliases may add to a document: ten levels of ten aliases each would be ten thousand million. */
const MAX_ALIASED = 10_000;

/** Turns one parsed document into nodes with places; collects what is wrong with it. */
class DocumentReader {
  readonly problems: Problem[] = [];
  readonly #document: Document.Parsed;
  readonly #source: SourceText;
  readonly #lines: LineCounter;
  readonly #dialect: YamlDialect;
  /** Anchored nodes seen so far, by name; null while a node is still being read, so that a circle is noticed. */
  readonly #anchors = new Map<string, DocumentNode | null>();
  /** How many values a node unfolds to. */
  readonly #sizes = new Map<DocumentNode, number>();
  #aliased = 0;

  constructor(document: Document.Parsed, source: SourceText, lines: LineCounter, dialect: YamlDialect) {
    this.#document = document;
    this.#source = source;
    this.#lines = lines;
    this.#dialect = dialect;
  }

  /** The document's root; null when it is empty or its syntax is wrong. */
  read(): DocumentNode | null {
    const { errors, contents } = this.#document;
    if (errors.length > 0) {
      this.#reportSyntax();
      return null;
    }
    if (contents === null || (isScalar(contents) && this.#meaning(contents) === null)) return null;
    return this.#node(contents, this.#spanOf(contents));
  }

  /** One mistake makes the parser stumble several times: the first problem of a line says what there is to say. */
  #reportSyntax(): void {
    const seen = new Set<number>();
    for (const error of this.#document.errors) {
      const found = explainSyntaxError(error, this.#source, this.#span(error.pos[0], error.pos[1]));
      if (!seen.has(found.span.line)) {
        this.problems.push(problemAt(this.#source, found.span, { code: 'YML001', ...found.text }));
      }
      seen.add(found.span.line);
    }
  }

  #node(node: YamlNode | null | undefined, emptySpan: Span): DocumentNode {
    if (isAlias(node)) return this.#alias(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, null);
    const read = this.#value(node, emptySpan);
    if (anchor !== undefined) this.#anchors.set(anchor, read);
    return read;
  }

  #value(node: YamlNode | null | undefined, emptySpan: Span): DocumentNode {
    if (isMap(node)) return this.#sized({ kind: 'map', span: this.#spanOf(node), entries: this.#entries(node) });
    if (isSeq(node)) {
      const span = this.#spanOf(node);
      const items = node.items.map((item) => this.#node(isPair(item) ? undefined : item as YamlNode | null, span));
      return this.#sized({ kind: 'list', span, items });
    }
    if (isScalar(node)) {
      const isEmpty = node.range != null && node.range[0] === node.range[1];
      return this.#sized({ kind: 'scalar', span: isEmpty ? emptySpan : this.#spanOf(node), value: this.#meaning(node) });
    }
    return this.#sized({ kind: 'scalar', span: emptySpan, value: null });
  }

  /**
   * The entries of a map, those merged by `<<` among them. A key of the map itself replaces a merged one; Kubernetes
   * refuses that as a repeated key.
   */
  #entries(map: YAMLMap): MapEntry[] {
    const entries: MapEntry[] = [];
    const merged: MapEntry[] = [];
    const seen = new Map<string, Span>();
    const add = (entry: MapEntry, span: Span): void => {
      const first = seen.get(entry.key);
      if (first !== undefined) this.#reportRepeated(entry.key, first, span);
      seen.set(entry.key, span);
      entries.push(entry);
    };
    for (const pair of map.items as Pair<YamlNode | null, YamlNode | null>[]) {
      const keySpan = pair.key === null ? this.#spanOf(map) : this.#spanOf(pair.key);
      const key = this.#key(pair.key, keySpan);
      const value = this.#node(pair.value, keySpan);
      if (key === null) continue;
      if (key !== '<<' || !isScalar(pair.key) || pair.key.type !== Scalar.PLAIN) add({ key, keySpan, value }, keySpan);
      else if (this.#dialect === 'kubernetes') for (const entry of this.#merged(value, keySpan)) add(entry, keySpan);
      else merged.push(...this.#merged(value, keySpan));
    }
    return [...merged.filter(({ key }, i) => !seen.has(key) && merged.findIndex((other) => other.key === key) === i), ...entries];
  }

  #reportRepeated(key: string, first: Span, again: Span): void {
    this.problems.push(problemAt(this.#source, again, {
      code: 'YML002',
      message: `key "${key}" occurs twice in one map: first on line ${first.line}, again on line ${again.line}`,
      hint: `keep one "${key}:"; if both are wanted, check the indentation: one of them may belong one level deeper`,
    }));
  }

  /** `<<: *base` and `<<: [*a, *b]`: the entries of other maps. */
  #merged(value: DocumentNode, keySpan: Span): MapEntry[] {
    const maps = value.kind === 'list' ? value.items : [value];
    const entries = maps.flatMap((map) => (map.kind === 'map' ? map.entries : []));
    if (maps.some((map) => map.kind !== 'map')) {
      this.problems.push(problemAt(this.#source, keySpan, {
        code: 'YML003', message: '"<<" merges maps, found another value', hint: 'write "<<: *anchor" with the anchor of a map',
      }));
    }
    return entries;
  }

  #key(node: YamlNode | null, span: Span): string | null {
    if (isScalar(node)) {
      if (this.#dialect === '1.2') return String(node.value);
      const value = this.#meaning(node);
      if (value !== null) return String(value);
    } else if (isAlias(node)) {
      const target = this.#alias(node);
      if (target.kind === 'scalar' && target.value !== null) return String(target.value);
    }
    this.problems.push(problemAt(this.#source, span, { code: 'YML004', message: 'a key must be text', hint: 'put the key in quotes' }));
    return null;
  }

  #alias(alias: Alias): DocumentNode {
    const span = this.#spanOf(alias);
    const target = this.#anchors.get(alias.source);
    const report = (message: string, hint: string): DocumentNode => {
      this.problems.push(problemAt(this.#source, span, { code: 'YML003', message, hint }));
      return { kind: 'scalar', span, value: null };
    };
    if (target === undefined) {
      return report(`alias "*${alias.source}" has no anchor before it`, `mark a value with "&${alias.source}" first`);
    }
    if (target === null) return report(`alias "*${alias.source}" stands inside its own anchor`, 'write the value out');
    const size = this.#sizes.get(target) ?? 1;
    const before = this.#aliased;
    this.#aliased += size;
    if (this.#aliased > MAX_ALIASED) {
      // Once is enough: whatever follows is cut off, too.
      if (before > MAX_ALIASED) return { kind: 'scalar', span, value: null };
      return report(`aliases of this document unfold to more than ${MAX_ALIASED} values`, 'write the values out, or split the file');
    }
    return target;
  }

  #sized(node: DocumentNode): DocumentNode {
    const children = node.kind === 'map' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : [];
    this.#sizes.set(node, children.reduce((sum, child) => sum + (this.#sizes.get(child) ?? 1), 1));
    return node;
  }

  /** What a scalar means: quotes and block styles make text, tags force a type. */
  #meaning(node: Scalar): ScalarValue {
    const text = String(node.value);
    const plain = node.type === Scalar.PLAIN;
    switch (node.tag) {
      case 'tag:yaml.org,2002:str': return plain ? node.source ?? text : text;
      case 'tag:yaml.org,2002:int':
      case 'tag:yaml.org,2002:float':
      case 'tag:yaml.org,2002:bool':
      case 'tag:yaml.org,2002:null':
        return plainScalar(text, this.#dialect);
      case undefined:
        return plain ? plainScalar(text, this.#dialect) : text;
      // A tag that nobody knows leaves the text as it is.
      default:
        return text;
    }
  }

  #spanOf(node: YamlNode): Span {
    const [start, end] = node.range ?? [0, 0];
    return this.#span(start, end);
  }

  /** The part of a range that lies on its first line; at least one character. */
  #span(start: number, end: number): Span {
    const { line, col } = this.#lines.linePos(start);
    const rest = (this.#source.lines[line - 1] ?? '').trimEnd().length - (col - 1);
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, Math.min(end - start, rest)) };
  }
}
