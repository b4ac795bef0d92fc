import { existsSync } from 'node:fs';
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
