import { controllerOf, jsonEqual, type ApiRequest, type Task } from '../../../world/controlplane/index.js';
import {
  controllerReference, deploymentCountsOf, replicaSets, replicasOf, type StoredDeployment, type StoredReplicaSet,
} from '../workloads.js';
import { conditionNamed, withConditionSet, type Claim } from './conditions.js';
import { isRollingUpdate, maxSurge } from './limits.js';
import {
  isOfTemplate, newestAnnotations, REVISION, revisionOf, TEMPLATE_HASH, templateHash, withSizes, withTemplateHash,
} from './revisions.js';
import {
  generationsOf, progressDeadlineUs, request, RolloutError, setConditions, sizeOf, writeStatus,
  type Generations, type Outcome, type Rollout,
} from './rollout.js';

/**
 * The ReplicaSets of a Deployment, with the revision of the newest brought up to date; with `create` the newest is made
 * when there is none.
 *
 * Source: pkg/controller/deployment/sync.go v1.36.3, getAllReplicaSetsAndSyncRevision.
 */
export function* syncGenerations(rollout: Rollout, create: 'create' | 'find'): Task<Outcome<Generations>> {
  const generations = generationsOf(rollout);
  const revision = 1 + generations.old.reduce((max, set) => Math.max(max, revisionOf(set)), 0);
  if (generations.newest !== null) return yield* updateNewest(rollout, generations, revision);
  if (create === 'find') return generations;
  const created = yield* createNewest(rollout, generations.old, revision);
  return created instanceof RolloutError ? created : { newest: created, old: generations.old };
}

function* updateNewest(rollout: Rollout, { newest, old }: Generations, revision: number): Task<Outcome<Generations>> {
  const { deployment, context } = rollout;
  const set = newest!;
  const before = set.metadata.annotations ?? {};
  const annotations = newestAnnotations(deployment, before, revision);
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  if (!jsonEqual(before, annotations) || (set.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const object = { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, minReadySeconds } };
    const reply = yield* request({ verb: 'update', object });
    return reply instanceof RolloutError ? reply : { newest: reply.object as StoredReplicaSet, old };
  }
  let isStale = setRevision(rollout, annotations[REVISION]);
  if (progressDeadlineUs(deployment) !== null && conditionNamed(deploymentCountsOf(deployment).conditions, 'Progressing') === undefined) {
    claim(rollout, progressing('True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`), context.nowUs());
    isStale = true;
  }
  const error = isStale ? yield* writeStatus(rollout) : null;
  return error ?? { newest: set, old };
}

function* createNewest(rollout: Rollout, old: readonly StoredReplicaSet[], revision: number): Task<Outcome<StoredReplicaSet>> {
  const { deployment, context } = rollout;
  const set = newReplicaSet(deployment, old, revision);
  const [reply] = yield [{ verb: 'create', object: set } satisfies ApiRequest];
  if (reply!.ok) {
    setRevision(rollout, String(revision));
    if (progressDeadlineUs(deployment) !== null) {
      claim(rollout, progressing('True', 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`), context.nowUs());
    }
    const error = rollout.deployment === deployment ? null : yield* writeStatus(rollout);
    return error ?? (reply!.object as StoredReplicaSet);
  }
  if (reply!.reason === 'AlreadyExists') return yield* resolveCollision(rollout, set, reply!.message);
  if (progressDeadlineUs(deployment) !== null) {
    claim(rollout, progressing('False', 'ReplicaSetCreateError', reply!.message), context.nowUs());
    yield* writeStatus(rollout);
  }
  return new RolloutError(reply!.message);
}

/** The name is taken: by our own ReplicaSet, which an old view did not show, or by another one, then the next name is tried. */
function* resolveCollision(rollout: Rollout, set: StoredReplicaSet, message: string): Task<Outcome<StoredReplicaSet>> {
  const { deployment, context } = rollout;
  const existing = replicaSets(context.view('ReplicaSet')).get(`${set.metadata.namespace ?? ''}/${set.metadata.name}`);
  if (existing === undefined) return new RolloutError(message);
  if (controllerOf(existing)?.uid === deployment.metadata.uid && isOfTemplate(existing, deployment.spec.template)) {
    const isStale = setRevision(rollout, set.metadata.annotations?.[REVISION]);
    const error = isStale ? yield* writeStatus(rollout) : null;
    return error ?? existing;
  }
  const counts = deploymentCountsOf(deployment);
  rollout.deployment = { ...deployment, status: { ...counts, collisionCount: (counts.collisionCount ?? 0) + 1 } };
  yield* writeStatus(rollout);
  return new RolloutError(message);
}

function newReplicaSet(deployment: StoredDeployment, old: readonly StoredReplicaSet[], revision: number): StoredReplicaSet {
  const { spec, metadata } = deployment;
  const hash = templateHash(spec.template, deploymentCountsOf(deployment).collisionCount);
  const template = withTemplateHash(spec.template, hash);
  const labels = template.metadata?.labels;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      ...(labels === undefined ? {} : { labels }),
      annotations: withSizes(newestAnnotations(deployment, {}, revision), deployment),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newestSize(deployment, { total: sizeOf(old), newest: 0 }),
      minReadySeconds: spec.minReadySeconds ?? 0,
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [TEMPLATE_HASH]: hash } },
      template,
    },
  };
}

/**
 * Size that the newest ReplicaSet may have now: all replicas, but together with the old ones no more than the surge
 * allows.
 * @param sizes.total  pods that all ReplicaSets ask for, the newest among them
 * Source: pkg/controller/deployment/util/deployment_util.go v1.36.3, NewRSNewReplicas.
 */
export function newestSize(deployment: StoredDeployment, sizes: { readonly total: number; readonly newest: number }): number {
  const replicas = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return replicas;
  const room = replicas + maxSurge(deployment) - sizes.total;
  return room <= 0 ? sizes.newest : sizes.newest + Math.min(room, replicas - sizes.newest);
}

function setRevision(rollout: Rollout, revision: string | undefined): boolean {
  const { deployment } = rollout;
  const { annotations } = deployment.metadata;
  if (revision === undefined || annotations?.[REVISION] === revision) return false;
  rollout.deployment = { ...deployment, metadata: { ...deployment.metadata, annotations: { ...annotations, [REVISION]: revision } } };
  return true;
}

function progressing(status: Claim['status'], reason: string, message: string): Claim {
  return { type: 'Progressing', status, reason, message };
}

function claim(rollout: Rollout, what: Claim, nowUs: number): void {
  setConditions(rollout, withConditionSet(deploymentCountsOf(rollout.deployment).conditions, what, nowUs));
}
