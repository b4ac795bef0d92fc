// Runs in a thread of its own: loads one module and tells what it brings, so that a module that fails, loops or exits
// while it loads does no harm.
import { once } from 'node:events';
import { MessageChannel, parentPort, workerData } from 'node:worker_threads';
import { byCodeUnit } from '../../base/by-code-unit.js';
import { sha256 } from '../canonical-json.js';
import { describeError, placeLabel } from './error-place.js';
import type { Parameters } from '../../algorithms/parameters.js';
import { freezeWorld } from './frozen-world.js';
import { registerHooks } from './load-modules.js';
import { definitionsOf } from './module-definitions.js';
import { syntaxPlace } from './syntax-place.js';
import type { ModuleAlgorithm, ModuleDescription, ModuleReference } from './protocol.js';

const module = workerData as ModuleReference;
parentPort!.postMessage(await describe());

async function describe(): Promise<ModuleDescription> {
  const { port1, port2 } = new MessageChannel();
  registerHooks(port2);
  freezeWorld();
  try {
    const algorithms = definitionsOf(await import(module.url) as object, module.label).map(({ value }): ModuleAlgorithm => ({
      kind: value.kind,
      name: value.name,
      title: value.title,
      source: value.source,
      revision: value.revision,
      differs: value.differs ?? [],
      // The schema of definitionsOf has checked every member.
      parameters: plain(value.parameters) as Parameters,
      costSource: value.cost?.source ?? null,
      ...(value.kind === 'kube-plugin' ? { points: value.points } : {}),
    }));
    return { loaded: true, algorithms, graphHash: await graphHash() };
  } catch (error) {
    const place = error instanceof SyntaxError ? syntaxPlace((await loadedFiles()).map(([url]) => url)) : null;
    const message = place === null ? describeError(error, [module]) : `${describeError(error, [])}, at ${placeLabel(place, [module])}`;
    return { loaded: false, message, graphHash: await graphHash() };
  }

  async function loadedFiles(): Promise<[url: string, hash: string][]> {
    const answer = once(port1, 'message');
    port1.postMessage('files');
    return (await answer)[0] as [url: string, hash: string][];
  }

  /** SHA-256 over the loaded files, by their place relative to the module: the same wherever the folder lies. */
  async function graphHash(): Promise<string> {
    const files = await loadedFiles();
    const folder = module.url.slice(0, module.url.lastIndexOf('/') + 1);
    const lines = files.map(([url, hash]) => `${url.startsWith(folder) ? url.slice(folder.length) : url.split('/').at(-1)} ${hash}`);
    return sha256(lines.sort(byCodeUnit).join('\n'));
  }
}

/** Parameters are data by contract; a copy through JSON makes sure that they can leave the thread. */
function plain<T>(value: T): T { return JSON.parse(JSON.stringify(value)) as T; }
