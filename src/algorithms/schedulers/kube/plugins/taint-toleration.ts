import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import { isAbout } from '../framework/events.js';
import { scaleToHighest } from '../framework/normalize.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { forbidsScheduling, isTolerated } from '../matching/taints.js';

/**
 * TaintToleration: taints NoSchedule and NoExecute reject pods that do not tolerate them, each PreferNoSchedule taint
 * that is not tolerated costs score. Never skipped: without such taints every node gets 100.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go.
 */
export const taintToleration = definePlugin({ name: 'TaintToleration', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'TaintToleration';
  const tainted = statuses.intern({ plugin: name, code: 'UU', reasons: ['node(s) had untolerated taint(s)'] });
  return {
    name,
    reads: 'node-spec',
    events: [
      {
        resource: 'Node', actions: ['Add', 'UpdateNodeTaint'],
        hint: (_pod, podClass, event) => event.resource === 'Node' && event.after !== null && isTolerable(podClass, event.after)
          && (event.before === null || !isTolerable(podClass, event.before)),
      },
      { resource: 'Pod', actions: ['UpdatePodToleration'], hint: (pod, _podClass, event) => isAbout(event, pod) },
    ],
    filter: (podClass, node) => (isTolerable(podClass, cluster.nodes.specs[node]!) ? SUCCESS : tainted),
    preScore: () => 'score',
    score(podClass, node) {
      const taints = cluster.nodes.specs[node]!.template?.spec?.taints ?? [];
      const tolerations = (podClass.template?.spec.tolerations ?? [])
        .filter(({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule');
      return taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, tolerations)).length;
    },
    normalize: scaleToHighest('reverse'),
    keys: {
      podKey(podClass) {
        const tolerations = podClass.template?.spec.tolerations ?? [];
        return tolerations.length === 0 ? '' : JSON.stringify(tolerations);
      },
      labelKeys: () => [],
      readsNodeName: () => false,
    },
  };
}

/** Whether the pod tolerates every taint that keeps pods away. */
function isTolerable(podClass: PodClass, node: NodeSpec): boolean {
  const taints = node.template?.spec?.taints ?? [];
  const tolerations = podClass.template?.spec.tolerations ?? [];
  return !taints.some((taint) => forbidsScheduling(taint) && !isTolerated(taint, tolerations));
}
