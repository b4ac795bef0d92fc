import { performance } from 'node:perf_hooks';
import type { Catalogues } from '../../replay/catalogues.js';
import type { CellInputs } from '../../replay/plan.js';
import { replay } from '../../replay/replay.js';
import { describeCell } from '../store/cell-key.js';
import { crashed, crashKind } from './crashed.js';
import { describeError } from './error-place.js';
import { findForeignPart } from './plain-data.js';
import type { CellAnswer, CellTask } from './protocol.js';
import { WallStopwatch } from './wall-stopwatch.js';

// Taken before a user's module can replace anything.
const now = performance.now.bind(performance);

/** Replays one cell inside a worker and answers with plain data, whatever happens. */
export function runCell(task: CellTask, inputs: CellInputs, catalogues: Catalogues): CellAnswer {
  const start = now();
  const stopwatch = task.plan.schedulerPerf === undefined ? null : new WallStopwatch(now);
  const finish = (result: CellAnswer['result']): CellAnswer => ({
    result, wallSeconds: (now() - start) / 1000, ...stopwatch === null ? {} : { measured: stopwatch.windows },
  });
  try {
    const result = stopwatch === null ? replay(task.plan, inputs, catalogues)
      : replay(task.plan, inputs, stopwatch.timed(catalogues), stopwatch);
    const foreign = findForeignPart(result);
    if (foreign === null) return finish(result);
    return finish(crashed('unserialisable', `the result cannot leave the worker: ${foreign}`));
  } catch (error) {
    return finish(crashed(crashKind(error), `${describeError(error, task.modules)} (cell ${describeCell(task.plan.id)})`));
  }
}
