// Hot path: the pods of a visited node are walked by class number; their objects are read once per class.
import type { PodClass } from '../../../../world/cluster/index.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { hostPorts, portsConflict, type HostPort } from '../matching/host-ports.js';

/**
 * NodePorts: two pods that want the same host port cannot share a node.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodeports/node_ports.go.
 */
export const nodePorts = definePlugin({ name: 'NodePorts', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodePorts';
  const taken = statuses.intern({
    plugin: name, code: 'U', reasons: ["node(s) didn't have free ports for the requested pod ports"],
  });
  const byClass: (readonly HostPort[] | undefined)[] = [];
  const portsOf = (podClass: PodClass): readonly HostPort[] =>
    (byClass[podClass.id] ??= podClass.template === undefined ? NONE : asShared(hostPorts(podClass.template)));
  return {
    name,
    reads: 'node-usage',
    preFilter: (podClass) => (portsOf(podClass) === NONE ? { skip: true } : {}),
    filter(podClass, node) {
      const wanted = portsOf(podClass);
      const { nodes, pods, classes } = cluster;
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
        const used = portsOf(classes[pods.classId[pod]!]!);
        if (used !== NONE && portsConflict(wanted, used)) return taken;
      }
      return SUCCESS;
    },
  };
}

/** The one empty list, so that "no ports" is told by identity. */
const NONE: readonly HostPort[] = [];

function asShared(ports: readonly HostPort[]): readonly HostPort[] {
  return ports.length === 0 ? NONE : ports;
}
