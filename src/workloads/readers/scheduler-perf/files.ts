import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DocumentNode, ScalarNode } from '../../../base/document.js';
import type { PerfProblems } from './fields.js';
import { parseTemplate, TemplateError } from './go-template.js';
import type { TemplateText } from './operations.js';

/** Keys whose values are paths of files, relative to the file that names them. */
const PATH_KEY = /path$/i;
const PATHS_KEY = /paths$/i;

/**
 * The files that a scheduler_perf file names, read once. Each is looked up at the node that names it, so that a missing
 * or wrong one is told with that place.
 */
export class NamedFiles {
  readonly #texts = new Map<string, TemplateText | { readonly failure: string }>();

  private constructor(readonly folder: string, readonly problems: PerfProblems) {}

  /** Reads every file that a value under a key `...Path` or `...Paths` names, anywhere below `root`. */
  static async of(root: DocumentNode, folder: string, problems: PerfProblems): Promise<NamedFiles> {
    const files = new NamedFiles(folder, problems);
    for (const name of new Set(namedBelow(root))) {
      files.#texts.set(name, await readFile(path.join(folder, name), 'utf8').then(
        (text) => ({ file: name, text }),
        (error: NodeJS.ErrnoException) => ({ failure: error.code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${error.code ?? error.message})` }),
      ));
    }
    return files;
  }

  /** Path of a named file as messages show it. */
  pathOf(name: string): string { return path.join(this.folder, name); }

  /** A file as it is; undefined with a problem when it could not be read. */
  plain(node: ScalarNode): TemplateText | undefined {
    const name = String(node.value);
    const found = this.#texts.get(name);
    if (found !== undefined && 'text' in found) return found;
    this.problems.at(node.span, 'SPF007', `${this.pathOf(name)}: ${found?.failure ?? 'it is no path'}`, 'paths are relative to the file that names them');
    return undefined;
  }

  /** A template; undefined with a problem when it cannot be read or its actions are not supported. */
  template(node: ScalarNode): TemplateText | undefined {
    const found = this.plain(node);
    if (found === undefined) return undefined;
    try {
      parseTemplate(found.text);
      return found;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { line, column, message } = error;
      const excerpt = found.text.split('\n')[line - 1];
      this.problems.add({ code: 'SPF008', message, place: { file: this.pathOf(found.file), line, column }, ...(excerpt === undefined ? {} : { excerpt }) });
      return undefined;
    }
  }
}

function namedBelow(node: DocumentNode): string[] {
  if (node.kind === 'list') return node.items.flatMap(namedBelow);
  if (node.kind === 'scalar') return [];
  return node.entries.flatMap(({ key, value }) => {
    if (PATH_KEY.test(key)) return textsOf([value]);
    if (PATHS_KEY.test(key) && value.kind === 'list') return textsOf(value.items);
    return namedBelow(value);
  });
}

function textsOf(nodes: readonly DocumentNode[]): string[] {
  return nodes.flatMap((node) => (node.kind === 'scalar' && typeof node.value === 'string' ? [node.value] : []));
}
