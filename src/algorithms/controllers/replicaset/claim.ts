import { controllerOf, isDeleting, keyOf, type ApiObject, type ApiRequest, type Lister, type Task } from '../../../world/controlplane/index.js';
import { BY_CONTROLLER, controllerReference, isActive, orphansOf, selectorOf, type StoredPod, type StoredReplicaSet } from '../workloads.js';

/** The pods of a ReplicaSet, and how many of them are on their way out. */
export interface ClaimedPods { readonly active: readonly StoredPod[]; readonly terminating: number }

/**
 * The pods that a ReplicaSet counts: those that it owns and selects. Pods that nobody owns and that it selects are
 * adopted, own pods that it no longer selects are released.
 *
 * Source: pkg/controller/controller_ref_manager.go v1.36.3.
 * Differs: no fresh look at the ReplicaSet before an adoption.
 */
export function* claimPods(set: StoredReplicaSet, pods: Lister<StoredPod>): Task<ClaimedPods> {
  const selector = selectorOf(set);
  const owned = pods.byIndex(BY_CONTROLLER, set.metadata.uid ?? '');
  const active: StoredPod[] = [];
  const changes: ApiRequest[] = [];
  let terminating = 0;
  for (const pod of owned) {
    const isSelected = selector.matches(pod.metadata.labels);
    if (isDeleting(pod)) {
      if (isSelected) terminating++;
    } else if (isActive(pod)) {
      if (isSelected) active.push(pod);
      else if (!isDeleting(set)) changes.push({ verb: 'patch', kind: 'Pod', key: keyOf(pod), change: (stored) => released(stored, set) });
    }
  }
  if (!isDeleting(set)) {
    for (const pod of pods.byIndex(BY_CONTROLLER, orphansOf(set.metadata.namespace))) {
      if (!isActive(pod) || !selector.matches(pod.metadata.labels)) continue;
      changes.push({ verb: 'patch', kind: 'Pod', key: keyOf(pod), change: (stored) => adopted(stored, set) });
      active.push(pod);
    }
  }
  if (changes.length > 0) yield changes;
  return { active, terminating };
}

function released(pod: ApiObject, set: StoredReplicaSet): ApiObject {
  const owners = (pod.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== set.metadata.uid);
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: owners } };
}

function adopted(pod: ApiObject, set: StoredReplicaSet): ApiObject {
  if (controllerOf(pod) !== undefined) return pod;
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: [...(pod.metadata.ownerReferences ?? []), controllerReference(set)] } };
}
