import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hasShared, repositoryRoot, sharedPath } from '../../../shared.js';

/** Lines of a recording, parsed: the copy in the repository (`part`) or the full set. */
export function readRecording<T>(name: string, part: 'part' | 'full'): readonly T[] {
  const file = part === 'part'
    ? path.join(repositoryRoot, 'test', 'recorded', 'kube-scheduler', name)
    : sharedPath('golden', 'kube-scheduler', name);
  if (part === 'full' && !hasShared) return [];
  if (!existsSync(file)) throw new Error(`recording ${file} is missing`);
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
