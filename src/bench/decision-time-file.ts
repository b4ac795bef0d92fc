import { readFile } from 'node:fs/promises';
import { ResultsError } from '../base/errors.js';
import type { DecisionTime } from '../analysis/index.js';
import { runPaths } from '../harness/store/run-paths.js';
import { writeFileWhole } from '../harness/store/write-file.js';

/**
 * Decision times in a run folder; none when `bench` was not run for it.
 *
 * @throws ResultsError RES014 when the file holds something else or cannot be read
 */
export async function readDecisionTimes(folder: string): Promise<DecisionTime[]> {
  const target = runPaths(folder).decisionTimes;
  const text = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new ResultsError([{ code: 'RES014', message: `the decision times cannot be read (${error.code ?? error.message})`, place: { file: target } }]);
  });
  if (text === null) return [];
  try {
    const times = JSON.parse(text) as unknown;
    if (Array.isArray(times)) return times as DecisionTime[];
  } catch {
    // Told below, together with JSON that is no list.
  }
  throw new ResultsError([{ code: 'RES014', message: 'these are not decision times', place: { file: target }, hint: 'measure again: seatrial bench --into <run>' }]);
}

/** Writes decision times into a run folder and answers the path. */
export async function writeDecisionTimes(folder: string, times: readonly DecisionTime[]): Promise<string> {
  const target = runPaths(folder).decisionTimes;
  await writeFileWhole(target, (append) => append(`${JSON.stringify(times)}\n`));
  return target;
}
