import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { ObjectMeta, PersistentVolumeClaim, Volume } from '../../../../world/objects/index.js';

/** A volume of a pod that stands for a claim. */
export interface ClaimVolume {
  readonly volume: Volume;
  /** Name of the claim; null for an ephemeral volume, whose claim is called after its pod: see {@link claimName}. */
  readonly claim: string | null;
}

/** Volumes of a pod class that stand for claims, in the pod's order. */
export function claimVolumes({ template }: PodClass): readonly ClaimVolume[] {
  const found: ClaimVolume[] = [];
  for (const volume of template?.spec.volumes ?? NO_VOLUMES) {
    if (volume.persistentVolumeClaim !== undefined) found.push({ volume, claim: volume.persistentVolumeClaim.claimName });
    else if (volume.ephemeral !== undefined) found.push({ volume, claim: null });
  }
  return found;
}

const NO_VOLUMES: readonly Volume[] = [];

/** Names of the claims that a pod class names itself. */
export function namedClaims(podClass: PodClass): readonly string[] {
  return claimVolumes(podClass).flatMap(({ claim }) => claim ?? []);
}

/** Whether pods of the class name this claim; an absent one they do not. */
export function usesClaim(podClass: PodClass, claim: PersistentVolumeClaim | null | undefined): boolean {
  return claim !== null && claim !== undefined && (claim.metadata.namespace ?? 'default') === namespaceOf(podClass)
    && namedClaims(podClass).includes(claim.metadata.name);
}

/** The same, with the claims of the ephemeral volumes of one pod of the class. */
export function podUsesClaim(cluster: Cluster, pod: number, podClass: PodClass, claim: PersistentVolumeClaim | null | undefined): boolean {
  if (claim === null || claim === undefined || (claim.metadata.namespace ?? 'default') !== namespaceOf(podClass)) return false;
  const name = podName(cluster, pod, podClass);
  return claimVolumes(podClass).some((volume) => claimName(volume, name) === claim.metadata.name);
}

/** Name of the claim behind a volume. An ephemeral volume's is `<pod>-<volume>`. */
export function claimName({ claim, volume }: ClaimVolume, podName: string): string {
  return claim ?? `${podName}-${volume.name}`;
}

/** Namespace of the pods of a class. */
export function namespaceOf({ template }: PodClass): string { return template?.metadata.namespace ?? 'default'; }

/** Name of a pod without its namespace; the empty text where the workload does not name its pods. */
export function podName(cluster: Cluster, pod: number, podClass: PodClass): string {
  const name = cluster.pods.names[pod];
  return name === undefined ? podClass.template?.metadata.name ?? '' : name.slice(name.indexOf('/') + 1);
}

/**
 * What is wrong with the claim of an ephemeral volume, or null: it must belong to the pod, otherwise somebody else's claim
 * would be taken for it.
 * Differs: owners are told by name, not by uid.
 */
export function ownerError({ metadata }: PersistentVolumeClaim, namespace: string, pod: string): string | null {
  const isOwner = metadata.ownerReferences?.some(({ controller, kind, name }) =>
    controller === true && kind === 'Pod' && name === pod);
  return isOwner === true ? null
    : `PVC ${namespace}/${metadata.name} was not created for pod ${namespace}/${pod} (pod is not owner)`;
}

/** An older annotation for the storage class, which still comes first. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Storage class of a claim or a volume; the empty text when it names none. */
export function storageClassOf(
  { metadata, spec }: { readonly metadata: ObjectMeta; readonly spec: { readonly storageClassName?: string } },
): string {
  return metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';
}

/** Set on a claim by the volume controller once it is bound for good. */
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

/** Whether the claim has a volume and its controller has finished with it. */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return (spec.volumeName ?? '') !== '' && metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/** Set on a claim by the scheduler: the node for which its volume is to be made. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** Set on a volume that was bound by the system, not by a person. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/** The provisioner of storage classes whose volumes are made by hand. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
/** Unbound claims of a class with this mode wait for a pod. */
export const WAIT_FOR_FIRST_CONSUMER = 'WaitForFirstConsumer';

/** Key of a claim, and how it is written in messages. */
export function claimKey({ metadata: { namespace = 'default', name } }: PersistentVolumeClaim): string {
  return `${namespace}/${name}`;
}

/** Identity of a claim; files without uids go by the key. */
export function claimUid(claim: PersistentVolumeClaim): string { return claim.metadata.uid ?? claimKey(claim); }

/** Text of the API for an object that a lister does not have. */
export function notFound(resource: 'persistentvolumeclaim' | 'persistentvolume' | 'storageclass.storage.k8s.io', name: string): string {
  return `${resource} "${name}" not found`;
}
