import { access, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ResultsError } from '../../base/errors.js';
import { Progress, type CellDone, type ProgressState } from '../runner/progress.js';
import { runCells, type PlannedCell } from '../runner/run-cells.js';
import { cellKey } from '../store/cell-key.js';
import { Journal } from '../store/journal.js';
import type { Manifest, RunSource } from '../store/manifest.js';
import { derivedFiles, runPaths, type RunPaths } from '../store/run-paths.js';
import { onDisk } from '../store/disk-errors.js';
import { lockFolder } from '../store/folder-lock.js';
import { writeResults } from '../store/write-results.js';
import type { PlannedSuite } from '../suite/planned-suite.js';
import { makeManifest } from './make-manifest.js';

export interface RunSuiteOptions {
  readonly suite: PlannedSuite;
  /** Run folder. */
  readonly out: string;
  /** Keep finished cells of an earlier invocation whose content is the same. */
  readonly resume: boolean;
  /** Discard an unfinished run in the folder. */
  readonly overwrite: boolean;
  readonly jobs: number;
  readonly timeoutMs: number;
  /** Heap of a worker; tables are counted apart. */
  readonly heapMegabytes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (state: () => ProgressState, done: CellDone | null) => void;
}

/** How a run ended: with its manifest, or interrupted with what is safe in the journal. */
export type RunEnd =
  | { readonly finished: true; readonly manifest: Manifest; readonly paths: RunPaths; readonly wallSeconds: number }
  | { readonly finished: false; readonly saved: number; readonly total: number };

/**
 * Replays the cells of a suite that are not in the journal yet, then writes the derived files.
 *
 * @throws ResultsError when the folder cannot be used or the disk refuses
 */
export async function runSuite(options: RunSuiteOptions): Promise<RunEnd> {
  const paths = runPaths(options.out);
  const started = new Date();
  await refuseUnfit(paths, options);
  const unlock = await lockFolder(paths.lock);
  let journal: Journal | null = null;
  try {
    await clearFolder(paths, options.resume);
    journal = await Journal.open(paths.journal);
    return await runWithJournal(options, journal, started);
  } finally {
    await journal?.close();
    await unlock();
  }
}

async function runWithJournal(options: RunSuiteOptions, journal: Journal, started: Date): Promise<RunEnd> {
  const { suite, out, jobs, signal } = options;
  const paths = runPaths(out);
  const missing = suite.cells.filter((cell) => !isKept(journal, cell));
  const kept = suite.cells.length - missing.length;
  const progress = new Progress({ total: suite.cells.length, kept, nowMs: performance.now() });
  const state = (): ProgressState => progress.state(performance.now());
  options.onProgress(state, null);
  await runCells({
    cells: missing, setup: { inputs: suite.inputs.cellInputs() }, journal, jobs, signal,
    timeoutMs: options.timeoutMs, heapMegabytes: options.heapMegabytes,
    onDone(done) {
      progress.finished(done);
      options.onProgress(state, done);
    },
  });
  if (signal.aborted) return { finished: false, saved: state().done, total: suite.cells.length };
  const finished = new Date();
  const wallSeconds = (finished.getTime() - started.getTime()) / 1000;
  const manifest = await writeResults({
    paths, journal, cells: suite.cells.map(({ task }) => task.plan.id), manifest: makeManifest(suite),
    run: {
      startedAt: started.toISOString(), finishedAt: finished.toISOString(), wallSeconds, jobs,
      cellsRun: missing.length, cellsKept: kept, source: relativeTo(out, suite.source), host: describeHost(),
    },
  });
  return { finished: true, manifest, paths, wallSeconds };
}

function relativeTo(folder: string, source: RunSource): RunSource {
  return { ...source, paths: source.paths.map((file) => path.relative(folder, file)) };
}

/** A cell is kept when the journal holds it with equal content. What crashed is tried again: the cause may be gone. */
function isKept(journal: Journal, cell: PlannedCell): boolean {
  return journal.keptKey(cellKey(cell.task.plan.id)) === cell.contentKey;
}

/** Makes sure that nothing is lost by starting: neither somebody's files nor an unfinished run. */
async function refuseUnfit(paths: RunPaths, { resume, overwrite }: RunSuiteOptions): Promise<void> {
  const names = await onDisk(paths.folder, (): Promise<string[]> => readdir(paths.folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  }));
  const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);
  const isRun = await exists(paths.journal) || await exists(paths.manifest);
  if (names.length > 0 && !isRun && !names.includes('journal')) {
    throw new ResultsError([{ code: 'RES003', message: 'this folder holds other files and no run', place: { file: paths.folder }, hint: 'choose another folder with --out' }]);
  }
  if (isRun && !resume && !overwrite && !await exists(paths.manifest)) {
    throw new ResultsError([{
      code: 'RES004', message: 'this folder holds an unfinished run', place: { file: paths.folder },
      hint: 'finish it with --resume, or start anew with --overwrite',
    }]);
  }
}

/** Removes what the run will write anew. */
async function clearFolder(paths: RunPaths, resume: boolean): Promise<void> {
  await onDisk(paths.folder, async () => {
    for (const file of derivedFiles(paths)) await rm(file, { force: true });
    if (!resume) await rm(paths.journal, { force: true });
  });
}

function describeHost() {
  const cpus = os.cpus();
  return {
    node: process.version, platform: `${os.platform()} ${os.release()} ${os.arch()}`, cpus: os.availableParallelism(),
    cpuModel: cpus[0]?.model ?? 'unknown', memoryBytes: os.totalmem(),
  };
}
