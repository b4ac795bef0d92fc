import { Worker, type ResourceLimits } from 'node:worker_threads';
import type { CrashKind } from './protocol.js';

/** How a thread that was to send one message ended. */
export type ThreadEnd<A> =
  | { readonly answered: true; readonly answer: A }
  | { readonly answered: false; readonly kind: CrashKind; readonly message: string };

/**
 * Runs a file in a thread of its own until it sends one message, fails, exits, runs out of memory or time. Whatever the
 * thread does, it is gone afterwards and this process is not.
 */
export function askThread<A>(file: URL, options: {
  readonly workerData: unknown;
  readonly timeoutMs: number;
  readonly heapMegabytes: number;
  readonly signal?: AbortSignal;
}): Promise<ThreadEnd<A>> {
  const limits: ResourceLimits = { maxOldGenerationSizeMb: options.heapMegabytes };
  return new Promise((resolve) => {
    // stdout carries data of the command: what a module prints goes to stderr.
    const worker = new Worker(file, { workerData: options.workerData, resourceLimits: limits, stdout: true });
    worker.stdout.pipe(process.stderr, { end: false });
    let settled = false;
    const settle = (end: ThreadEnd<A>): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      void worker.terminate().then(() => resolve(end));
    };
    const stop = (): void => settle({ answered: false, kind: 'exit', message: 'interrupted' });
    const timer = setTimeout(() => settle({
      answered: false, kind: 'timeout', message: `no result within ${options.timeoutMs / 1000} s of wall time`,
    }), options.timeoutMs);
    options.signal?.addEventListener('abort', stop);
    worker.once('message', (answer: A) => settle({ answered: true, answer }));
    worker.once('messageerror', (error) => settle({ answered: false, kind: 'unserialisable', message: error.message }));
    worker.once('error', (error: NodeJS.ErrnoException) => settle(failed(error, options.heapMegabytes)));
    worker.once('exit', (code) => settle({ answered: false, kind: 'exit', message: `the module called process.exit(${code})` }));
  });
}

function failed(error: NodeJS.ErrnoException, heapMegabytes: number): { answered: false; kind: CrashKind; message: string } {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { answered: false, kind: 'memory', message: `the heap grew beyond ${heapMegabytes} MiB (--cell-memory)` };
  }
  if (error.name === 'DataCloneError') return { answered: false, kind: 'unserialisable', message: error.message };
  return { answered: false, kind: 'error', message: error.message };
}
