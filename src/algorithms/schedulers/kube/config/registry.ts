import type { PluginDefinition } from '../framework/plugin.js';
import * as catalog from '../plugins/catalog.js';

/** Plugins that exist, by name. */
export const PLUGINS: ReadonlyMap<string, PluginDefinition> =
  new Map(Object.values(catalog).map((plugin: PluginDefinition) => [plugin.name, plugin]));
