import type { ModuleDescription, ModuleReference } from './protocol.js';
import { askThread } from './thread.js';

/** A module that does not finish loading by then is taken for one that never will. */
const LOAD_TIMEOUT_MS = 10_000;
const HEAP_MEGABYTES = 512;

/** Asks a module what algorithms it brings, without running any of its code in this thread. */
export async function describeModule(module: ModuleReference): Promise<ModuleDescription> {
  const end = await askThread<ModuleDescription>(new URL('./describe-module-worker.js', import.meta.url), {
    workerData: module, timeoutMs: LOAD_TIMEOUT_MS, heapMegabytes: HEAP_MEGABYTES,
  });
  if (end.answered) return end.answer;
  return { loaded: false, message: `${module.label}: ${end.message} while it was loaded`, graphHash: '' };
}
