import { isDeleting, keyOf, type Task } from '../../../world/controlplane/index.js';
import { countsOf, replicasOf, type StoredReplicaSet } from '../workloads.js';
import { byAge, revisionOf } from './revisions.js';
import { livingOf, RolloutError, type Rollout } from './rollout.js';

/**
 * Deletes the old ReplicaSets of the lowest revisions beyond the history limit (10 unless the spec says otherwise); those
 * that have pods or were not looked at since their last change are spared.
 *
 * Source: pkg/controller/deployment/sync.go v1.36.3, cleanupDeployment.
 */
export function* cleanHistory({ deployment }: Rollout, old: readonly StoredReplicaSet[]): Task<RolloutError | null> {
  const candidates = [...livingOf(old)].sort((x, y) => revisionOf(x) - revisionOf(y) || byAge(x, y));
  const surplus = candidates.length - (deployment.spec.revisionHistoryLimit ?? 10);
  for (const set of candidates.slice(0, Math.max(0, surplus))) {
    const counts = countsOf(set);
    const isUnseen = (set.metadata.generation ?? 0) > counts.observedGeneration;
    if (counts.replicas !== 0 || replicasOf(set) !== 0 || isUnseen || isDeleting(set)) continue;
    const [reply] = yield [{ verb: 'delete', kind: 'ReplicaSet', key: keyOf(set) }];
    if (!reply!.ok && reply!.reason !== 'NotFound') return new RolloutError(reply!.message);
  }
  return null;
}
