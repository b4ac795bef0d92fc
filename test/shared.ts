import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of this repository. */
export const repositoryRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const sharedRoot = process.env.SEATRIAL_SHARED ?? path.resolve(repositoryRoot, '../shared');

/** Whether the full recordings are at hand; tests that need them say so and are skipped where they are absent. */
export const hasShared = existsSync(path.join(sharedRoot, 'golden'));

/** Path of a file of the shared recordings and data (`SEATRIAL_SHARED`, else `../shared`). */
export function sharedPath(...parts: readonly string[]): string {
  return path.join(sharedRoot, ...parts);
}

/** Files below a folder of this repository, as paths relative to its root with forward slashes, sorted by code unit. */
export function filesUnder(folder: string): string[] {
  return readdirSync(path.join(repositoryRoot, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repositoryRoot, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort((a, b) => (a < b ? -1 : 1));
}
