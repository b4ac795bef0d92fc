import type { SchedulerDefinition } from '../../algorithms/schedulers/contract.js';
import type { PluginDefinition } from '../../algorithms/schedulers/kube/framework/plugin.js';
import { kubeWith } from '../../algorithms/schedulers/kube/kube.js';

/** The schedulers, with a scheduler `kube` whose configurations can enable these plugins besides its own. */
export function withKubePlugins(
  schedulers: ReadonlyMap<string, SchedulerDefinition>, plugins: readonly PluginDefinition[],
): ReadonlyMap<string, SchedulerDefinition> {
  if (plugins.length === 0) return schedulers;
  const kube = kubeWith(new Map(plugins.map((plugin) => [plugin.name, plugin])));
  // The definition knows its own parameters; a catalogue only promises that it has some.
  return new Map([...schedulers, [kube.name, kube as unknown as SchedulerDefinition]]);
}
