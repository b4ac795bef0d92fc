import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { byCodeUnit } from '../../base/by-code-unit.js';
import { UserError, type Problem } from '../../base/errors.js';

/** How recordings are called in folders; a file that is named may be called otherwise. */
const ENDINGS = ['.jsonl', '.ndjson'];

/**
 * The recordings behind the given paths: files as they are, and everything below folders that ends in `.jsonl` or
 * `.ndjson`, sorted. A file named twice is taken once.
 *
 * @throws UserError for each path that does not exist or holds no recording
 */
export async function findRecordings(paths: readonly string[]): Promise<readonly string[]> {
  const problems: Problem[] = [];
  const found: string[] = [];
  for (const given of paths) {
    const kind = await stat(given).catch((error: NodeJS.ErrnoException) => error);
    if (kind instanceof Error) {
      problems.push({ code: 'CNF001', message: `cannot read ${given}: ${kind.code === 'ENOENT' ? 'there is no such file or folder' : kind.message}` });
    } else if (!kind.isDirectory()) found.push(given);
    else {
      const below = await filesBelow(given);
      found.push(...below);
      if (below.length === 0) problems.push({ code: 'CNF002', message: `${given} holds no recording: no file there ends in ${ENDINGS.join(' or ')}` });
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return [...new Set(found)];
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && ENDINGS.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort(byCodeUnit);
}

/** The lines of a file, one after another, without their ends. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 2 ** 18 }) as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
