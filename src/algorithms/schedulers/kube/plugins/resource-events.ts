import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import { isAbout, type ClusterEvent, type EventRegistration } from '../framework/events.js';
import { isScalarResource } from '../matching/resource-names.js';

export const NATIVE_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

/**
 * What may help a pod that found too little room: a pod that ends anywhere, less demand by a pod on a node, a node that
 * could hold the pod if it were empty, more of what the pod asks for. Resources that the profile ignores count here.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/noderesources/fit.go.
 * Differs: device classes are not looked at.
 */
export const RESOURCE_EVENTS: readonly EventRegistration[] = [
  { resource: 'Pod', actions: ['Delete', 'UpdatePodScaleDown'], hint: (pod, podClass, event) => frees(event, pod, podClass) },
  {
    resource: 'Node', actions: ['Add', 'UpdateNodeAllocatable'],
    hint: (_pod, podClass, event) => event.resource === 'Node' && event.after !== null && couldHold(event.after, podClass)
      && (event.before === null || offersMore(event.before, event.after, podClass)),
  },
];

function frees(event: ClusterEvent, pod: number, podClass: PodClass): boolean {
  if (isAbout(event, pod) && event.action === 'UpdatePodScaleDown') return true;
  if (event.resource !== 'AssignedPod' || event.before === null) return false;
  const { before, after } = event;
  return after === null || wanted(podClass).some(([name]) => (before.requests[name] ?? 0) > (after.requests[name] ?? 0));
}

function couldHold(node: NodeSpec, podClass: PodClass): boolean {
  return (node.allowedPods ?? Infinity) >= 1 && wanted(podClass).every(([name, amount]) => amount <= (node.allocatable[name] ?? 0));
}

function offersMore(before: NodeSpec, after: NodeSpec, podClass: PodClass): boolean {
  return (after.allowedPods ?? Infinity) > (before.allowedPods ?? Infinity)
    || wanted(podClass).some(([name]) => (after.allocatable[name] ?? 0) > (before.allocatable[name] ?? 0));
}

function wanted({ requests }: PodClass): readonly (readonly [name: string, amount: number])[] {
  return Object.entries(requests).filter(([name, amount]) => amount > 0 && (NATIVE_RESOURCES.includes(name) || isScalarResource(name)));
}
