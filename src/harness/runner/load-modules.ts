import { register } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import type { Catalogues } from '../../replay/catalogues.js';
import { catalogued } from '../../algorithms/schedulers/kube/added/adapt.js';
import { BUILT_IN } from './built-in-catalogues.js';
import { definitionsOf, type Definition } from './module-definitions.js';
import type { ModuleReference } from './protocol.js';
import { withKubePlugins } from './with-kube-plugins.js';

/** Makes `import "seatrial"` work in this thread; `port` answers with the files loaded so far when it is asked. */
export function registerHooks(port?: MessagePort): void {
  const entry = new URL('../../index.js', import.meta.url).href;
  register('./module-hooks.js', {
    parentURL: import.meta.url,
    data: port === undefined ? { entry } : { entry, port },
    ...(port === undefined ? {} : { transferList: [port] }),
  });
}

/** The built-in catalogues and what the modules bring. A module's name wins over nothing: names must be new. */
export async function loadModules(modules: readonly ModuleReference[]): Promise<Catalogues> {
  registerHooks();
  const catalogues = new Map<string, Map<string, unknown>>(
    Object.entries(BUILT_IN).map(([kind, entries]) => [kind, new Map<string, unknown>(entries)]),
  );
  for (const module of modules) {
    for (const definition of definitionsOf(await import(module.url) as object, module.label)) {
      add(catalogues, definition, module.label);
    }
  }
  // The maps were copied from the catalogues kind by kind, and `add` puts each definition under its own kind.
  const loaded = Object.fromEntries(catalogues) as unknown as Catalogues;
  return { ...loaded, schedulers: withKubePlugins(loaded.schedulers, [...loaded.kubePlugins.values()].map(catalogued)) };
}

function add(catalogues: Map<string, Map<string, unknown>>, definition: Definition, label: string): void {
  const entries = catalogues.get(definition.catalogue)!;
  if (entries.has(definition.value.name)) {
    throw new Error(`${label}: a ${definition.value.kind} called "${definition.value.name}" exists already`);
  }
  entries.set(definition.value.name, definition.value);
}
