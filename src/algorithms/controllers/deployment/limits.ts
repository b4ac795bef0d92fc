import { scaleIntOrPercent, type IntOrString } from '../../../world/objects/index.js';
import { replicasOf, type StoredDeployment } from '../workloads.js';

/** How far a rolling update may depart from the replicas asked for. */
export interface RollingLimits {
  /** Pods above the replicas asked for. */
  readonly surge: number;
  /** Pods below it that need not be available. */
  readonly unavailable: number;
}

/** What the API fills in for a rolling update that says nothing. */
const DEFAULT_SHARE: IntOrString = '25%';

/** Whether old pods give way to new ones step by step (the default), not all at once. */
export function isRollingUpdate(deployment: StoredDeployment): boolean {
  return (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/**
 * Limits of a rolling update of `replicas` pods: percentages of surge round up, of unavailable down; were both zero
 * nothing could ever move, so then one pod may be unavailable.
 * Source: pkg/controller/deployment/util/deployment_util.go v1.36.3, ResolveFenceposts.
 */
export function resolveLimits(
  given: { readonly maxSurge?: IntOrString; readonly maxUnavailable?: IntOrString }, replicas: number,
): RollingLimits {
  const surge = scaleIntOrPercent(given.maxSurge ?? DEFAULT_SHARE, { total: replicas, round: 'up' }) ?? 0;
  const unavailable = scaleIntOrPercent(given.maxUnavailable ?? DEFAULT_SHARE, { total: replicas, round: 'down' }) ?? 0;
  return surge === 0 && unavailable === 0 ? { surge: 0, unavailable: 1 } : { surge, unavailable };
}

/** Pods that a Deployment may have above its replicas; 0 unless it rolls. */
export function maxSurge(deployment: StoredDeployment): number {
  return isRollingUpdate(deployment) ? resolveLimits(deployment.spec.strategy?.rollingUpdate ?? {}, replicasOf(deployment)).surge : 0;
}

/** Pods that may be unavailable during a roll; 0 unless it rolls, and never more than there are replicas. */
export function maxUnavailable(deployment: StoredDeployment): number {
  const replicas = replicasOf(deployment);
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(resolveLimits(deployment.spec.strategy?.rollingUpdate ?? {}, replicas).unavailable, replicas);
}
