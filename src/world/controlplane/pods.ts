import type { ApiObject } from './api-object.js';

/** A condition of a pod or node; times are microseconds of virtual time. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  /** When `status` last changed; stands for `lastTransitionTime`. */
  readonly sinceUs: number;
}

/** What the control plane reads of a pod's spec. */
interface PodSpecPart { readonly nodeName?: string; readonly [field: string]: unknown }

/** What the control plane writes of a pod's status. */
export interface PodStatusPart {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
  readonly startedUs?: number;
  readonly podIP?: string;
  readonly conditions: readonly Condition[];
}

const PENDING: PodStatusPart = { phase: 'Pending', conditions: [] };

// The store keeps objects of every kind, so the parts are read behind a checked kind; they are ours to write.
function specOf(pod: ApiObject): PodSpecPart { return (pod.spec ?? {}) as PodSpecPart; }

/** A pod's status; Pending without conditions when nobody wrote one yet. */
export function podStatusOf(pod: ApiObject): PodStatusPart {
  const status = pod.status as Partial<PodStatusPart> | undefined;
  if (status === undefined) return PENDING;
  return status.phase !== undefined && status.conditions !== undefined ? (status as PodStatusPart) : { ...PENDING, ...status };
}

/** The node that a pod is bound to; empty while it is not. */
export function nodeNameOf(pod: ApiObject): string { return specOf(pod).nodeName ?? ''; }

/** Whether a pod has ended for good. */
export function isTerminal(pod: ApiObject): boolean {
  const { phase } = podStatusOf(pod);
  return phase === 'Succeeded' || phase === 'Failed';
}

/** A condition of a pod or node by its type. */
export function conditionOf(object: ApiObject, type: string): Condition | undefined {
  const status = object.status as { readonly conditions?: readonly Condition[] } | undefined;
  const conditions = status?.conditions;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** Whether a pod's Ready condition is true. */
export function isReady(pod: ApiObject): boolean { return conditionOf(pod, 'Ready')?.status === 'True'; }

/** Instant at which a ready pod became ready, microseconds; -1 when it is not ready. */
export function readySinceUs(pod: ApiObject): number {
  const ready = conditionOf(pod, 'Ready');
  return ready?.status === 'True' ? ready.sinceUs : -1;
}

/** Sets a condition; its time changes only with its status. */
export function withCondition(
  conditions: readonly Condition[], type: string, status: Condition['status'], nowUs: number,
): readonly Condition[] {
  const before = conditions.find((condition) => condition.type === type);
  if (before?.status === status) return conditions;
  const next: Condition = { type, status, sinceUs: nowUs };
  return before === undefined ? [...conditions, next] : conditions.map((condition) => (condition === before ? next : condition));
}

/** The pod bound to a node, with its condition PodScheduled. */
export function withNode(pod: ApiObject, node: string, nowUs: number): ApiObject {
  const status = podStatusOf(pod);
  return {
    ...pod,
    spec: { ...specOf(pod), nodeName: node },
    status: { ...status, conditions: withCondition(status.conditions, 'PodScheduled', 'True', nowUs) },
  };
}

/** The pod with its containers running, ready or not; it gets the address unless it has one. */
export function asRunning(pod: ApiObject, isPodReady: boolean, nowUs: number, podIP = ''): ApiObject {
  const status = podStatusOf(pod);
  const next: PodStatusPart = {
    ...status,
    phase: 'Running',
    startedUs: status.startedUs ?? nowUs,
    ...(status.podIP === undefined && podIP !== '' ? { podIP } : {}),
    conditions: withCondition(status.conditions, 'Ready', isPodReady ? 'True' : 'False', nowUs),
  };
  return { ...pod, status: next };
}

/** The pod with another readiness; its phase stays. */
export function withReadiness(pod: ApiObject, isPodReady: boolean, nowUs: number): ApiObject {
  const status = podStatusOf(pod);
  return { ...pod, status: { ...status, conditions: withCondition(status.conditions, 'Ready', isPodReady ? 'True' : 'False', nowUs) } };
}

/** The pod ended. */
export function asEnded(pod: ApiObject, phase: 'Succeeded' | 'Failed', nowUs: number): ApiObject {
  const status = podStatusOf(pod);
  return { ...pod, status: { ...status, phase, conditions: withCondition(status.conditions, 'Ready', 'False', nowUs) } };
}
