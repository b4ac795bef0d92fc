import { readFile } from 'node:fs/promises';
import { ResultsError } from '../../base/errors.js';
import type { CellId } from '../../replay/plan.js';
import type { MeasuredWindow } from '../runner/protocol.js';
import { runPaths } from './run-paths.js';

/** An entry of `measured.json`: what the windows of a cell took on the wall clock. */
export interface MeasuredCell { readonly id: CellId; readonly windows: readonly MeasuredWindow[] }

/**
 * Measured windows of a run; none when it has no workloads of scheduler_perf.
 *
 * @throws ResultsError RES014 when the file holds something else or cannot be read
 */
export async function readMeasured(folder: string): Promise<MeasuredCell[]> {
  const file = runPaths(folder).measured;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw new ResultsError([{ code: 'RES014', message: `the measured windows cannot be read (${error.code ?? error.message})`, place: { file } }]);
  });
  try {
    const cells = JSON.parse(text) as unknown;
    if (Array.isArray(cells)) return cells as MeasuredCell[];
  } catch {
    // Told below, together with JSON that is no list.
  }
  throw new ResultsError([{ code: 'RES014', message: 'these are no measured windows', place: { file }, hint: 'run the files again' }]);
}
