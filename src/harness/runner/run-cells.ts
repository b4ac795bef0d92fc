import { RESULT_SCHEMA } from '../store/record.js';
import type { Journal } from '../store/journal.js';
import { CellPool } from './cell-pool.js';
import { crashed } from './crashed.js';
import type { CellDone } from './progress.js';
import type { CellAnswer, CellTask, WorkerSetup } from './protocol.js';

/** A cell with what the store needs to know of it. */
export interface PlannedCell {
  readonly task: CellTask;
  /** Why a module of the cell cannot be loaded: the cell crashes with it, without a worker. Null for all others. */
  readonly failure: string | null;
  readonly contentKey: string;
  readonly revisions: Readonly<Record<string, number>>;
}

export interface RunOptions {
  readonly cells: readonly PlannedCell[];
  readonly setup: WorkerSetup;
  readonly journal: Journal;
  readonly jobs: number;
  readonly timeoutMs: number;
  readonly heapMegabytes: number;
  /** Aborted: cells in flight are dropped, finished ones are in the journal. */
  readonly signal: AbortSignal;
  readonly onDone: (cell: CellDone) => void;
}

/**
 * Replays cells with `jobs` workers. Each finished cell is safe in the journal before its worker gets the next, so a
 * kill loses the cells in flight and no more. Stops early, without an error, when the signal is aborted.
 *
 * @throws ResultsError when the journal cannot be written; what was finished before stays in it
 */
export async function runCells(options: RunOptions): Promise<void> {
  const { cells, setup, journal, jobs, timeoutMs, heapMegabytes, onDone } = options;
  // A failure in one lane (a full disk) stops the others too.
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const pool = new CellPool({ setup, jobs: Math.min(jobs, Math.max(1, cells.length)), timeoutMs, heapMegabytes });
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < cells.length && !signal.aborted) {
      const cell = cells[next++]!;
      const answer: CellAnswer = cell.failure === null
        ? await pool.run(cell.task, signal)
        : { result: crashed('error', cell.failure), wallSeconds: 0 };
      const { result, wallSeconds, measured } = answer;
      if (signal.aborted) return;
      const { pods, ...rest } = result;
      const { id } = cell.task.plan;
      await journal.append({
        record: { schema: RESULT_SCHEMA, id, contentKey: cell.contentKey, revisions: cell.revisions, ...rest },
        wallSeconds,
        pods,
        ...measured === undefined ? {} : { measured },
      });
      onDone({ id, outcome: result.outcome, reason: result.reason, wallSeconds });
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, () => lane().catch((error: unknown) => {
      failure.abort();
      throw error;
    })));
  } finally {
    await pool.close();
  }
}
