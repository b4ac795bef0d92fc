import path from 'node:path';

/** A path as messages show it: relative to where the command runs, when it lies below. */
export function shown(target: string): string {
  const relative = path.relative(process.cwd(), target);
  return relative.startsWith('..') ? target : relative;
}
