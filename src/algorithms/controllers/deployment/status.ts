import { jsonEqual, keyOf, type Task } from '../../../world/controlplane/index.js';
import { countsOf, deploymentCountsOf, replicasOf, type DeploymentCounts, type StoredDeployment, type StoredReplicaSet } from '../workloads.js';
import { conditionNamed, withConditionConfirmed, withConditionSet, withoutCondition, type Claim } from './conditions.js';
import { maxUnavailable } from './limits.js';
import { allOf, availableOf, isComplete, progressDeadlineUs, RolloutError, sizeOf, writeStatus, type Generations, type Rollout } from './rollout.js';

/** Microseconds in a second. */
const SECOND_US = 1_000_000;

/** Writes the counts of a sync that only scales. */
export function* reportCounts(rollout: Rollout, generations: Generations): Task<RolloutError | null> {
  return yield* writeIfNew(rollout, countAll(rollout, generations));
}

/**
 * Writes the counts of a roll-out together with its progress: how it goes on, that it is complete, or that it has made no
 * progress for too long. A roll-out that is stuck is looked at again when its deadline is over.
 *
 * Source: pkg/controller/deployment/progress.go v1.36.3.
 */
export function* reportProgress(rollout: Rollout, generations: Generations): Task<RolloutError | null> {
  const { deployment } = rollout;
  const counts = countAll(rollout, generations);
  const conditions = failureOf(generations, progressOf(rollout, generations, counts), counts);
  const next = { ...counts, conditions };
  if (jsonEqual(deployment.status, next)) {
    lookAgainIfStuck(rollout, next);
    return null;
  }
  return yield* writeIfNew(rollout, next);
}

function* writeIfNew(rollout: Rollout, counts: DeploymentCounts): Task<RolloutError | null> {
  if (jsonEqual(rollout.deployment.status, counts)) return null;
  rollout.deployment = { ...rollout.deployment, status: counts };
  return yield* writeStatus(rollout);
}

function countAll({ deployment, context }: Rollout, generations: Generations): DeploymentCounts {
  const sets = allOf(generations);
  const before = deploymentCountsOf(deployment);
  const available = availableOf(sets);
  const terminating = terminatingOf(sets);
  const isEnough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const claim: Claim = isEnough
    ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sets.reduce((sum, set) => sum + countsOf(set).replicas, 0),
    updatedReplicas: generations.newest === null ? 0 : countsOf(generations.newest).replicas,
    readyReplicas: sets.reduce((sum, set) => sum + countsOf(set).readyReplicas, 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sizeOf(sets) - available),
    ...(terminating === null ? {} : { terminatingReplicas: terminating }),
    ...(before.collisionCount === undefined ? {} : { collisionCount: before.collisionCount }),
    conditions: withConditionSet(before.conditions, claim, context.nowUs()),
  };
}

/** Terminating pods; null while a ReplicaSet that was looked at does not say. */
function terminatingOf(sets: readonly StoredReplicaSet[]): number | null {
  let sum = 0;
  for (const set of sets) {
    const { observedGeneration, terminatingReplicas } = countsOf(set);
    if (terminatingReplicas !== undefined) sum += terminatingReplicas;
    else if (observedGeneration !== 0) return null;
  }
  return sum;
}

