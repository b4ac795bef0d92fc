import type { Task } from '../../../world/controlplane/index.js';
import { countsOf, deploymentCountsOf, replicasOf, type StoredDeployment, type StoredReplicaSet } from '../workloads.js';
import { cleanHistory } from './history.js';
import { isRollingUpdate, maxSurge } from './limits.js';
import { syncGenerations } from './newest.js';
import { byAge, DESIRED_REPLICAS, MAX_REPLICAS, sizeAnnotation } from './revisions.js';
import { activeOf, allOf, RolloutError, scaleTo, sizeOf, type Generations, type Rollout } from './rollout.js';
import { reportCounts } from './status.js';

/**
 * Whether the Deployment was scaled since its ReplicaSets were: then they are scaled in proportion before the roll goes on.
 * Source: pkg/controller/deployment/sync.go v1.36.3, isScalingEvent.
 */
export function isScalingEvent(deployment: StoredDeployment, generations: Generations): boolean {
  return activeOf(allOf(generations)).some((set) => {
    const desired = sizeAnnotation(set, DESIRED_REPLICAS);
    return desired !== null && desired !== replicasOf(deployment);
  });
}

/** A sync that only scales: after a scaling event, or while the Deployment is paused. */
export function* scaleOnly(rollout: Rollout): Task<RolloutError | null> {
  const generations = yield* syncGenerations(rollout, 'find');
  if (generations instanceof RolloutError) return generations;
  const error = yield* scale(rollout, generations);
  if (error !== null) return error;
  if (rollout.deployment.spec.paused === true) {
    const uncleaned = yield* cleanHistory(rollout, generations.old);
    if (uncleaned !== null) return uncleaned;
  }
  return yield* reportCounts(rollout, generations);
}

function* scale(rollout: Rollout, generations: Generations): Task<RolloutError | null> {
  const { deployment } = rollout;
  const only = onlyActiveOrLatest(generations);
  if (only === 'none') return null;
  if (only !== 'several') return yield* scaleOne(rollout, only, { replicas: replicasOf(deployment) });
  if (isSaturated(deployment, generations.newest)) {
    for (const set of activeOf(generations.old)) {
      const error = yield* scaleOne(rollout, set, { replicas: 0 });
      if (error !== null) return error;
    }
    return null;
  }
  if (!isRollingUpdate(deployment)) return null;
  for (const { set, replicas } of proportionalSizes(deployment, activeOf(allOf(generations)))) {
    const error = yield* scaleOne(rollout, set, { replicas, force: true });
    if (error !== null) return error;
  }
  return null;
}

function* scaleOne(
  rollout: Rollout, set: StoredReplicaSet, options: { readonly replicas: number; readonly force?: boolean },
): Task<RolloutError | null> {
  const outcome = yield* scaleTo(rollout, set, options);
  return outcome instanceof RolloutError ? outcome : null;
}

/** The only active ReplicaSet; without an active one the newest that there is. */
function onlyActiveOrLatest(generations: Generations): StoredReplicaSet | 'none' | 'several' {
  const active = activeOf(allOf(generations));
  if (active.length > 1) return 'several';
  return active[0] ?? generations.newest ?? [...generations.old].sort(byAge).at(-1) ?? 'none';
}

/** Whether the newest ReplicaSet has all replicas, knows it, and all are available. */
function isSaturated(deployment: StoredDeployment, newest: StoredReplicaSet | null): boolean {
  const replicas = replicasOf(deployment);
  return newest !== null && replicasOf(newest) === replicas && sizeAnnotation(newest, DESIRED_REPLICAS) === replicas
    && countsOf(newest).availableReplicas === replicas;
}

/**
 * Sizes of the active ReplicaSets after the Deployment was scaled in the middle of a roll: each keeps its share; what
 * rounding leaves over goes to the largest. Largest first; of equal ones the newer grow first and the older shrink first.
 *
 * Source: pkg/controller/deployment/sync.go v1.36.3, scale; KEP "proportional scaling".
 */
export function proportionalSizes(
  deployment: StoredDeployment, active: readonly StoredReplicaSet[],
): readonly { readonly set: StoredReplicaSet; readonly replicas: number }[] {
  const replicas = replicasOf(deployment);
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - sizeOf(active);
  const direction = toAdd > 0 ? -1 : 1;
  const sorted = toAdd === 0 ? active : [...active].sort((x, y) => replicasOf(y) - replicasOf(x) || direction * byAge(x, y));
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = proportion(deployment, set, { toAdd, added });
    added += share;
    return { set, replicas: replicasOf(set) + share };
  });
  const [largest, ...others] = sizes;
  if (largest === undefined || toAdd === 0) return sizes;
  return [{ set: largest.set, replicas: Math.max(0, largest.replicas + toAdd - added) }, ...others];
}

function proportion(deployment: StoredDeployment, set: StoredReplicaSet, { toAdd, added }: { readonly toAdd: number; readonly added: number }): number {
  if (replicasOf(set) === 0 || toAdd === added) return 0;
  const share = fractionOf(deployment, set);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

/** By how much a ReplicaSet would grow if it kept its share of the Deployment's largest size. */
function fractionOf(deployment: StoredDeployment, set: StoredReplicaSet): number {
  const size = replicasOf(set);
  const replicas = replicasOf(deployment);
  if (replicas === 0) return -size;
  const before = sizeAnnotation(set, MAX_REPLICAS) || deploymentCountsOf(deployment).replicas;
  if (before === 0) return 0;
  // Sizes are not negative, so rounding half away from zero is rounding half up.
  return Math.floor((size * (replicas + maxSurge(deployment))) / before + 0.5) - size;
}
