import type { Taint } from '../../../../world/objects/index.js';
import { isAbout, type NodeEvent } from '../framework/events.js';
import { SUCCESS } from '../framework/status.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { isTolerated } from '../matching/taints.js';

const UNSCHEDULABLE_TAINT: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/**
 * NodeUnschedulable: a cordoned node takes only pods that tolerate the taint of that name.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go.
 */
export const nodeUnschedulable = definePlugin({ name: 'NodeUnschedulable', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodeUnschedulable';
  const cordoned = statuses.intern({ plugin: name, code: 'UU', reasons: ['node(s) were unschedulable'] });
  return {
    name,
    reads: 'node-spec',
    events: [
      { resource: 'Node', actions: ['Add', 'UpdateNodeTaint'], hint: (_pod, _podClass, event) => event.resource === 'Node' && isReleased(event) },
      {
        resource: 'Pod', actions: ['UpdatePodToleration'],
        hint: (pod, podClass, event) => isAbout(event, pod) && isTolerated(UNSCHEDULABLE_TAINT, podClass.template?.spec.tolerations ?? []),
      },
    ],
    filter(podClass, node) {
      if (cluster.nodes.specs[node]!.template?.spec?.unschedulable !== true) return SUCCESS;
      return isTolerated(UNSCHEDULABLE_TAINT, podClass.template?.spec.tolerations ?? []) ? SUCCESS : cordoned;
    },
    keys: {
      podKey: (podClass) => (isTolerated(UNSCHEDULABLE_TAINT, podClass.template?.spec.tolerations ?? []) ? 'tolerates' : ''),
      labelKeys: () => [],
      readsNodeName: () => false,
    },
  };
}

/** Whether a node came that takes pods, or takes them again. */
function isReleased({ before, after }: NodeEvent): boolean {
  return after?.template?.spec?.unschedulable !== true && (before === null || before.template?.spec?.unschedulable === true);
}
