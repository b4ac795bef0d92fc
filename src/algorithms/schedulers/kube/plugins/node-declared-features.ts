import type { PodClass } from '../../../../world/cluster/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';

/**
 * NodeDeclaredFeatures: a pod that uses a feature which nodes declare runs only where it is declared.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodedeclaredfeatures; component-helpers/nodedeclaredfeatures
 * for what pods need (the other features that nodes declare never matter to scheduling).
 */
export const nodeDeclaredFeatures = definePlugin({ name: 'NodeDeclaredFeatures', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodeDeclaredFeatures';
  const missing = statuses.intern({ plugin: name, code: 'UU', reasons: ["node(s) didn't match Pod's required features"] });
  const memo = new ClassMemo(requiredFeatures);
  return {
    name,
    // The declared features are part of the node's specification, but not of what tells node shapes apart.
    reads: 'node-usage',
    events: [
      {
        resource: 'Node', actions: ['Add', 'UpdateNodeDeclaredFeature'],
        hint: (_pod, _podClass, event) => event.resource === 'Node'
          && (event.before === null || !isEqual(declared(event.before), declared(event.after))),
      },
      {
        resource: 'Pod', actions: ['Update'],
        hint: (pod, _podClass, event) => 'pod' in event && event.pod === pod && event.before !== null && event.after !== null
          && !isEqual(requiredFeatures(event.before), requiredFeatures(event.after)),
      },
    ],
    preFilter: (podClass) => (memo.of(podClass).length === 0 ? { skip: true } : {}),
    filter(podClass, node) {
      const features = declared(cluster.nodes.specs[node]!);
      for (const feature of memo.of(podClass)) if (!features.includes(feature)) return missing;
      return SUCCESS;
    },
  };
}

function requiredFeatures({ template }: PodClass): readonly string[] {
  if (template === undefined) return NONE;
  const { containers, initContainers = [], hostNetwork, hostUsers } = template.spec;
  const features: string[] = [];
  const restartsAll = [...containers, ...initContainers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'));
  if (restartsAll) features.push('RestartAllContainersOnContainerExits');
  if (hostNetwork === true && hostUsers === false) features.push('UserNamespacesHostNetworkSupport');
  return features;
}

const NONE: readonly string[] = [];

function declared(spec: { readonly template?: { readonly status?: { readonly declaredFeatures?: readonly string[] } } } | null): readonly string[] {
  return spec?.template?.status?.declaredFeatures ?? NONE;
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((feature, i) => feature === b[i]);
}
