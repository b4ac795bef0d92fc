import type { z } from 'zod';
import type { Place, Problem } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import { allowedKeys } from './schema-object.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Finds the place and the source line of a value, or of its key, in the file. */
export interface Locator {
  place(path: Path, at: 'key' | 'value'): { readonly place: Place; readonly excerpt?: string };
  /** The value at a path, undefined when there is none. */
  valueAt(path: Path): unknown;
}

/** Turns the schema's issues into problems of the file, each with its place and a suggestion. */
export function problemsOf(issues: readonly Issue[], locator: Locator): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], locator));
}

function problemsOfIssue(issue: Issue, base: Path, locator: Locator): Problem[] {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, allowedKeys(issue.message), locator));
    case 'invalid_union': {
      const branch = nearestBranch(issue.errors, path, locator);
      if (branch !== null) return branch.flatMap((inner) => problemsOfIssue(inner, path, locator));
      return [locator.valueAt(path) === undefined ? missingKey(path, locator) : mistyped(path, issue.message, locator)];
    }
    case 'invalid_type':
      return [locator.valueAt(path) === undefined ? missingKey(path, locator) : mistyped(path, expectedOf(issue), locator)];
    case 'invalid_value':
      return [notAllowed(path, issue.values.map(String), locator)];
    case 'custom': {
      const { problem, hint, at } = (issue.params ?? {}) as { problem?: string; hint?: string; at?: 'key' | 'value' };
      return [{
        code: problem ?? 'SCN005', message: issue.message, ...locator.place(path, at ?? 'value'),
        ...(hint === undefined ? {} : { hint }),
      }];
    }
    case 'invalid_key':
      return [{
        code: 'SCN005', message: `the name ${quoted(path.at(-1))} is not allowed: ${issue.issues[0]?.message ?? ''}`, ...locator.place(path, 'key'),
      }];
    case 'too_small':
      return [{
        code: 'SCN005', ...locator.place(path, 'value'),
        message: `${found(path, locator)}, expected ${issue.inclusive === false ? 'more than' : 'at least'} `
          + `${issue.minimum}${issue.origin === 'array' ? ' entry' : ''}`,
      }];
    case 'too_big':
      return [{
        code: 'SCN005', ...locator.place(path, 'value'),
        message: `${found(path, locator)}, expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`,
      }];
    default:
      return [{ code: 'SCN005', message: `${found(path, locator)}, ${issue.message}`, ...locator.place(path, 'value') }];
  }
}

function unknownKey(key: string, path: Path, allowed: readonly string[], locator: Locator): Problem {
  const near = suggest(key, allowed);
  return {
    code: 'SCN002', message: `unknown key "${key}"`, ...locator.place([...path, key], 'key'),
    hint: near === null ? `allowed here: ${allowed.join(', ')}` : `did you mean "${near}"?`,
  };
}

function missingKey(path: Path, locator: Locator): Problem {
  const parent = path.slice(0, -1);
  return { code: 'SCN003', message: `missing key ${quoted(path.at(-1))}${parent.length === 0 ? '' : ` in ${spoken(parent)}`}`, ...locator.place(parent, 'key') };
}

function mistyped(path: Path, expected: string, locator: Locator): Problem {
  return { code: 'SCN004', message: `${found(path, locator)}, expected ${expected}`, ...locator.place(path, 'value') };
}

function notAllowed(path: Path, values: readonly string[], locator: Locator): Problem {
  const value = locator.valueAt(path);
  if (value === undefined) return missingKey(path, locator);
  const near = suggest(String(value), values);
  return {
    code: 'SCN005', message: `${found(path, locator)}, expected ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`,
    ...locator.place(path, 'value'), ...(near === null ? {} : { hint: `did you mean "${near}"?` }),
  };
}

/**
 * The branch of a union that the writer most likely meant: the one with the least to mend. A value of another type
 * altogether weighs more than a missing key, and that more than an unknown or malformed one. Null when the value is of
 * no branch's type, so that the union's own words are the better message.
 */
function nearestBranch(branches: readonly (readonly Issue[])[], path: Path, locator: Locator): readonly Issue[] | null {
  let nearest: readonly Issue[] | null = null;
  let least = OTHER_TYPE;
  for (const branch of branches) {
    const weight = weightOfBranch(branch, path, locator);
    if (weight < least) [nearest, least] = [branch, weight];
  }
  return nearest;
}

const OTHER_TYPE = 1000;
const MISSING = 10;

function weightOfBranch(branch: readonly Issue[], base: Path, locator: Locator): number {
  let weight = 0;
  for (const issue of branch) weight += weightOf(issue, [...base, ...issue.path], issue.path.length === 0, locator);
  return weight;
}

function weightOf(issue: Issue, path: Path, isSelf: boolean, locator: Locator): number {
  if (!isSelf && locator.valueAt(path) === undefined) return MISSING;
  switch (issue.code) {
    case 'unrecognized_keys': return 3 * issue.keys.length;
    case 'invalid_type':
    case 'invalid_value': return isSelf ? OTHER_TYPE : 1;
    case 'invalid_union': {
      const least = Math.min(OTHER_TYPE, ...issue.errors.map((branch) => weightOfBranch(branch, path, locator)));
      return isSelf ? least : Math.min(2, least);
    }
    default: return 1;
  }
}

function found(path: Path, locator: Locator): string {
  const value = locator.valueAt(path);
  const key = spoken(path);
  if (Array.isArray(value)) return `${key} is a list`;
  if (typeof value === 'object' && value !== null) return `${key} is a map`;
  // JSON has no word for NaN and infinity, which is what YAML makes of .nan and 1e400.
  if (typeof value === 'number' && !Number.isFinite(value)) return `${key} is ${String(value)}`;
  return `${key} is ${value === null ? 'empty' : shortened(JSON.stringify(value))}`;
}

/** A value's text, of a length to read: a file that is no YAML at all may be one long text. */
function shortened(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}...`;
}

const LONGEST_VALUE = 80;

function spoken(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the document';
  return typeof last === 'number' ? `entry ${last + 1} of ${spoken(path.slice(0, -1))}` : String(last);
}

function quoted(key: PropertyKey | undefined): string { return `"${String(key)}"`; }

/** Our own words where the schema has some; the library's begin with "Invalid". */
function expectedOf(issue: Issue & { readonly expected: string }): string {
  return issue.message.startsWith('Invalid') ? nounOf(issue.expected) : issue.message;
}

function nounOf(expected: string): string {
  switch (expected) {
    case 'string': return 'text';
    case 'int': return 'a whole number';
    case 'number': return 'a number';
    case 'boolean': return 'true or false';
    case 'array': return 'a list';
    case 'object':
    case 'record': return 'a map of keys';
    default: return expected;
  }
}
