import { parentPort, threadId } from 'node:worker_threads';
import type { Piscina } from 'piscina';

/** What the task file of a pool sends once its imports are done. */
interface Loaded { readonly loadedThread: number }

/** A thread that fails to load its code says nothing. */
const PATIENCE_MS = 5000;

/** Called by the task file of a pool, at its end: from then on the thread may be ended. */
export function sayLoaded(): void {
  parentPort?.postMessage({ loadedThread: threadId } satisfies Loaded);
}

/**
 * Ends a pool, but no thread in the middle of loading its code: Node 20 aborts the whole process then, which a run
 * shorter than the start of its last thread meets now and then.
 */
export class LoadedThreads {
  readonly #pool: Piscina;
  readonly #loaded = new Set<number>();
  #changed: () => void = () => {};

  constructor(pool: Piscina) {
    this.#pool = pool;
    pool.on('message', (message: Partial<Loaded> | null) => {
      if (typeof message?.loadedThread !== 'number') return;
      this.#loaded.add(message.loadedThread);
      this.#changed();
    });
  }

  async destroyPool(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (this.#isLoading() && performance.now() < until) await this.#nextChange(until - performance.now());
    await this.#pool.destroy();
  }

  #isLoading(): boolean { return this.#pool.threads.some((thread) => thread.threadId > 0 && !this.#loaded.has(thread.threadId)); }

  #nextChange(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMostMs);
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
