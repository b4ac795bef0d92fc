import { locate, problemAt, type DocumentNode, type SourceText, type Span } from '../../base/document.js';
import type { Problem } from '../../base/errors.js';
import type { FieldPath } from './field-path.js';

/**
 * Codes of manifest problems:
 * MAN001 no object, MAN002 kind or version, MAN003 unknown field, MAN004 wrong type, MAN005 required field absent,
 * MAN006 value not allowed, MAN007 value used twice, MAN008 fields that exclude each other.
 */
export type ManifestCode = 'MAN001' | 'MAN002' | 'MAN003' | 'MAN004' | 'MAN005' | 'MAN006' | 'MAN007' | 'MAN008';

/** Collects what is wrong with one object and finds the line of each field. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly #source: SourceText;
  readonly #root: DocumentNode;

  constructor(source: SourceText, root: DocumentNode) {
    this.#source = source;
    this.#root = root;
  }

  /** Reports at a place that is known. */
  at(span: Span, code: ManifestCode, message: string, hint?: string): void {
    this.problems.push(problemAt(this.#source, span, { code, message, ...(hint === undefined ? {} : { hint }) }));
  }

  /** Reports on a field; where it is absent, the nearest field around it is shown. The message starts with the path. */
  on(path: FieldPath, code: ManifestCode, message: string, hint?: string): void {
    const { node, keySpan } = locate(this.#root, path.steps);
    const span = node.kind === 'scalar' || keySpan === null ? node.span : keySpan;
    this.at(firstLine(span, node), code, `${String(path)}: ${message}`, hint);
  }

  required(path: FieldPath, message = 'is required', hint?: string): void { this.on(path, 'MAN005', message, hint); }

  invalid(path: FieldPath, value: unknown, message: string, hint?: string): void {
    this.on(path, 'MAN006', `${shown(value)} ${message}`, hint);
  }

  unsupported(path: FieldPath, value: unknown, allowed: readonly string[]): void {
    this.on(path, 'MAN006', `${shown(value)} is not one of ${allowed.join(', ')}`);
  }

  duplicate(path: FieldPath, value: unknown): void { this.on(path, 'MAN007', `${shown(value)} is used twice`); }

  forbidden(path: FieldPath, message: string, hint?: string): void { this.on(path, 'MAN008', message, hint); }
}

/** A whole map or list would be underlined over its first line only; one character is enough to point at it. */
function firstLine(span: Span, node: DocumentNode): Span {
  return node.kind !== 'scalar' && span === node.span ? { ...span, length: 1 } : span;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
