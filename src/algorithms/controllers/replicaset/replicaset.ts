import { controllerOf, isDeleting, isReady, keyOf, type ApiObject, type ApiRequest, type Task } from '../../../world/controlplane/index.js';
import { defineController, type ControllerContext, type EventRules, type SyncError } from '../contract.js';
import {
  BY_CONTROLLER, controllerBucket, controllerReference, ownerIn, podsIn, replicaSets, replicasOf, selecting,
  type StoredPod, type StoredReplicaSet,
} from '../workloads.js';
import { claimPods } from './claim.js';
import { countReplicas, untilNextAvailableUs, writeReplicaSetStatus } from './status.js';
import { victimsOf } from './victims.js';

/** Microseconds in a second. */
const SECOND_US = 1_000_000;

interface Settings { readonly burst: number; readonly slowStart: boolean }

/**
 * ReplicaSet: keeps as many active pods as its spec asks for. One sync creates or deletes at most `burst` pods;
 * creations begin with one and double with each batch that succeeds, so that a refusal costs few requests.
 */
export const replicaSet = defineController({
  name: 'replicaset',
  title: 'ReplicaSet: as many pods as asked for, created with slow start',
  source: 'Kubernetes v1.36.3, pkg/controller/replicaset',
  revision: 1,
  differs: [
    'No read-your-own-writes gate: expectations alone guard against stale views.',
    'Events are not recorded; upstream they take some tokens of the same client (at most 25 and one in 5 minutes an object).',
    'Pods of sibling ReplicaSets are found by owner, not by selector.',
    'Times have microseconds; upstream truncates them to seconds.',
  ],
  parameters: {
    burst: { type: 'integer', default: 500, min: 1, max: 100_000, unit: 'pods', description: 'Pods created or deleted in one sync at most' },
    slowStart: { type: 'boolean', default: true, description: 'Batches of 1, 2, 4 ... creations; otherwise all at once' },
  },
  reconciles: 'ReplicaSet',
  watches: [
    { kind: 'ReplicaSet', indexes: { [BY_CONTROLLER]: controllerBucket } },
    { kind: 'Pod', indexes: { [BY_CONTROLLER]: controllerBucket } },
  ],
  create: (context, settings) => ({
    on: { ReplicaSet: replicaSetRules(context), Pod: podRules(context) },
    sync: (key) => sync(context, settings, key),
  }),
});

function replicaSetRules(context: ControllerContext): EventRules {
  return {
    added: (set) => context.enqueue(keyOf(set)),
    updated: (_before, set) => context.enqueue(keyOf(set)),
    deleted(set) {
      context.expectations.forget(keyOf(set));
      context.enqueue(keyOf(set));
    },
  };
}

function podRules(context: ControllerContext): EventRules {
  const sets = replicaSets(context.view('ReplicaSet'));

  const goes = (pod: ApiObject): void => {
    const owner = ownerIn(sets, 'ReplicaSet', pod);
    if (owner === undefined) return;
    context.expectations.deletionObserved(keyOf(owner), keyOf(pod));
    context.enqueue(keyOf(owner));
  };

  return {
    added(pod) {
      if (isDeleting(pod)) return goes(pod);
      if (controllerOf(pod) === undefined) return selecting(sets, pod).forEach(context.enqueue);
      const owner = ownerIn(sets, 'ReplicaSet', pod);
      if (owner === undefined) return;
      context.expectations.creationObserved(keyOf(owner));
      context.enqueue(keyOf(owner));
    },
    updated(before, pod) {
      if (before.metadata.resourceVersion === pod.metadata.resourceVersion) return;
      // A pod's replacement starts when its end begins, not when it is gone.
      if (isDeleting(pod)) return goes(pod);
      const formerOwner = controllerOf(before)?.uid === controllerOf(pod)?.uid ? undefined : ownerIn(sets, 'ReplicaSet', before);
      if (formerOwner !== undefined) context.enqueue(keyOf(formerOwner));
      if (controllerOf(pod) === undefined) return selecting(sets, pod).forEach(context.enqueue);
      const owner = ownerIn(sets, 'ReplicaSet', pod) as StoredReplicaSet | undefined;
      if (owner === undefined) return;
      context.enqueue(keyOf(owner));
      const minReadySeconds = owner.spec.minReadySeconds ?? 0;
      if (minReadySeconds > 0 && !isReady(before) && isReady(pod)) context.enqueueAfter(keyOf(owner), minReadySeconds * SECOND_US);
    },
    deleted: goes,
  };
}