/** The condition Progressing after this sync. */
function progressOf({ deployment, context }: Rollout, { newest }: Generations, counts: DeploymentCounts): DeploymentCounts['conditions'] {
  const { conditions } = counts;
  const deadlineUs = progressDeadlineUs(deployment);
  if (deadlineUs === null) return withoutCondition(conditions, 'Progressing');
  const before = deploymentCountsOf(deployment);
  const current = conditionNamed(before.conditions, 'Progressing');
  if (counts.replicas === counts.updatedReplicas && current?.reason === 'NewReplicaSetAvailable') return conditions;
  const nowUs = context.nowUs();
  const subject = newest === null ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newest.metadata.name}"`;
  const claim = (status: Claim['status'], reason: string, what: string): Claim =>
    ({ type: 'Progressing', status, reason, message: `${subject} ${what}.` });
  if (isComplete(deployment, counts)) {
    return withConditionSet(conditions, claim('True', 'NewReplicaSetAvailable', 'has successfully progressed'), nowUs);
  }
  if (hasProgressed(before, counts)) {
    return withConditionConfirmed(conditions, claim('True', 'ReplicaSetUpdated', 'is progressing'), nowUs);
  }
  if (isTimedOut(current, deadlineUs, nowUs)) {
    return withConditionSet(conditions, claim('False', 'ProgressDeadlineExceeded', 'has timed out progressing'), nowUs);
  }
  return conditions;
}

/** More new pods, fewer old ones, more ready or more available ones than last reported. */
function hasProgressed(before: DeploymentCounts, counts: DeploymentCounts): boolean {
  return counts.updatedReplicas > before.updatedReplicas
    || counts.replicas - counts.updatedReplicas < before.replicas - before.updatedReplicas
    || counts.readyReplicas > before.readyReplicas
    || counts.availableReplicas > before.availableReplicas;
}

function isTimedOut(current: DeploymentCounts['conditions'][number] | undefined, deadlineUs: number, nowUs: number): boolean {
  if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false;
  return current.reason === 'ProgressDeadlineExceeded' || current.updatedUs + deadlineUs < nowUs;
}

/** Takes over the failure of a ReplicaSet, the newest one's first. */
function failureOf({ newest, old }: Generations, conditions: DeploymentCounts['conditions'], counts: DeploymentCounts): DeploymentCounts['conditions'] {
  const sets = newest === null ? old : [newest, ...old];
  const failure = sets.flatMap((set) => countsOf(set).conditions).find(({ type }) => type === 'ReplicaFailure');
  if (failure === undefined) return withoutCondition(conditions, 'ReplicaFailure');
  const before = conditionNamed(counts.conditions, 'ReplicaFailure');
  if (before?.status === failure.status && before.reason === failure.reason) return conditions;
  return [...withoutCondition(conditions, 'ReplicaFailure'), failure];
}

function lookAgainIfStuck({ deployment, context }: Rollout, counts: DeploymentCounts): void {
  const deadlineUs = progressDeadlineUs(deployment);
  const current = conditionNamed(deploymentCountsOf(deployment).conditions, 'Progressing');
  if (deadlineUs === null || current === undefined) return;
  if (isComplete(deployment, counts) || current.reason === 'ProgressDeadlineExceeded') return;
  const leftUs = current.updatedUs + deadlineUs - context.nowUs();
  if (leftUs < SECOND_US) context.enqueueRateLimited(keyOf(deployment));
  else context.enqueueAfter(keyOf(deployment), leftUs + SECOND_US, 'watchdog');
}

/**
 * Keeps the progress deadline of a paused Deployment from running: pausing and resuming set the condition Progressing to
 * Unknown, unless it has timed out before. Answers the error of the write.
 *
 * Source: pkg/controller/deployment/sync.go v1.36.3, checkPausedConditions.
 */
export function* notePause(rollout: Rollout): Task<RolloutError | null> {
  const { deployment, context } = rollout;
  if (progressDeadlineUs(deployment) === null) return null;
  const { conditions } = deploymentCountsOf(deployment);
  const current = conditionNamed(conditions, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return null;
  const isPaused = deployment.spec.paused === true;
  if (isPaused === (current?.reason === 'DeploymentPaused')) return null;
  const claim: Claim = isPaused
    ? { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  rollout.deployment = withConditionsOf(deployment, withConditionSet(conditions, claim, context.nowUs()));
  return yield* writeStatus(rollout);
}

function withConditionsOf(deployment: StoredDeployment, conditions: DeploymentCounts['conditions']): StoredDeployment {
  return { ...deployment, status: { ...deploymentCountsOf(deployment), conditions } };
}
