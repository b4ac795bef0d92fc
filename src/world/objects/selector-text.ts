import { byCodeUnit } from '../../base/by-code-unit.js';
import { labelKeyError, labelValueError } from './label-syntax.js';
import type { Labels } from './metadata.js';

/** Operators of the text form. */
export const TEXT_OPERATORS = ['in', 'notin', '=', '==', '!=', 'gt', 'lt', 'exists', '!'] as const;
export type TextOperator = (typeof TEXT_OPERATORS)[number];

/** One requirement of a selector written as text, such as `tier in (front,back)` or `!canary`. */
export interface TextRequirement {
  readonly key: string;
  readonly operator: TextOperator;
  readonly values: readonly string[];
}

/**
 * Reads a label selector as kubectl and the API's `labelSelector` parameter write it; requirements come sorted by key.
 * Null when the text is none, or a requirement is one that the API refuses.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/labels/selector.go, Parse; the recordings of its own tests are the judge.
 */
export function parseSelectorText(text: string): readonly TextRequirement[] | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const requirements: TextRequirement[] = [];
  let at = 0;
  while (at < tokens.length) {
    const read = readRequirement(tokens, at);
    if (read === null || !isRequirement(read.requirement)) return null;
    requirements.push(read.requirement);
    at = read.next;
    if (at === tokens.length) break;
    // A comma wants another requirement behind it.
    if (tokens[at] !== ',' || at + 1 === tokens.length) return null;
    at++;
  }
  return requirements.sort((a, b) => byCodeUnit(a.key, b.key));
}

/** Whether the API accepts a requirement: known operator, number of values, syntax of key and values. */
export function isRequirement(written: { readonly key: string; readonly operator: string; readonly values: readonly string[] }): written is TextRequirement {
  const { key, operator, values } = written;
  if (labelKeyError(key) !== null || values.some((value) => labelValueError(value) !== null)) return false;
  switch (operator) {
    case 'in':
    case 'notin': return values.length > 0;
    case '=':
    case '==':
    case '!=': return values.length === 1;
    case 'gt':
    case 'lt': return values.length === 1 && int64Of(values[0]!) !== null;
    case 'exists':
    case '!': return values.length === 0;
    default: return false;
  }
}

/** Whether labels satisfy a requirement; `gt` and `lt` compare whole numbers of 64 bits. */
export function matchesRequirement({ key, operator, values }: TextRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==': return value !== undefined && values.includes(value);
    case 'notin':
    case '!=': return value === undefined || !values.includes(value);
    case 'exists': return value !== undefined;
    case '!': return value === undefined;
    case 'gt':
    case 'lt': {
      const [left, right] = [int64Of(value ?? ''), int64Of(values[0] ?? '')];
      return left !== null && right !== null && (operator === 'gt' ? left > right : left < right);
    }
  }
}

/** The text of requirements, in their order; values are sorted. */
export function selectorText(requirements: readonly TextRequirement[]): string {
  return requirements.map(({ key, operator, values }) => {
    const list = [...values].sort(byCodeUnit).join(',');
    switch (operator) {
      case 'in':
      case 'notin': return `${key} ${operator} (${list})`;
      case 'gt': return `${key}>${list}`;
      case 'lt': return `${key}<${list}`;
      case 'exists': return key;
      case '!': return `!${key}`;
      default: return `${key}${operator}${list}`;
    }
  }).join(',');
}

const SYMBOLS: ReadonlySet<string> = new Set(['=', '==', '!=', '!', '(', ')', ',', '>', '<']);
const COMPARISONS: ReadonlyMap<string, TextOperator> = new Map([
  ['=', '='], ['==', '=='], ['!=', '!='], ['>', 'gt'], ['<', 'lt'], ['in', 'in'], ['notin', 'notin'],
]);

/** Words and symbols; null for a NUL character, which would end the text upstream. */
function tokensOf(text: string): string[] | null {
  if (text.includes('\0')) return null;
  return text.match(/==|!=|[=!(),<>]|[^=!(),<>\s]+/g) ?? [];
}

function isWord(token: string | undefined): token is string { return token !== undefined && !SYMBOLS.has(token); }

/** The requirement that begins at a token, and the token behind it. */
function readRequirement(tokens: readonly string[], start: number): { readonly requirement: TextRequirement; readonly next: number } | null {
  const isAbsent = tokens[start] === '!';
  let at = isAbsent ? start + 1 : start;
  const key = tokens[at++];
  if (!isWord(key)) return null;
  const symbol = tokens[at];
  if (symbol === undefined || symbol === ',') return { requirement: { key, operator: isAbsent ? '!' : 'exists', values: [] }, next: at };
  const operator = COMPARISONS.get(symbol);
  if (operator === undefined || isAbsent) return null;
  at++;
  if (operator !== 'in' && operator !== 'notin') {
    const value = tokens[at];
    if (value === undefined || value === ',') return { requirement: { key, operator, values: [''] }, next: at };
    return isWord(value) ? { requirement: { key, operator, values: [value] }, next: at + 1 } : null;
  }
  const list = readValues(tokens, at);
  return list === null ? null : { requirement: { key, operator, values: list.values }, next: list.next };
}

/** Values in brackets, sorted and without doubles; nothing between commas is the empty value. */
function readValues(tokens: readonly string[], start: number): { readonly values: readonly string[]; readonly next: number } | null {
  if (tokens[start] !== '(') return null;
  const values = new Set<string>();
  let isOpen = true;
  for (let at = start + 1; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === ')') {
      if (isOpen) values.add('');
      return { values: [...values].sort(byCodeUnit), next: at + 1 };
    }
    if (token === ',') {
      if (isOpen) values.add('');
      isOpen = true;
    } else {
      // Two words without a comma, or an operator.
      if (!isOpen || SYMBOLS.has(token)) return null;
      values.add(token);
      isOpen = false;
    }
  }
  return null;
}

/** A whole number as Go reads it into 64 bits, or null. */
function int64Of(text: string): bigint | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : null;
}
