import { runDataOf, type RunData } from '../analysis/index.js';
import { readDecisionTimes } from '../bench/decision-time-file.js';
import { readRun } from '../harness/store/read-run.js';

/** A run folder as the analysis takes it, with the decision times that `bench` put into it, if any. */
export async function loadRunData(folder: string): Promise<RunData> {
  return runDataOf(await readRun(folder), await readDecisionTimes(folder));
}
