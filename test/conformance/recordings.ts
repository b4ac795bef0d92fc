import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compareLines, parseLine, SessionComparer, type Counts } from '../../src/conformance/compare-lines.js';
import { kindOf } from '../../src/conformance/kinds.js';
import { repositoryRoot, sharedPath } from '../shared.js';

/** Compares a whole recording in this thread: the copy in the repository (`part`) or the full set. */
export function compareRecording(name: string, set: 'part' | 'full'): Counts & { readonly kind: string | null } {
  return compareText(readFileSync(set === 'part' ? path.join(repositoryRoot, 'test/recorded', name) : sharedPath('golden', name), 'utf8'));
}

/** Compares a recording given as text. */
export function compareText(text: string): Counts & { readonly kind: string | null } {
  const lines = text.split('\n');
  const first = parseLine(lines[0]!);
  const kind = typeof first === 'string' ? null : kindOf(first);
  if (kind?.shape !== 'session') return { kind: kind?.name ?? null, ...compareLines({ kind: kind?.name ?? null, firstLine: 1, lines, only: null }) };
  const session = new SessionComparer(kind, 'first');
  for (const line of lines) session.take(line);
  return { kind: kind.name, ...session.close() };
}
