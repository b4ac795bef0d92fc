import { SUCCESS } from '../framework/status.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';

/**
 * NodeName: a pod that names its node runs there or nowhere.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodename/node_name.go.
 */
export const nodeName = definePlugin({ name: 'NodeName', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodeName';
  const other = statuses.intern({ plugin: name, code: 'UU', reasons: ["node(s) didn't match the requested node name"] });
  return {
    name,
    reads: 'node-spec',
    events: [{ resource: 'Node', actions: ['Add'] }],
    filter(podClass, node) {
      const wanted = podClass.template?.spec.nodeName ?? '';
      return wanted === '' || wanted === cluster.nodes.names[node] ? SUCCESS : other;
    },
    keys: {
      podKey: (podClass) => podClass.template?.spec.nodeName ?? '',
      labelKeys: () => [],
      readsNodeName: (podClass) => (podClass.template?.spec.nodeName ?? '') !== '',
    },
  };
}
