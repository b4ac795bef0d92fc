import {
  compileSelector, type CompiledSelector, type DeploymentSpec, type OwnerReference, type PodSpec, type ReplicaSet,
} from '../../world/objects/index.js';
import { controllerOf, isDeleting, isTerminal, keyOf, type ApiObject, type Lister } from '../../world/controlplane/index.js';

/** A condition in a workload's status; times are microseconds of virtual time. */
export interface WorkloadCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message?: string;
  /** When `status` last changed; stands for `lastTransitionTime`. */
  readonly sinceUs: number;
  /** When it was last confirmed; stands for `lastUpdateTime`. */
  readonly updatedUs: number;
}

/** Status of a ReplicaSet as its controller writes it. */
export interface ReplicaSetCounts {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly fullyLabeledReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly terminatingReplicas?: number;
  readonly conditions: readonly WorkloadCondition[];
}

/** Status of a Deployment as its controller writes it. */
export interface DeploymentCounts {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly unavailableReplicas: number;
  readonly terminatingReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions: readonly WorkloadCondition[];
}

export interface StoredReplicaSet extends ApiObject { readonly spec: ReplicaSet['spec']; readonly status?: ReplicaSetCounts }
export interface StoredDeployment extends ApiObject { readonly spec: DeploymentSpec; readonly status?: DeploymentCounts }
export interface StoredPod extends ApiObject { readonly spec: PodSpec }

const NO_REPLICA_SET_COUNTS: ReplicaSetCounts = {
  observedGeneration: 0, replicas: 0, fullyLabeledReplicas: 0, readyReplicas: 0, availableReplicas: 0, conditions: [],
};

const NO_DEPLOYMENT_COUNTS: DeploymentCounts = {
  observedGeneration: 0, replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0, unavailableReplicas: 0, conditions: [],
};

// A view holds objects of one kind, and objects are checked against their kind when they are decoded or made.
/** A view of ReplicaSets. */
export function replicaSets(view: Lister): Lister<StoredReplicaSet> { return view as Lister<StoredReplicaSet>; }
/** A view of Deployments. */
export function deployments(view: Lister): Lister<StoredDeployment> { return view as Lister<StoredDeployment>; }
/** A view of pods. */
export function podsIn(view: Lister): Lister<StoredPod> { return view as Lister<StoredPod>; }

/** What the controller last reported; zeros before the first report. */
export function countsOf(replicaSet: StoredReplicaSet): ReplicaSetCounts { return replicaSet.status ?? NO_REPLICA_SET_COUNTS; }

/** What the controller last reported; zeros before the first report. */
export function deploymentCountsOf(deployment: StoredDeployment): DeploymentCounts { return deployment.status ?? NO_DEPLOYMENT_COUNTS; }

/** Replicas asked for; 1 when the spec says nothing. */
export function replicasOf(workload: { readonly spec: { readonly replicas?: number } }): number { return workload.spec.replicas ?? 1; }

/** Whether a pod counts: neither ended nor being deleted. */
export function isActive(pod: ApiObject): boolean { return !isDeleting(pod) && !isTerminal(pod); }

/** A reference to `owner` as the one that counts. */
export function controllerReference(owner: ApiObject): OwnerReference {
  return {
    ...(owner.apiVersion === undefined ? {} : { apiVersion: owner.apiVersion }),
    kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid ?? '',
    controller: true, blockOwnerDeletion: true,
  };
}

/** Index of a view: uid of the owner that counts the object; objects without one are under their namespace. */
export const BY_CONTROLLER = 'controller';

/** The bucket of {@link BY_CONTROLLER} that an object is in. */
export function controllerBucket(object: ApiObject): readonly string[] {
  return [controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace)];
}

/** Bucket of the objects of a namespace that nobody counts. */
export function orphansOf(namespace: string | undefined): string { return `orphans of ${namespace ?? ''}`; }

/** The owner of that kind which counts `object`, if the view shows it under the same uid. */
export function ownerIn(view: Lister, kind: string, object: ApiObject): ApiObject | undefined {
  const reference = controllerOf(object);
  if (reference?.kind !== kind) return undefined;
  const owner = view.get(`${object.metadata.namespace ?? ''}/${reference.name}`);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

const SELECTORS = new WeakMap<object, CompiledSelector>();

/** The compiled selector of a workload; compiled once for each selector object. */
export function selectorOf(workload: { readonly spec: Pick<ReplicaSet['spec'], 'selector'> }): CompiledSelector {
  const { selector } = workload.spec;
  let compiled = SELECTORS.get(selector);
  if (compiled === undefined) SELECTORS.set(selector, compiled = compileSelector(selector));
  return compiled;
}

/** Keys of the workloads of a view, in its namespace, whose selector takes this object. */
export function selecting(view: Lister<StoredReplicaSet>, object: ApiObject): readonly string[] {
  return view.list()
    .filter((set) => set.metadata.namespace === object.metadata.namespace && selectorOf(set).matches(object.metadata.labels))
    .map(keyOf);
}
