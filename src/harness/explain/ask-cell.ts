import path from 'node:path';
import { ResultsError } from '../../base/errors.js';
import type { Testimony } from '../../replay/result.js';
import type { Question } from '../../replay/world.js';
import type { PlannedCell } from '../runner/run-cells.js';
import { askThread } from '../runner/thread.js';
import { cellKey, describeCell } from '../store/cell-key.js';
import { readRun, readRunInfo } from '../store/read-run.js';
import type { CellRecord } from '../store/record.js';
import { loadSuite } from '../suite/load-suite.js';
import type { PlannedSuite } from '../suite/planned-suite.js';

/** What the thread sends back. */
export type QuestionAnswer = { readonly decisionDigest: string; readonly testimony: Testimony } | { readonly error: string };

/** Which cell of a run is meant; what is left out is the first. */
export interface CellChoice {
  readonly scenario?: string | undefined;
  readonly variant?: string | undefined;
  readonly point?: string | undefined;
  readonly seed?: number | undefined;
}

/** A run that can be asked: its records, and the plan that it came from, made anew. */
export interface AskableRun { readonly folder: string; readonly cells: readonly CellRecord[]; readonly suite: PlannedSuite }

const TIMEOUT_MS = 600_000;

/**
 * Reads a run and plans it again from the files that it was made of.
 *
 * @throws ResultsError when the run does not tell where it came from
 */
export async function openRun(folder: string): Promise<AskableRun> {
  const run = await readRun(folder);
  const source = (await readRunInfo(folder))?.source;
  if (source === undefined) {
    throw problem('RES020', folder, 'this run does not tell which files it came from', 'run the scenario again with this version of seatrial');
  }
  const suite = await loadSuite({ ...source, paths: source.paths.map((file) => path.resolve(folder, file)) });
  return { folder, cells: run.cells, suite };
}

/**
 * Replays one cell and answers its decisions, and the attempts on the pod of the question.
 *
 * @throws ResultsError when there is no such cell, when its scenario has changed since, or when it cannot be replayed
 */
export async function askCell(run: AskableRun, choice: CellChoice, question: Question): Promise<{ readonly record: CellRecord; readonly testimony: Testimony }> {
  const record = chooseCell(run, choice);
  const key = cellKey(record.id);
  const planned = run.suite.cells.find(({ task }) => cellKey(task.plan.id) === key);
  if (planned?.contentKey !== record.contentKey) {
    throw problem('RES022', run.folder, `the cell "${describeCell(record.id)}" would come out otherwise today: its scenario, an input or an algorithm has changed`,
      'run the scenario again, then ask');
  }
  const answer = await replayFor(planned, run, question);
  if ('error' in answer) throw problem('RES023', run.folder, `the cell "${describeCell(record.id)}" cannot be replayed: ${answer.error}`, 'see the cell in the report');
  if (answer.decisionDigest !== record.decisionDigest) {
    throw problem('RES024', run.folder, `the cell "${describeCell(record.id)}" came out otherwise than recorded`,
      'a replay must not depend on anything but its inputs: please report this');
  }
  return { record, testimony: answer.testimony };
}

async function replayFor({ task }: PlannedCell, run: AskableRun, question: Question): Promise<QuestionAnswer> {
  const end = await askThread<QuestionAnswer>(new URL('./question-worker.js', import.meta.url), {
    workerData: { task, inputs: run.suite.inputs.cellInputs(), question },
    timeoutMs: TIMEOUT_MS,
    heapMegabytes: Math.ceil(task.plan.memoryBytes / 2 ** 20),
  });
  return end.answered ? end.answer : { error: end.message };
}

function chooseCell({ folder, cells }: AskableRun, { scenario, variant, point, seed }: CellChoice): CellRecord {
  const matching = cells.filter(({ id }) =>
    (scenario ?? id.scenario) === id.scenario && (variant ?? id.variant) === id.variant && (point ?? id.point) === id.point && (seed ?? id.seed) === id.seed);
  if (matching[0] !== undefined) return matching[0];
  const distinct = (of: (record: CellRecord) => string | number): string => [...new Set(cells.map(of))].join(', ');
  throw problem('RES021', folder, 'no cell of this run is like that', `scenarios: ${distinct(({ id }) => id.scenario)}; variants: ${distinct(({ id }) => id.variant)}; `
    + `points: ${distinct(({ id }) => (id.point === '' ? '-' : id.point))}; seeds: ${distinct(({ id }) => id.seed)}`);
}

function problem(code: string, folder: string, message: string, hint: string): ResultsError {
  return new ResultsError([{ code, message, place: { file: folder }, hint }]);
}
