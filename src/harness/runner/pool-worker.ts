// Runs in the threads of the pool: replays cells of built-in algorithms, one after another.
import { workerData } from 'node:worker_threads';
import { BUILT_IN } from './built-in-catalogues.js';
import type { CellAnswer, CellTask, WorkerSetup } from './protocol.js';
import { sayLoaded } from './loaded-threads.js';
import { runCell } from './run-cell.js';

/** The pool's task function. */
export function poolTask(task: CellTask): CellAnswer {
  const { inputs } = workerData as WorkerSetup;
  return runCell(task, inputs, BUILT_IN);
}

sayLoaded();
