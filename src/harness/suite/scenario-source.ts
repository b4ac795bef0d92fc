import { readFile } from 'node:fs/promises';
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { ScenarioError } from '../../base/errors.js';
import { shown } from './inputs.js';
import type { Locator } from './issues.js';

/** A scenario file as data, with the places of its parts. */
export interface ScenarioSource {
  readonly data: unknown;
  readonly locator: Locator;
  /** Text of the comment that opens the file. */
  readonly about: string;
}

/**
 * Reads a scenario file.
 *
 * @throws ScenarioError SCN000 when the file cannot be read, SCN001 for every mistake of YAML
 */
export async function readScenarioSource(file: string): Promise<ScenarioSource> {
  const name = shown(file);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ScenarioError([{ code: 'SCN000', message: `the scenario cannot be read (${error.code ?? error.message})`, place: { file: name } }]);
  });
  return parseScenario(text, name);
}

/** The same for a text at hand. */
export function parseScenario(text: string, file: string): ScenarioSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const sourceLines = text.split(/\r?\n/);
  const at = (offset: number, length: number): ReturnType<Locator['place']> => {
    const { line, col } = lines.linePos(offset);
    const excerpt = sourceLines[line - 1];
    return { place: { file, line, column: col, length }, ...(excerpt === undefined ? {} : { excerpt }) };
  };
  if (document.errors.length > 0) {
    throw new ScenarioError(document.errors.map((error) => ({
      code: 'SCN001', message: `not YAML: ${error.message.split('\n')[0]!.replace(/\.$/, '')}`, ...at(error.pos[0], 1),
    })));
  }
  const data: unknown = document.toJS();
  return {
    data,
    about: openingComment(sourceLines),
    locator: {
      place: (path, what) => locate(document, path, what, at),
      valueAt: (path) => path.reduce<unknown>((value, key) => (
        typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
      ), data),
    },
  };
}

/** Place of the deepest part of `path` that the file has: what an override put in has no place of its own. */
function locate(
  document: Document, path: readonly PropertyKey[], what: 'key' | 'value', at: (offset: number, length: number) => ReturnType<Locator['place']>,
): ReturnType<Locator['place']> {
  let value: unknown = document.contents;
  let key: unknown = null;
  for (const part of path) {
    const next = step(value, part);
    if (next === null) break;
    [key, value] = next;
  }
  const chosen = (what === 'key' || !hasRange(value)) && hasRange(key) ? key : value;
  if (!hasRange(chosen)) return at(0, 1);
  const [start, end] = chosen.range;
  return at(start, isScalar(chosen) ? Math.max(1, end - start) : 1);
}

function step(value: unknown, part: PropertyKey): readonly [key: unknown, value: unknown] | null {
  if (isMap(value)) {
    const pair = value.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(part));
    return pair === undefined ? null : [pair.key, pair.value];
  }
  const items = (value as { items?: unknown[] } | null)?.items;
  const item = items?.[Number(part)];
  return item === undefined ? null : [item, item];
}

function hasRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && Array.isArray((node as { range?: unknown }).range);
}

/** The comment lines at the top of a file, without their `#`. */
function openingComment(lines: readonly string[]): string {
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^# ?/, '')).join('\n').trim();
}
