import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../world/objects/index.js';
import type { AssumedObjects } from './assumed-objects.js';
import { claimName, isFullyBound, namespaceOf, notFound, ownerError, podName, storageClassOf, WAIT_FOR_FIRST_CONSUMER, type ClaimVolume } from './claims.js';
import { candidatesFor, type Candidates } from './static-matching.js';

/** The scheduler's view of claims and volumes: with what it is about to write. */
export interface VolumeView {
  readonly cluster: Cluster;
  readonly volumes: AssumedObjects<'PersistentVolume'>;
  readonly claims: AssumedObjects<'PersistentVolumeClaim'>;
}

/** The claims of a pod, sorted by what is left to do for them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Unbound ones that wait for a pod, with the volumes that could serve them. */
  readonly waiting: readonly Candidates[];
}

/**
 * Sorts the claims of a pod; `reason` says why no node is worth a look: a claim that is missing, lost, being deleted or
 * somebody else's, or one that should have been bound without the scheduler.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding (podHasPVCs, GetPodVolumeClaims).
 */
export function sortClaims(
  pod: number, podClass: PodClass, volumes: readonly ClaimVolume[], view: VolumeView,
): PodClaims | { readonly reason: string } {
  const namespace = namespaceOf(podClass);
  const bound: PersistentVolumeClaim[] = [];
  const waiting: PersistentVolumeClaim[] = [];
  let isImmediateMissing = false;
  for (const volume of volumes) {
    const isEphemeral = volume.claim === null;
    const owner = isEphemeral ? podName(view.cluster, pod, podClass) : '';
    const name = claimName(volume, owner);
    const key = `${namespace}/${name}`;
    const claim = view.claims.stored(key);
    if (claim === undefined) {
      return {
        reason: isEphemeral
          ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
          : notFound('persistentvolumeclaim', name),
      };
    }
    if (claim.status?.phase === 'Lost') {
      return { reason: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"` };
    }
    if (claim.metadata.deletionTimestamp !== undefined) return { reason: `persistentvolumeclaim "${name}" is being deleted` };
    const error = isEphemeral ? ownerError(claim, namespace, owner) : null;
    if (error !== null) return { reason: error };
    const seen = view.claims.get(key)!;
    if (isFullyBound(seen)) bound.push(seen);
    else if ((seen.spec.volumeName ?? '') === '' && waitsForPod(seen, view.cluster)) waiting.push(seen);
    else isImmediateMissing = true;
  }
  if (isImmediateMissing) return { reason: 'pod has unbound immediate PersistentVolumeClaims' };
  const byClass = waiting.length === 0 ? null : volumesByClass(view);
  return { bound, waiting: waiting.map((claim) => candidatesFor(claim, byClass!.get(storageClassOf(claim)) ?? [])) };
}

function waitsForPod(claim: PersistentVolumeClaim, { objects }: Cluster): boolean {
  return objects.get('StorageClass', storageClassOf(claim))?.volumeBindingMode === WAIT_FOR_FIRST_CONSUMER;
}

/** Volumes by storage class; read once per version, as many claims are of one class. */
function volumesByClass(view: VolumeView): ReadonlyMap<string, readonly PersistentVolume[]> {
  const { volumes } = view;
  const known = BY_CLASS.get(volumes);
  if (known?.version === volumes.version) return known.byClass;
  const byClass = new Map<string, PersistentVolume[]>();
  for (const volume of volumes.all(({ metadata }) => metadata.name)) {
    const name = storageClassOf(volume);
    const list = byClass.get(name);
    if (list === undefined) byClass.set(name, [volume]);
    else list.push(volume);
  }
  BY_CLASS.set(volumes, { version: volumes.version, byClass });
  return byClass;
}

const BY_CLASS = new WeakMap<object, { readonly version: number; readonly byClass: ReadonlyMap<string, readonly PersistentVolume[]> }>();
