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

/** Class of a Kubernetes pod: its requests, and the pod itself, without name and node, for those who read constraints. */
export function podClassSpecOf(pod: Pod): PodClassSpec {
  const { nodeName: _, ...spec } = pod.spec;
  const { cpuMilli, memoryBytes } = nonZeroRequests(pod);
  return {
    requests: requestAmounts(podRequests(pod)),
    nonZeroCpuMilli: cpuMilli,
    nonZeroMemoryBytes: memoryBytes,
    priority: pod.spec.priority ?? 0,
    template: { metadata: { name: '', namespace: pod.metadata.namespace ?? 'default', labels: pod.metadata.labels ?? {} }, spec },
  };
}

/** Key under which equal pods share a class. */
export function podClassKey(pod: Pod): string {
  const { nodeName: _, ...spec } = pod.spec;
  return JSON.stringify([pod.metadata.namespace ?? 'default', pod.metadata.labels ?? {}, spec]);
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
