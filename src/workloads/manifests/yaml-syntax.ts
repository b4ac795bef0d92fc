import type { YAMLParseError } from 'yaml';
import type { SourceText, Span } from '../../base/document.js';

interface Explained {
  /** Where to look, which is often before the place where the parser gave up. */
  readonly span: Span;
  readonly text: { readonly message: string; readonly hint: string };
}

/**
 * Says what a syntax error most likely is and what to change. Parsers report where they can no longer go on; people
 * want to know which line they mistyped. The explanation looks at the lines, not only at the parser's code.
 */
export function explainSyntaxError(error: YAMLParseError, source: SourceText, span: Span): Explained {
  const line = source.lines[span.line - 1] ?? '';
  const found = tabIndent(line, span) ?? missingSpace(source, span) ?? unclosedQuote(error, source, span)
    ?? unclosedBracket(error, source, span) ?? twoKeys(error, line, span) ?? wrongIndent(error, source, span);
  return found ?? { span, text: { message: plainMessage(error), hint: 'check the indentation and the quotes of this line and of the one before' } };
}

function tabIndent(line: string, span: Span): Explained | null {
  const found = /^ *(\t+)/.exec(line);
  if (found === null) return null;
  return {
    span: { line: span.line, column: line.indexOf('\t') + 1, length: found[1]!.length },
    text: { message: 'a tab in the indentation, YAML takes only spaces', hint: 'replace each tab by spaces, two per level' },
  };
}

/** `replicas:2` is text, not a key with a value; the parser stumbles over what follows. */
function missingSpace(source: SourceText, span: Span): Explained | null {
  const candidates = [span.line, span.line - 1].filter((line) => line >= 1);
  for (const line of candidates) {
    const text = source.lines[line - 1] ?? '';
    const found = /^([\s-]*)([A-Za-z][\w./-]*):(?=[^\s/])(?!.*:\s)/.exec(text);
    if (found === null) continue;
    const [whole, lead, key] = found;
    return {
      span: { line, column: lead!.length + 1, length: whole.length - lead!.length },
      text: { message: `no space after the colon of "${key}:"`, hint: `write "${key}: ${text.slice(whole.length).trim()}"` },
    };
  }
  return null;
}

