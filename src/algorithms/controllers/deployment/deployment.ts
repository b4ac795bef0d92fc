import { isDeleting, keyOf, type Task } from '../../../world/controlplane/index.js';
import { defineController, type ControllerContext, type EventRules, type SyncError } from '../contract.js';
import {
  BY_CONTROLLER, controllerBucket, deployments, ownerIn, podsIn, replicaSets, selectorOf, type StoredDeployment, type StoredReplicaSet,
} from '../workloads.js';
import { isRollingUpdate } from './limits.js';
import { syncGenerations } from './newest.js';
import { recreate } from './recreate.js';
import { byAge } from './revisions.js';
import { rollOver } from './rolling.js';
import { RolloutError, type Rollout } from './rollout.js';
import { isScalingEvent, scaleOnly } from './scaling.js';
import { notePause, reportCounts } from './status.js';

/**
 * Deployment: a ReplicaSet for each pod template, of which the newest takes over from the others: step by step within
 * limits of surge and availability, or all at once.
 */
export const deployment = defineController({
  name: 'deployment',
  title: 'Deployment: rolling updates over ReplicaSets',
  source: 'Kubernetes v1.36.3, pkg/controller/deployment',
  revision: 1,
  differs: [
    'Template hashes, and with them the names of ReplicaSets, are others: upstream hashes a dump of Go structures.',
    'Of ReplicaSets made at the same instant the one made first counts as older; upstream goes by name, that is by hash.',
    'ReplicaSets that nobody owns are not adopted; the annotation deprecated.deployment.rollback.to is ignored.',
    'Events are not recorded.',
    'Times have microseconds; upstream truncates them to seconds.',
  ],
  parameters: {},
  reconciles: 'Deployment',
  watches: [
    { kind: 'Deployment' },
    { kind: 'ReplicaSet', indexes: { [BY_CONTROLLER]: controllerBucket } },
    { kind: 'Pod', indexes: { [BY_CONTROLLER]: controllerBucket } },
  ],
  maxRetries: 15,
  create: (context) => ({
    on: { Deployment: deploymentRules(context), ReplicaSet: replicaSetRules(context), Pod: podRules(context) },
    *sync(key) {
      const error = yield* sync(context, key);
      return error === null ? null : error.message satisfies SyncError;
    },
  }),
});

function deploymentRules(context: ControllerContext): EventRules {
  return {
    added: (object) => context.enqueue(keyOf(object)),
    updated: (_before, object) => context.enqueue(keyOf(object)),
    deleted: (object) => context.enqueue(keyOf(object)),
  };
}

function replicaSetRules(context: ControllerContext): EventRules {
  const view = context.view('Deployment');
  const enqueueOwner = (set: Parameters<NonNullable<EventRules['added']>>[0]): void => {
    const owner = ownerIn(view, 'Deployment', set);
    if (owner !== undefined) context.enqueue(keyOf(owner));
  };
  return {
    added: enqueueOwner,
    updated(before, set) {
      if (before.metadata.resourceVersion === set.metadata.resourceVersion) return;
      enqueueOwner(set);
    },
    deleted: enqueueOwner,
  };
}

/** A Recreate waits for the last old pod to go; nothing else needs to know of pods. */
function podRules(context: ControllerContext): EventRules {
  const sets = replicaSets(context.view('ReplicaSet'));
  const pods = podsIn(context.view('Pod'));
  return {
    deleted(pod) {
      const set = ownerIn(sets, 'ReplicaSet', pod);
      const owner = set === undefined ? undefined : ownerIn(context.view('Deployment'), 'Deployment', set) as StoredDeployment | undefined;
      if (owner === undefined || isRollingUpdate(owner)) return;
      const hasPods = ownSets(context, owner).some(({ metadata }) => pods.byIndex(BY_CONTROLLER, metadata.uid ?? '').length > 0);
      if (!hasPods) context.enqueue(keyOf(owner));
    },
  };
}

/** The ReplicaSets that a Deployment owns and selects, oldest first. */
function ownSets(context: ControllerContext, owner: StoredDeployment): readonly StoredReplicaSet[] {
  const selector = selectorOf(owner);
  return replicaSets(context.view('ReplicaSet')).byIndex(BY_CONTROLLER, owner.metadata.uid ?? '')
    .filter((set) => selector.matches(set.metadata.labels))
    .sort(byAge);
}

function* sync(context: ControllerContext, key: string): Task<RolloutError | null> {
  const found = deployments(context.view('Deployment')).get(key);
  if (found === undefined) return null;
  const rollout: Rollout = { context, deployment: found, sets: ownSets(context, found) };
  if (isDeleting(found)) {
    const generations = yield* syncGenerations(rollout, 'find');
    return generations instanceof RolloutError ? generations : yield* reportCounts(rollout, generations);
  }
  const error = yield* notePause(rollout);
  if (error !== null) return error;
  if (found.spec.paused === true) return yield* scaleOnly(rollout);
  const generations = yield* syncGenerations(rollout, 'find');
  if (generations instanceof RolloutError) return generations;
  if (isScalingEvent(rollout.deployment, generations)) return yield* scaleOnly(rollout);
  return isRollingUpdate(found) ? yield* rollOver(rollout) : yield* recreate(rollout);
}
