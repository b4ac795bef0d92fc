import { readFile } from 'node:fs/promises';
import { locate, plainValue, problemAt, type DocumentNode, type SourceText, type Span } from '../../base/document.js';
import { ScenarioError } from '../../base/errors.js';
import { readYaml } from '../../workloads/manifests/yaml-document.js';
import { shown } from './shown-path.js';
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
 * @throws ScenarioError SCN000 when the file cannot be read, SCN001 when it is not one document, YML... for its syntax
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
  const { source, documents, problems } = readYaml(text, file);
  if (problems.length > 0) throw new ScenarioError(problems);
  const [root] = documents;
  if (root === undefined || documents.length > 1) {
    throw new ScenarioError([{ code: 'SCN001', message: `a scenario file holds one document, found ${documents.length}`, place: { file } }]);
  }
  const data = plainValue(root);
  return {
    data,
    about: openingComment(source.lines),
    locator: {
      place: (path, at) => placeOf(root, source, path, at),
      valueAt: (path) => path.reduce<unknown>((value, key) => (
        typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
      ), data),
    },
  };
}

/** Place of the deepest part of `path` that the file has: what an override put in has no place of its own. */
function placeOf(root: DocumentNode, source: SourceText, path: readonly PropertyKey[], at: 'key' | 'value'): ReturnType<Locator['place']> {
  const { node, keySpan, depth } = locate(root, path.map((part) => (typeof part === 'number' ? part : String(part))));
  const isWhole = depth === path.length;
  const span: Span = keySpan !== null && (at === 'key' || !isWhole) ? keySpan : node.kind === 'scalar' ? node.span : { ...node.span, length: 1 };
  const { place, excerpt } = problemAt(source, span, { code: '', message: '' });
  return { place: place!, ...(excerpt === undefined ? {} : { excerpt }) };
}

/** The comment lines at the top of a file, without their `#`. */
function openingComment(lines: readonly string[]): string {
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^# ?/, '')).join('\n').trim();
}
