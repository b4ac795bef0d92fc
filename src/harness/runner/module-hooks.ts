// Module hooks: run in the loader's own thread, given to `module.register`.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import { sha256 } from '../canonical-json.js';

interface HookData {
  /** Address of Seatrial's public entry. */
  readonly entry: string;
  /** Asked for the files loaded so far; left out where nobody asks. */
  readonly port?: MessagePort;
}

let entry = '';
const loaded = new Map<string, string>();

export const initialize: InitializeHook<HookData> = (data) => {
  entry = data.entry;
  const { port } = data;
  port?.on('message', () => port.postMessage([...loaded]));
  port?.unref();
};

/** `import ... from "seatrial"` means this installation, from whatever folder the module comes. */
export const resolve: ResolveHook = (specifier, context, next) => (
  specifier === 'seatrial' ? { url: entry, shortCircuit: true } : next(specifier, context)
);

/** Notes the content of every file that a module's graph loads, Seatrial's own files apart. */
export const load: LoadHook = async (url, context, next) => {
  const own = entry.slice(0, entry.lastIndexOf('/') + 1);
  if (url.startsWith('file:') && !url.startsWith(own)) {
    loaded.set(url, await readFile(fileURLToPath(url)).then(sha256, () => ''));
  }
  return next(url, context);
};
