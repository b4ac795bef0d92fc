// Runs in a thread of its own: replays one cell for somebody who asks about its decisions.
import { parentPort, workerData } from 'node:worker_threads';
import type { CellInputs } from '../../replay/plan.js';
import { questionReplay } from '../../replay/replay.js';
import type { Question } from '../../replay/world.js';
import { describeError } from '../runner/error-place.js';
import { freezeWorld } from '../runner/frozen-world.js';
import { loadModules } from '../runner/load-modules.js';
import type { CellTask } from '../runner/protocol.js';
import type { QuestionAnswer } from './ask-cell.js';

const { task, inputs, question } = workerData as { readonly task: CellTask; readonly inputs: CellInputs; readonly question: Question };

parentPort!.postMessage(await answer());

async function answer(): Promise<QuestionAnswer> {
  freezeWorld();
  try {
    const { result, testimony } = questionReplay(task.plan, inputs, await loadModules(task.modules), question);
    return { decisionDigest: result.decisionDigest, testimony };
  } catch (error) {
    return { error: describeError(error, task.modules) };
  }
}