/** The quote that is still open where the file ends, or where the text after it makes no sense. */
function unclosedQuote(error: YAMLParseError, source: SourceText, span: Span): Explained | null {
  if (error.code !== 'MISSING_CHAR' || !/quote/.test(error.message)) return null;
  for (let line = span.line; line >= 1; line--) {
    const text = source.lines[line - 1] ?? '';
    const found = /(?:^|[\s:,[{-])(["'])/.exec(text);
    if (found === null || text.split(found[1]!).length % 2 === 1) continue;
    const column = text.indexOf(found[1]!) + 1;
    return {
      span: { line, column, length: Math.max(1, text.trimEnd().length - column + 1) },
      text: { message: `the quote ${found[1]} is opened here and never closed`, hint: `add ${found[1]} at the end of the value` },
    };
  }
  return null;
}

function unclosedBracket(error: YAMLParseError, source: SourceText, span: Span): Explained | null {
  const closing = /end with a ([}\]])/.exec(error.message)?.[1];
  if (closing === undefined) return null;
  const opening = closing === '}' ? '{' : '[';
  for (let line = span.line; line >= 1; line--) {
    const text = source.lines[line - 1] ?? '';
    const column = text.lastIndexOf(opening) + 1;
    if (column === 0 || text.includes(closing, column)) continue;
    return {
      span: { line, column, length: Math.max(1, text.trimEnd().length - column + 1) },
      text: { message: `"${opening}" is opened here and never closed`, hint: `add "${closing}" where the list or map ends` },
    };
  }
  return null;
}

/** `metadata: name: web`, or a value whose next line is indented as if it went on. */
function twoKeys(error: YAMLParseError, line: string, span: Span): Explained | null {
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY' && error.code !== 'MULTILINE_IMPLICIT_KEY') return null;
  const found = /^([\s-]*)([^\s:"'#][^:"'#]*):\s+([^\s:"'#{[][^:"'#]*):(\s|$)/.exec(line);
  if (found === null) return null;
  const [, lead, first, second] = found;
  const words = second!.split(/\s+/);
  // "name: x labels: y": the last word before the second colon is the second key.
  const key = words.at(-1)!;
  const column = line.indexOf(key, lead!.length + first!.length + 1) + 1;
  const hint = words.length === 1
    ? `start a new line after "${first}:" and indent "${key}:" by two spaces more than "${first}:"`
    : `start a new line before "${key}:", at the column of "${first}:"`;
  return { span: { line: span.line, column, length: key.length + 1 }, text: { message: `two keys on one line: "${first}:" and "${key}:"`, hint } };
}

const INDENT_ERRORS: ReadonlySet<string> = new Set(['BAD_INDENT', 'BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR', 'UNEXPECTED_TOKEN']);

/** A line whose indentation fits none of its neighbours: the nearest columns in use are named. */
function wrongIndent(error: YAMLParseError, source: SourceText, span: Span): Explained | null {
  if (!INDENT_ERRORS.has(error.code)) return null;
  const { lines } = source;
  const here = { line: span.line, ...shape(lines[span.line - 1] ?? '') };
  const before = neighbour(lines, span.line, -1);
  const after = neighbour(lines, span.line, 1);
  const open = openColumns(lines, span.line);
  // "key: value" followed by a deeper key: where that key stands at a column in use, the line between fell out of it;
  // else the deeper line is the wrong one.
  if (after !== null && here.hasValue && after.isKey && after.indent > here.indent && !here.isItem) {
    return open.includes(after.indent) ? misplaced(here, [after.indent], after.line) : misplaced(after, [here.indent], here.line);
  }
  if (before !== null && before.hasValue && here.isKey && here.indent > before.indent && !before.isItem) {
    return misplaced(here, [before.indent], before.line);
  }
  if (!open.includes(here.indent)) return misplaced(here, nearest(open, here.indent), before?.line ?? here.line);
  if (after !== null && !openColumns(lines, after.line).includes(after.indent)) {
    return misplaced(after, nearest(openColumns(lines, after.line), after.indent), here.line);
  }
  return null;
}

interface LineShape { readonly indent: number; readonly isKey: boolean; readonly hasValue: boolean; readonly isItem: boolean; readonly text: string }

function shape(line: string): LineShape {
  const indent = line.length - line.trimStart().length;
  const text = line.trim();
  return {
    indent, text,
    isKey: /^(- +)?[^\s:#"'][^:#"']*:(\s|$)/.test(text),
    hasValue: /^(- +)?[^:]*:\s+[^\s#|>&]/.test(text),
    isItem: text.startsWith('- '),
  };
}

function neighbour(lines: readonly string[], from: number, step: 1 | -1): (LineShape & { line: number }) | null {
  for (let line = from + step; line >= 1 && line <= lines.length; line += step) {
    const text = lines[line - 1]!.trim();
    if (text !== '' && !text.startsWith('#')) return { line, ...shape(lines[line - 1]!) };
  }
  return null;
}

/** Columns at which the maps and lists around a line have their keys, innermost last. */
function openColumns(lines: readonly string[], before: number): number[] {
  let open: number[] = [];
  for (let line = 1; line < before; line++) {
    const text = lines[line - 1]!;
    if (text.trim() === '' || text.trim().startsWith('#')) continue;
    if (/^(---|\.\.\.)/.test(text)) {
      open = [];
      continue;
    }
    const { indent, isItem } = shape(text);
    open = [...open.filter((column) => column < indent), indent];
    // The keys of a list item stand behind its dash.
    if (isItem) open.push(indent + (/^- +/.exec(text.trim())?.[0].length ?? 2));
  }
  return open;
}

function nearest(columns: readonly number[], indent: number): number[] {
  const below = columns.filter((column) => column < indent).at(-1);
  const above = columns.find((column) => column > indent);
  return [below, above].filter((column) => column !== undefined);
}

function misplaced(wrong: LineShape & { line: number }, wanted: readonly number[], partner: number): Explained {
  const spaces = (count: number): string => (count === 1 ? '1 space' : `${count} spaces`);
  const columns = wanted.map(spaces).join(' or ');
  return {
    span: { line: wrong.line, column: wrong.indent + 1, length: Math.max(1, wrong.text.length) },
    text: {
      message: `this line is indented by ${spaces(wrong.indent)}, which does not fit the lines around it`,
      hint: wanted.length === 0 ? 'align it with the keys it belongs to' : `indent it by ${columns}, to stand with line ${partner} or the keys around it`,
    },
  };
}

/** The parser's own words, as the last resort. */
function plainMessage(error: YAMLParseError): string {
  return `YAML cannot be read here: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
}
