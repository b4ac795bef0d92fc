import { isDeleting, type ApiReply, type ApiRequest, type Task } from '../../../world/controlplane/index.js';
import type { ControllerContext } from '../contract.js';
import { countsOf, deploymentCountsOf, replicasOf, type StoredDeployment, type StoredReplicaSet, type WorkloadCondition } from '../workloads.js';
import { byAge, DESIRED_REPLICAS, isOfTemplate, MAX_REPLICAS, withSizes } from './revisions.js';

/** An error that ends a sync; the key is tried again later. */
export class RolloutError {
  constructor(readonly message: string) {}
}

/** How a step ended: with a value, or with the error that ends the sync. */
export type Outcome<T> = T | RolloutError;

/**
 * One sync of a Deployment at work. The Deployment is a copy of what the view shows, changed as the sync goes on; its
 * version stays that of the view, so that a second status write of one sync is refused as it is upstream. The
 * ReplicaSets stay as the view showed them.
 */
export interface Rollout {
  readonly context: ControllerContext;
  deployment: StoredDeployment;
  /** ReplicaSets of the Deployment, oldest first. */
  readonly sets: readonly StoredReplicaSet[];
}

/** The ReplicaSets of a sync: the one of the present template, if any, and all others, oldest first. */
export interface Generations {
  readonly newest: StoredReplicaSet | null;
  readonly old: readonly StoredReplicaSet[];
}

/** Splits the ReplicaSets; of several with the present template the oldest is the newest generation. */
export function generationsOf({ deployment, sets }: Rollout): Generations {
  const newest = [...sets].sort(byAge).find((set) => isOfTemplate(set, deployment.spec.template)) ?? null;
  return { newest, old: sets.filter((set) => set.metadata.uid !== newest?.metadata.uid) };
}

/** The ReplicaSets of a sync in one list, the newest generation last. */
export function allOf({ newest, old }: Generations): readonly StoredReplicaSet[] {
  return newest === null ? old : [...old, newest];
}

/** ReplicaSets that ask for pods. */
export function activeOf(sets: readonly StoredReplicaSet[]): readonly StoredReplicaSet[] {
  return sets.filter((set) => replicasOf(set) > 0);
}

/** Pods asked for. */
export function sizeOf(sets: readonly StoredReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

/** Available pods as the ReplicaSets report them. */
export function availableOf(sets: readonly StoredReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + countsOf(set).availableReplicas, 0);
}

/** Sends one request; its refusal ends the sync. */
export function* request(one: ApiRequest): Task<Outcome<Extract<ApiReply, { ok: true }>>> {
  const [reply] = yield [one];
  return reply!.ok ? reply! : new RolloutError(reply!.message);
}

/**
 * Sets the size of a ReplicaSet and the sizes that it remembers of its Deployment. Without `force` nothing happens when
 * the size is right already. Answers whether the size changed, and the ReplicaSet as it is now.
 */
export function* scaleTo(
  { deployment }: Rollout, set: StoredReplicaSet, options: { readonly replicas: number; readonly force?: boolean },
): Task<Outcome<{ readonly isScaled: boolean; readonly set: StoredReplicaSet }>> {
  const isOtherSize = replicasOf(set) !== options.replicas;
  if (!isOtherSize && options.force !== true) return { isScaled: false, set };
  const before = set.metadata.annotations ?? {};
  const annotations = withSizes(before, deployment);
  const isOtherNote = [DESIRED_REPLICAS, MAX_REPLICAS].some((key) => before[key] !== annotations[key]);
  if (!isOtherSize && !isOtherNote) return { isScaled: false, set };
  const object = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: options.replicas } };
  const reply = yield* request({ verb: 'update', object });
  return reply instanceof RolloutError ? reply : { isScaled: isOtherSize, set: reply.object as StoredReplicaSet };
}

/** Writes the status of the copy. */
export function* writeStatus(rollout: Rollout): Task<RolloutError | null> {
  const reply = yield* request({ verb: 'update-status', object: rollout.deployment });
  return reply instanceof RolloutError ? reply : null;
}

/** Changes the conditions of the copy. */
export function setConditions(rollout: Rollout, conditions: readonly WorkloadCondition[]): void {
  const { deployment } = rollout;
  rollout.deployment = { ...deployment, status: { ...deploymentCountsOf(deployment), conditions } };
}

/** Longest time without progress, microseconds; null = for ever. The API fills in 600 s. */
export function progressDeadlineUs({ spec }: StoredDeployment): number | null {
  const seconds = spec.progressDeadlineSeconds ?? 600;
  return seconds === 2_147_483_647 ? null : seconds * 1_000_000;
}

/** Whether all pods are new and available and nothing else is left, by these counts. */
export function isComplete(deployment: StoredDeployment, counts = deploymentCountsOf(deployment)): boolean {
  const replicas = replicasOf(deployment);
  return counts.updatedReplicas === replicas && counts.replicas === replicas && counts.availableReplicas === replicas
    && counts.observedGeneration >= (deployment.metadata.generation ?? 0);
}

/** ReplicaSets that are not being deleted. */
export function livingOf(sets: readonly StoredReplicaSet[]): readonly StoredReplicaSet[] {
  return sets.filter((set) => !isDeleting(set));
}
