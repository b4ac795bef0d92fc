import type { CellId } from '../../replay/plan.js';
import type { Outcome } from '../../replay/result.js';
import { invariant } from '../../base/invariant.js';
import { canonicalJson } from '../canonical-json.js';
import { cellKey } from './cell-key.js';
import type { Journal } from './journal.js';
import type { Manifest, RunInfo } from './manifest.js';
import type { RunPaths } from './run-paths.js';
import type { MeasuredCell } from './measured.js';
import { csvText, METRICS_TABLE, PODS_TABLE, TIMELINE_TABLE, WALL_TABLE, type Table } from './tables.js';
import { writeFileWhole } from './write-file.js';

/**
 * Writes the derived files of a finished run from its journal, cells in planned order, so that neither the order of
 * completion nor a resume shows. The manifest comes last: with it the run is finished.
 *
 * @param cells  all planned cells in order; each must be in the journal
 */
export async function writeResults(options: {
  readonly paths: RunPaths;
  readonly journal: Journal;
  readonly cells: readonly CellId[];
  readonly manifest: Omit<Manifest, 'outcomes' | 'cellCount'>;
  readonly run: RunInfo;
}): Promise<Manifest> {
  const { paths, journal, cells, run } = options;
  const outcomes: Partial<Record<Outcome, number>> = {};
  const files = new Map<string, Table | null>([
    [paths.cells, null], [paths.metrics, METRICS_TABLE], [paths.wall, WALL_TABLE],
    [paths.timeline, TIMELINE_TABLE], [paths.pods, PODS_TABLE],
  ]);
  for (const [target, table] of files) {
    await writeFileWhole(target, async (append) => {
      if (table !== null) await append(csvText([table.header]));
      for (const cell of cells) {
        const entry = await journal.read(cellKey(cell));
        invariant(entry !== null, `cell ${cellKey(cell)} is not in the journal`);
        if (table === null) {
          const { outcome } = entry.record;
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
          await append(`${canonicalJson(entry.record)}\n`);
        } else {
          const rows = table.rows(entry);
          if (rows.length > 0) await append(csvText(rows));
        }
      }
    });
  }
  await writeMeasured(options);
  const manifest: Manifest = { ...options.manifest, cellCount: cells.length, outcomes };
  await writeFileWhole(paths.run, (append) => append(`${JSON.stringify(run, null, 2)}\n`));
  await writeFileWhole(paths.manifest, (append) => append(`${prettyJson(manifest)}\n`));
  return manifest;
}

/** Measured windows of the cells that have some; no file when none has. */
async function writeMeasured({ paths, journal, cells }: Pick<Parameters<typeof writeResults>[0], 'paths' | 'journal' | 'cells'>): Promise<void> {
  const found: MeasuredCell[] = [];
  for (const id of cells) {
    const windows = (await journal.read(cellKey(id)))?.measured ?? [];
    if (windows.length > 0) found.push({ id, windows });
  }
  if (found.length > 0) await writeFileWhole(paths.measured, (append) => append(`${JSON.stringify(found, null, 2)}\n`));
}

/** Canonical key order, two spaces of indentation. */
function prettyJson(value: unknown): string {
  return JSON.stringify(JSON.parse(canonicalJson(value)), null, 2);
}
