import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import type { Labels } from '../../../../world/objects/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import type { ClusterEvent, EventRegistration, QueueingHint } from '../framework/events.js';
import { affinityRules, allMatchPod, type AffinityTerm } from './terms.js';

/**
 * Events that may help a pod which affinity rejected: pods that come, go or are relabelled, and nodes whose topology
 * labels change. Terms are matched here without the labels of namespaces: a term that selects namespaces by label is
 * not helped by pods in them.
 *
 * Source: kubernetes v1.36, plugins/interpodaffinity/plugin.go (EventsToRegister and its hints); the scheduler adds the
 * taints of nodes to whatever wants to hear of new nodes.
 */
export function affinityEvents(): readonly EventRegistration[] {
  const memo = new ClassMemo(affinityRules);
  const afterPod: QueueingHint = (pod, podClass, event) => {
    if (!('pod' in event)) return false;
    // The labels of the waiting pod itself: other pods' anti-affinity may have been about the old ones.
    if (event.pod === pod && event.before !== null && event.after !== null) return true;
    return event.node >= 0 && helpsAfterPod(podClass, event);
  };
  const afterNode: QueueingHint = (_, podClass, event) =>
    event.resource === 'Node' && event.after !== null && helpsAfterNode(podClass, event.before, event.after);

  const helpsAfterPod = (podClass: PodClass, { before, after }: Extract<ClusterEvent, { readonly pod: number }>): boolean => {
    const own = memo.of(podClass);
    const wanted = after !== null && allMatchPod(own.required, memo.of(after));
    if (before === null) return wanted;
    const other = memo.of(before);
    if (after === null) return allMatchPod(own.requiredAnti, other) || allMatchPod(other.requiredAnti, own);
    return (wanted && !allMatchPod(own.required, other))
      || (allMatchPod(own.requiredAnti, other) && !allMatchPod(own.requiredAnti, memo.of(after)));
  };

  const helpsAfterNode = (podClass: PodClass, before: NodeSpec | null, after: NodeSpec): boolean => {
    const { required, requiredAnti } = memo.of(podClass);
    const now = labelsOf(after);
    // A node without the key takes any pod with anti-affinity, but none with affinity.
    if (before === null) return requiredAnti.length > 0 || required.some(({ topologyKey }) => Object.hasOwn(now, topologyKey));
    const then = labelsOf(before);
    const moves = ({ topologyKey }: AffinityTerm): boolean =>
      Object.hasOwn(then, topologyKey) && Object.hasOwn(now, topologyKey) && then[topologyKey] !== now[topologyKey];
    return required.some((term) => moves(term) || (!Object.hasOwn(then, term.topologyKey) && Object.hasOwn(now, term.topologyKey)))
      || requiredAnti.some((term) => moves(term) || (Object.hasOwn(then, term.topologyKey) && !Object.hasOwn(now, term.topologyKey)));
  };

  return [
    { resource: 'Pod', actions: ['Add', 'UpdatePodLabel', 'Delete'], hint: afterPod },
    { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'], hint: afterNode },
    { resource: 'Node', actions: ['UpdateNodeTaint'] },
  ];
}

function labelsOf({ template }: NodeSpec): Labels { return template?.metadata.labels ?? {}; }
