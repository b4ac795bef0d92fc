import { isReady, jsonEqual, keyOf, readySinceUs, type ApiRequest, type Task } from '../../../world/controlplane/index.js';
import { countsOf, replicasOf, type ReplicaSetCounts, type StoredPod, type StoredReplicaSet, type WorkloadCondition } from '../workloads.js';
import type { SyncError } from '../contract.js';

/** Microseconds in a second. */
const SECOND_US = 1_000_000;

/** Whether a pod has been ready for `minReadySeconds`; the bound itself counts. */
function isAvailable(pod: StoredPod, minReadySeconds: number, nowUs: number): boolean {
  const since = readySinceUs(pod);
  return since >= 0 && since + minReadySeconds * SECOND_US <= nowUs;
}

/** Time until the next ready pod becomes available, microseconds; null when there is none. */
export function untilNextAvailableUs(pods: readonly StoredPod[], minReadySeconds: number, nowUs: number): number | null {
  let next: number | null = null;
  for (const pod of pods) {
    const since = readySinceUs(pod);
    if (since < 0) continue;
    const left = since + minReadySeconds * SECOND_US - nowUs;
    if (left > 0 && (next === null || left < next)) next = left;
  }
  return next;
}

/**
 * Counts the pods of a ReplicaSet. The counts are of the pods as they were before this sync created or deleted any.
 * Source: pkg/controller/replicaset/replica_set_utils.go v1.36.3, calculateStatus.
 */
export function countReplicas(
  set: StoredReplicaSet, pods: { readonly active: readonly StoredPod[]; readonly terminating: number },
  outcome: { readonly error: SyncError; readonly nowUs: number },
): ReplicaSetCounts {
  const templateLabels = Object.entries(set.spec.template.metadata?.labels ?? {});
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of pods.active) {
    const labels = pod.metadata.labels ?? {};
    if (templateLabels.every(([key, value]) => labels[key] === value)) fullyLabeled++;
    if (!isReady(pod)) continue;
    ready++;
    if (isAvailable(pod, minReadySeconds, outcome.nowUs)) available++;
  }
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.active.length,
    fullyLabeledReplicas: fullyLabeled,
    readyReplicas: ready,
    availableReplicas: available,
    terminatingReplicas: pods.terminating,
    conditions: withFailure(set, pods.active.length, outcome),
  };
}

/** The condition ReplicaFailure stands while creating or deleting fails; a new failure does not change the first one. */
function withFailure(
  set: StoredReplicaSet, activeCount: number, { error, nowUs }: { readonly error: SyncError; readonly nowUs: number },
): readonly WorkloadCondition[] {
  const { conditions } = countsOf(set);
  const isKnown = conditions.some(({ type }) => type === 'ReplicaFailure');
  if (error === null) return isKnown ? conditions.filter(({ type }) => type !== 'ReplicaFailure') : conditions;
  if (isKnown) return conditions;
  const reason = activeCount < replicasOf(set) ? 'FailedCreate' : 'FailedDelete';
  return [...conditions, { type: 'ReplicaFailure', status: 'True', reason, message: error, sinceUs: nowUs, updatedUs: nowUs }];
}

/**
 * Writes the counts unless they are what the view shows already. A conflict is answered by one fresh look and one more
 * try; the generation that is reported stays that which was acted on.
 */
export function* writeReplicaSetStatus(set: StoredReplicaSet, counts: ReplicaSetCounts): Task<SyncError> {
  if (jsonEqual(set.status, counts)) return null;
  const [first] = yield [statusWrite(set, counts)];
  if (first!.ok) return null;
  const [fresh] = yield [{ verb: 'get', kind: 'ReplicaSet', key: keyOf(set) }];
  if (!fresh!.ok) return fresh!.message;
  const [second] = yield [statusWrite(fresh!.object as StoredReplicaSet, counts)];
  return second!.ok ? null : second!.message;
}

function statusWrite(set: StoredReplicaSet, counts: ReplicaSetCounts): ApiRequest {
  return { verb: 'update-status', object: { ...set, status: counts } };
}
