import { Nominator } from '../../../../src/algorithms/schedulers/kube/nominator.js';
import type { PluginHost } from '../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { Statuses } from '../../../../src/algorithms/schedulers/kube/framework/status.js';
import type { Cluster } from '../../../../src/world/cluster/index.js';

/** What plugins are built from, for tests without a scheduler around them. */
export function pluginHost(cluster: Cluster, indexes: PluginHost['indexes'] = 'kept'): PluginHost {
  return { cluster, statuses: new Statuses(), nominator: new Nominator(cluster), indexes, random: null, nowUs: () => 0 };
}
