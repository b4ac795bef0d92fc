// Runs in a thread of its own for one cell with a user's module, so that no state of the module outlives the cell.
import { parentPort, workerData } from 'node:worker_threads';
import type { CellInputs } from '../../replay/plan.js';
import { crashed } from './crashed.js';
import { describeError } from './error-place.js';
import { freezeWorld } from './frozen-world.js';
import { loadModules } from './load-modules.js';
import type { CellAnswer, CellTask } from './protocol.js';
import { runCell } from './run-cell.js';

const { task, inputs } = workerData as { readonly task: CellTask; readonly inputs: CellInputs };
const port = parentPort!;

port.postMessage(await answer());

async function answer(): Promise<CellAnswer> {
  freezeWorld();
  try {
    return runCell(task, inputs, await loadModules(task.modules));
  } catch (error) {
    return { result: crashed('error', describeError(error, task.modules)), wallSeconds: 0 };
  }
}
