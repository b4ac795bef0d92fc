import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { crashed, crashKind } from './crashed.js';
import type { CellAnswer, CellTask, CrashKind, WorkerSetup } from './protocol.js';
import { LoadedThreads } from './loaded-threads.js';
import { askThread } from './thread.js';

export interface PoolOptions {
  readonly setup: WorkerSetup;
  readonly jobs: number;
  readonly timeoutMs: number;
  /** Heap limit of a worker. Typed arrays are outside of it; tables count their own bytes. */
  readonly heapMegabytes: number;
  /** Task file of the pool; another one in tests alone. */
  readonly workerFile?: URL;
}

/**
 * Workers for cells. Cells of built-in algorithms go to one long-lived pool, whose threads got the inputs once; a cell
 * with a user's module gets a thread of its own. Every cell gets an answer: what a worker cannot answer is `crashed`.
 */
export class CellPool {
  readonly #options: PoolOptions;
  #pool: Piscina<CellTask, CellAnswer> | null = null;
  #threads: LoadedThreads | null = null;

  constructor(options: PoolOptions) { this.#options = options; }

  /** Replays one cell. Callers ask for at most `jobs` cells at a time, so that a timeout counts no waiting. */
  async run(task: CellTask, signal: AbortSignal): Promise<CellAnswer> {
    return task.modules.length === 0 ? this.#runShared(task, signal) : this.#runIsolated(task, signal);
  }

  async close(): Promise<void> { await this.#threads?.destroyPool(); }

  async #runShared(task: CellTask, signal: AbortSignal): Promise<CellAnswer> {
    const { timeoutMs } = this.#options;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const start = performance.now();
    try {
      return await this.#started().run(task, { signal: AbortSignal.any([signal, timeout.signal]) });
    } catch (error) {
      // Errors cross threads as errors, but for the one that says that something cannot cross: it arrives as an empty object.
      const kind = timeout.signal.aborted ? 'timeout' : error instanceof Error ? crashKind(error) : 'unserialisable';
      return { result: crashed(kind, this.#explain(kind, error)), wallSeconds: (performance.now() - start) / 1000 };
    } finally {
      clearTimeout(timer);
    }
  }

  async #runIsolated(task: CellTask, signal: AbortSignal): Promise<CellAnswer> {
    const { setup, timeoutMs, heapMegabytes } = this.#options;
    const start = performance.now();
    const end = await askThread<CellAnswer>(new URL('./isolated-worker.js', import.meta.url), {
      workerData: { task, inputs: setup.inputs }, timeoutMs, heapMegabytes, signal,
    });
    if (end.answered) return end.answer;
    return { result: crashed(end.kind, end.message), wallSeconds: (performance.now() - start) / 1000 };
  }

  /** The pool is started with its first cell: a run of user modules alone needs none. */
  #started(): Piscina<CellTask, CellAnswer> {
    const { setup, jobs, heapMegabytes, workerFile } = this.#options;
    if (this.#pool !== null) return this.#pool;
    this.#pool = new Piscina<CellTask, CellAnswer>({
      filename: fileURLToPath(workerFile ?? new URL('./pool-worker.js', import.meta.url)),
      name: 'poolTask',
      minThreads: jobs,
      maxThreads: jobs,
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    this.#threads = new LoadedThreads(this.#pool);
    return this.#pool;
  }

  #explain(kind: CrashKind, error: unknown): string {
    const { timeoutMs, heapMegabytes } = this.#options;
    switch (kind) {
      case 'timeout': return `no result within ${timeoutMs / 1000} s of wall time`;
      case 'memory': return `the heap grew beyond ${heapMegabytes} MiB (--cell-memory)`;
      case 'unserialisable': return 'the result cannot leave the worker';
      default: return error instanceof Error ? error.message : String(error);
    }
  }
}
