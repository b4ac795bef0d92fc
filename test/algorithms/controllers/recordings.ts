import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../shared.js';

/** Rows of the kept part of a recording of the real controllers. */
export function keptRows<T>(file: string): readonly T[] {
  return rowsOf(path.join(repositoryRoot, 'test/recorded/controllers', file));
}

function rowsOf<T>(file: string): readonly T[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as T);
}
