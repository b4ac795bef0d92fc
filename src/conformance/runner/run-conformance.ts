import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { LoadedThreads } from '../../harness/runner/loaded-threads.js';
import { CountsSum, parseLine, type Counts } from '../compare-lines.js';
import type { Kind } from '../contract.js';
import { kindOf } from '../kinds.js';
import type { Answer, Task } from './protocol.js';
import { linesOf } from './recordings.js';

/** What comparing one file came to. */
export interface FileResult extends Counts {
  /** As it was given. */
  readonly file: string;
  /** Name of its kind, or null when no kind recognises it. */
  readonly kind: string | null;
  /** Why the file could not be read to its end, or null. */
  readonly failure: string | null;
}

export interface ConformanceOptions {
  readonly files: readonly string[];
  /** Id of the only case to look at; null: all. */
  readonly only: string | null;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Called in the order of `files`, whatever the order of work. */
  readonly onFile: (result: FileResult) => void;
  /** Called when a thread has answered. */
  readonly onProgress: (counts: Counts) => void;
}

/** Lines go to a thread in parcels of at most so many lines and characters, whichever is reached first. */
const PARCEL_LINES = 64;
const PARCEL_CHARACTERS = 2 ** 19;

/**
 * Replays recordings with `jobs` threads. Files are streamed: what waits for a thread is bounded, whatever their size.
 * Stops early, without an error, when the signal is aborted.
 */
export async function runConformance(options: ConformanceOptions): Promise<void> {
  const { files, signal, onFile } = options;
  const desk = new Desk(options);
  try {
    // A file is read while those before it are still at work.
    let told: Promise<void> = Promise.resolve();
    for (const file of files) {
      if (signal.aborted) break;
      const dealt = await desk.deal(file);
      told = told.then(async () => {
        const result = await collect(dealt, options.only);
        if (!signal.aborted) onFile(result);
      });
      // A failure is met at the last `await`; until then nobody waits for it.
      told.catch(() => undefined);
    }
    await told;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await desk.close();
  }
}

/** A file whose lines are with the threads. */
interface DealtFile {
  readonly file: string;
  readonly kind: string | null;
  readonly failure: string | null;
  readonly parts: readonly Promise<Answer>[];
}

async function collect({ file, kind, failure, parts }: DealtFile, only: string | null): Promise<FileResult> {
  const sum = new CountsSum(only === null ? 'first' : 'all');
  for (const part of parts) sum.append(await part);
  return { file, kind, failure, ...sum.counts() };
}

/** Deals the lines of files to threads. */
class Desk {
  readonly #pool: Piscina<Task, Answer>;
  readonly #threads: LoadedThreads;
  readonly #options: ConformanceOptions;
  readonly #busy = new Set<Promise<unknown>>();

  constructor(options: ConformanceOptions) {
    this.#options = options;
    this.#pool = new Piscina<Task, Answer>({
      filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
      name: 'compareTask',
      minThreads: options.jobs,
      maxThreads: options.jobs,
    });
    this.#threads = new LoadedThreads(this.#pool);
  }

  async close(): Promise<void> { await this.#threads.destroyPool(); }

  /** Reads a file to its end and hands its lines out; comes back when the last of them was taken. */
  async deal(file: string): Promise<DealtFile> {
    const { only, signal } = this.#options;
    const parts: Promise<Answer>[] = [];
    let kind: Kind | null = null;
    let failure: string | null = null;
    let lines: string[] = [];
    let characters = 0;
    let read = 0;
    let isBegun = false;
    const send = async (): Promise<void> => {
      if (lines.length === 0) return;
      await this.#ask({ lines: { kind: kind?.name ?? null, only, firstLine: read - lines.length + 1, lines } }, parts);
      lines = [];
      characters = 0;
    };
    try {
      for await (const line of linesOf(file)) {
        if (signal.aborted) break;
        read++;
        if (!isBegun && line.trim() !== '') {
          isBegun = true;
          kind = kindOfLine(line);
        }
        if (kind?.shape === 'session') {
          await this.#ask({ session: { kind: kind.name, file, only } }, parts);
          break;
        }
        lines.push(line);
        characters += line.length;
        if (lines.length === PARCEL_LINES || characters >= PARCEL_CHARACTERS) await send();
      }
      await send();
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    return { file, kind: kind?.name ?? null, failure, parts };
  }

  /** Gives a task to the pool as soon as it is not far behind. */
  async #ask(task: Task, parts: Promise<Answer>[]): Promise<void> {
    const { jobs, signal, onProgress } = this.#options;
    while (this.#busy.size >= 2 * jobs) await Promise.race(this.#busy);
    const answer = this.#pool.run(task, { signal });
    parts.push(answer);
    const over = answer.then(onProgress, () => undefined).finally(() => this.#busy.delete(over));
    this.#busy.add(over);
  }
}

function kindOfLine(text: string): Kind | null {
  const first = parseLine(text);
  return typeof first === 'string' ? null : kindOf(first);
}
