import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasShared, repositoryRoot, sharedPath } from '../../shared.js';

/** Rows of the kept part of a recording of the real controllers. */
export function keptRows<T>(file: string): readonly T[] {
  return rowsOf(path.join(repositoryRoot, 'test/recorded/controllers', file));
}

/** Rows of the whole recording; none where it is not at hand. */
export function allRows<T>(file: string): readonly T[] {
  return hasShared ? rowsOf(sharedPath('golden/controllers', file)) : [];
}

function rowsOf<T>(file: string): readonly T[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as T);
}
