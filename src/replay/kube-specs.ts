import type { ApiObject } from '../world/controlplane/index.js';
import type { NodeSpec, PodClassSpec } from '../world/cluster/index.js';
import { nonZeroRequests, podRequests, requestAmounts, resourceAmounts, type Node, type Pod } from '../world/objects/index.js';

/** What a kubelet reports when nobody set its limit; a manifest that gives no `pods` leaves it to the kubelet. */
const KUBELET_MAX_PODS = 110;

/** Node row of a Kubernetes node: what it can give out, with the object itself for those who read labels and taints. */
export function nodeSpecOf(node: Node): NodeSpec {
  const { pods, ...allocatable } = resourceAmounts(node.status?.allocatable ?? node.status?.capacity ?? {});
  return { name: node.metadata.name, allocatable, allowedPods: pods ?? KUBELET_MAX_PODS, template: node };
}

/**
 * Class of a Kubernetes pod: its requests, and the pod itself, without name and node, for those who read constraints.
 * A pod that runs takes what its node has set aside for it, where the status tells.
 */
export function podClassSpecOf(pod: Pod): PodClassSpec {
  const options = { useStatusResources: isBound(pod) };
  const { cpuMilli, memoryBytes } = nonZeroRequests(pod, options);
  return {
    requests: requestAmounts(podRequests(pod, options)),
    nonZeroCpuMilli: cpuMilli,
    nonZeroMemoryBytes: memoryBytes,
    priority: pod.spec.priority ?? 0,
    template: templateOf(pod),
  };
}

/** `namespace/name` of a pod. */
export function podKey({ metadata }: Pod): string { return `${metadata.namespace ?? 'default'}/${metadata.name}`; }

/** Key under which equal pods share a class. */
export function podClassKey(pod: Pod): string {
  const { containerStatuses = [], initContainerStatuses = [], conditions = [] } = isBound(pod) ? pod.status ?? {} : {};
  const setAside = [...containerStatuses, ...initContainerStatuses]
    .filter(({ resources, allocatedResources }) => resources !== undefined || allocatedResources !== undefined)
    .map(({ name, resources, allocatedResources }) => [name, resources, allocatedResources]);
  const resize = conditions.find(({ type }) => type === 'PodResizePending')?.reason ?? '';
  return JSON.stringify([templateOf(pod), setAside, resize, pod.status?.allocatedResources, pod.status?.resources]);
}

function isBound({ spec: { nodeName = '' } }: Pod): boolean { return nodeName !== ''; }

/** What pods of a class have in common: all but name, node and status. */
function templateOf({ metadata, spec: { nodeName: _, ...spec } }: Pod): Pod {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  // The claim of an ephemeral volume is called after its pod, so such a pod is like no other.
  const isNamed = spec.volumes?.some(({ ephemeral }) => ephemeral !== undefined) === true;
  return {
    metadata: {
      name: isNamed ? metadata.name : '',
      namespace: metadata.namespace ?? 'default',
      labels: metadata.labels ?? {},
      ...owner === undefined ? {} : { ownerReferences: [{ kind: owner.kind, name: owner.name, uid: '', controller: true }] },
    },
    spec,
  };
}

/** Kubernetes node of a row, as the control plane stores it: ready, with what it can give out. */
export function nodeObject(spec: NodeSpec): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: spec.template?.metadata ?? { name: spec.name },
    spec: spec.template?.spec ?? {},
    status: { allocatable: spec.allocatable, conditions: [{ type: 'Ready', status: 'True', sinceUs: 0 }] },
  };
}
