import type { Task } from '../../../world/controlplane/index.js';
import { countsOf, replicasOf, type StoredReplicaSet } from '../workloads.js';
import { cleanHistory } from './history.js';
import { maxUnavailable } from './limits.js';
import { newestSize, syncGenerations } from './newest.js';
import { byAge } from './revisions.js';
import { activeOf, allOf, availableOf, isComplete, RolloutError, scaleTo, sizeOf, type Generations, type Outcome, type Rollout } from './rollout.js';
import { reportProgress } from './status.js';

/**
 * One step of a rolling update: the newest ReplicaSet grows as far as the surge allows, else the old ones shrink as far
 * as availability allows. Each step is one change; what comes of it triggers the next.
 *
 * Source: pkg/controller/deployment/rolling.go v1.36.3.
 */
export function* rollOver(rollout: Rollout): Task<RolloutError | null> {
  const generations = yield* syncGenerations(rollout, 'create');
  if (generations instanceof RolloutError) return generations;
  const grown = yield* grow(rollout, generations);
  if (grown instanceof RolloutError) return grown;
  if (!grown && !(yield* shrink(rollout, generations)) && isComplete(rollout.deployment)) {
    const error = yield* cleanHistory(rollout, generations.old);
    if (error !== null) return error;
  }
  return yield* reportProgress(rollout, generations);
}

function* grow(rollout: Rollout, generations: Generations): Task<Outcome<boolean>> {
  const newest = generations.newest!;
  const size = replicasOf(newest);
  const replicas = replicasOf(rollout.deployment);
  if (size === replicas) return false;
  const wanted = size > replicas ? replicas : newestSize(rollout.deployment, { total: sizeOf(allOf(generations)), newest: size });
  const outcome = yield* scaleTo(rollout, newest, { replicas: wanted });
  return outcome instanceof RolloutError ? outcome : outcome.isScaled;
}

/** Answers whether anything shrank. As upstream, a refused write ends the shrinking but not the sync. */
function* shrink(rollout: Rollout, generations: Generations): Task<boolean> {
  const { deployment } = rollout;
  const newest = generations.newest!;
  const old = [...activeOf(generations.old)].sort(byAge);
  if (old.length === 0) return false;
  const minAvailable = replicasOf(deployment) - maxUnavailable(deployment);
  // New pods that are not available yet count as if they might never be: they do not make room for deleting old ones.
  const newestUnavailable = replicasOf(newest) - countsOf(newest).availableReplicas;
  const most = sizeOf(allOf(generations)) - minAvailable - newestUnavailable;
  if (most <= 0) return false;
  const cleaned = yield* shrinkUnhealthy(rollout, old, most);
  if (cleaned instanceof RolloutError) return false;
  const spare = availableOf([...cleaned.sets, newest]) - minAvailable;
  const shrunk = yield* shrinkBy(rollout, cleaned.sets, spare);
  return shrunk instanceof RolloutError ? false : cleaned.count + shrunk > 0;
}

interface Cleaned { readonly sets: readonly StoredReplicaSet[]; readonly count: number }

/** Takes unavailable pods off the old ReplicaSets first: their loss costs nothing, and they would block the roll. */
function* shrinkUnhealthy(rollout: Rollout, old: readonly StoredReplicaSet[], most: number): Task<Outcome<Cleaned>> {
  const sets: StoredReplicaSet[] = [];
  let count = 0;
  for (const set of old) {
    const size = replicasOf(set);
    const less = Math.min(most - count, size - countsOf(set).availableReplicas);
    if (count >= most || size === countsOf(set).availableReplicas) {
      sets.push(set);
      continue;
    }
    // More available than asked for: upstream refuses the size that would follow.
    if (less < 0) return new RolloutError(`${set.metadata.name} has more available replicas than it asks for`);
    const outcome = yield* scaleTo(rollout, set, { replicas: size - less });
    if (outcome instanceof RolloutError) return outcome;
    sets.push(outcome.set);
    count += less;
  }
  return { sets, count };
}

/** Takes `spare` pods off the old ReplicaSets, oldest first; answers how many went. */
function* shrinkBy(rollout: Rollout, old: readonly StoredReplicaSet[], spare: number): Task<Outcome<number>> {
  let count = 0;
  for (const set of old) {
    if (count >= spare) break;
    const size = replicasOf(set);
    if (size === 0) continue;
    const less = Math.min(size, spare - count);
    const outcome = yield* scaleTo(rollout, set, { replicas: size - less });
    if (outcome instanceof RolloutError) return outcome;
    count += less;
  }
  return count;
}