function* sync(context: ControllerContext, settings: Settings, key: string): Task<SyncError> {
  const set = replicaSets(context.view('ReplicaSet')).get(key);
  if (set === undefined) {
    context.expectations.forget(key);
    return null;
  }
  // Asked before the pods are listed: what is observed in between can then only be counted once.
  const mayManage = context.expectations.areSatisfied(key);
  const pods = yield* claimPods(set, podsIn(context.view('Pod')));
  const error = mayManage && !isDeleting(set) ? yield* manage(context, settings, { key, set, pods: pods.active }) : null;
  const nowUs = context.nowUs();
  const counts = countReplicas(set, pods, { error, nowUs });
  const statusError = yield* writeReplicaSetStatus(set, counts);
  if (statusError !== null || error !== null) return statusError ?? error;
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  if (minReadySeconds > 0 && counts.readyReplicas !== counts.availableReplicas) {
    context.enqueueAfter(key, untilNextAvailableUs(pods.active, minReadySeconds, nowUs) ?? minReadySeconds * SECOND_US);
  }
  return null;
}

interface Managed { readonly key: string; readonly set: StoredReplicaSet; readonly pods: readonly StoredPod[] }

function* manage(context: ControllerContext, settings: Settings, { key, set, pods }: Managed): Task<SyncError> {
  const surplus = pods.length - replicasOf(set);
  if (surplus === 0) return null;
  const count = Math.min(Math.abs(surplus), settings.burst);
  if (surplus < 0) {
    context.expectations.expectCreations(key, count);
    const { created, error } = yield* createSlowly(newPod(set), count, settings.slowStart ? 1 : count);
    // Nobody will ever see those that failed or were not tried.
    for (let i = created; i < count; i++) context.expectations.creationObserved(key);
    return error;
  }
  const victims = victimsOf(pods, relatedPods(context, set), { count, nowUs: context.nowUs() });
  context.expectations.expectDeletions(key, victims.map(keyOf));
  const replies = yield victims.map((pod): ApiRequest => ({ verb: 'delete', kind: 'Pod', key: keyOf(pod) }));
  let error: SyncError = null;
  replies.forEach((reply, i) => {
    if (reply.ok) return;
    context.expectations.deletionObserved(key, keyOf(victims[i]!));
    if (reply.reason !== 'NotFound') error ??= reply.message;
  });
  return error;
}

/**
 * Creates `count` pods in batches of doubling size; a batch with a failure is the last one.
 * Source: pkg/controller/replicaset/replica_set.go v1.36.3, slowStartBatch.
 */
function* createSlowly(pod: ApiObject, count: number, firstBatch: number): Task<{ created: number; error: SyncError }> {
  const request: ApiRequest = { verb: 'create', object: pod };
  let created = 0;
  let remaining = count;
  for (let batch = Math.min(remaining, firstBatch); batch > 0; batch = Math.min(2 * batch, remaining)) {
    const replies = yield new Array<ApiRequest>(batch).fill(request);
    let error: SyncError = null;
    for (const reply of replies) {
      if (reply.ok) created++;
      else error ??= reply.message;
    }
    if (error !== null) return { created, error };
    remaining -= batch;
  }
  return { created, error: null };
}

function newPod(set: StoredReplicaSet): ApiObject {
  const { metadata, spec } = set.spec.template;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata, name: '', generateName: `${set.metadata.name}-`, namespace: set.metadata.namespace ?? '',
      ownerReferences: [controllerReference(set)],
    },
    spec,
  };
}

/** Pods of all ReplicaSets of the same owner; none for a ReplicaSet of its own. */
function relatedPods(context: ControllerContext, set: StoredReplicaSet): readonly StoredPod[] {
  const owner = controllerOf(set);
  if (owner === undefined) return [];
  const pods = podsIn(context.view('Pod'));
  return context.view('ReplicaSet').byIndex(BY_CONTROLLER, owner.uid)
    .flatMap((sibling) => pods.byIndex(BY_CONTROLLER, sibling.metadata.uid ?? ''));
}
