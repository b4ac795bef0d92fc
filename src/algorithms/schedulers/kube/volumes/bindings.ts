import type { ClusterWrite } from '../framework/plugin.js';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../../world/objects/index.js';
import { BOUND_BY_CONTROLLER, claimKey, claimUid, isFullyBound, SELECTED_NODE } from './claims.js';
import type { VolumeView } from './pod-claims.js';
import { isBoundToClaim } from './static-matching.js';
import { reachesBound } from './volume-affinity.js';
import type { Decisions } from './volumes-on-node.js';

/** What was reserved for one pod: objects as they are to be written, on top of what the API had. */
export interface Reservation {
  readonly volumes: readonly { readonly base: PersistentVolume; readonly volume: PersistentVolume; readonly claim: string }[];
  readonly claims: readonly { readonly base: PersistentVolumeClaim; readonly claim: PersistentVolumeClaim }[];
}

/**
 * Takes the decisions for a node for done, so that the next cycles build on them.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go (AssumePodVolumes).
 */
export function reserveVolumes({ bindings, provisions }: Decisions, nodeName: string, view: VolumeView): Reservation {
  return {
    volumes: bindings.map(({ volume, claim }) => {
      const bound = boundTo(volume, claim);
      const { name } = volume.metadata;
      // A volume that needs no change is still written, and waited for.
      const base = bound === volume ? view.volumes.stored(name) : view.volumes.assume(name, bound);
      return { base: base ?? volume, volume: bound, claim: claimKey(claim) };
    }),
    claims: provisions.map((claim) => {
      const { metadata } = claim;
      const selected = { ...claim, metadata: { ...metadata, annotations: { ...metadata.annotations, [SELECTED_NODE]: nodeName } } };
      return { base: view.claims.assume(claimKey(claim), selected) ?? claim, claim: selected };
    }),
  };
}

/** Takes a reservation back; what the API has changed since stays as it is there. */
export function releaseVolumes({ volumes, claims }: Reservation, view: VolumeView): void {
  for (const { base } of volumes) view.volumes.restore(base.metadata.name, base);
  for (const { base } of claims) view.claims.restore(claimKey(base), base);
}

/** What has to be written for a reservation. */
export function reservedWrites({ volumes, claims }: Reservation): readonly ClusterWrite[] {
  return [
    ...volumes.map(({ volume }) => ({ kind: 'PersistentVolume', object: volume }) as const),
    ...claims.map(({ claim }) => ({ kind: 'PersistentVolumeClaim', object: claim }) as const),
  ];
}

/**
 * Whether the controllers have finished what a reservation began; the text of an error when it has come undone.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go (checkBindings).
 */
export function areVolumesReady({ volumes, claims }: Reservation, node: number, view: VolumeView): boolean | string {
  const { cluster } = view;
  const nodeName = cluster.nodes.names[node]!;
  const labels = cluster.nodes.specs[node]!.template?.metadata.labels ?? {};
  const csiNode = cluster.objects.get('CSINode', nodeName);
  /** Null when the node reaches the volume. */
  const affinityError = (volume: PersistentVolume): string | null => {
    const isReached = reachesBound(volume, labels, csiNode);
    if (typeof isReached === 'string') return isReached;
    return isReached ? null
      : `pv "${volume.metadata.name}" node affinity doesn't match node "${nodeName}": no matching NodeSelectorTerms`;
  };
  for (const { base, claim } of volumes) {
    const volume = view.volumes.stored(base.metadata.name);
    if (volume === undefined) return `failed to check binding: persistentvolumes "${base.metadata.name}" not found`;
    const bound = view.claims.stored(claim);
    if (bound === undefined) return `failed to check binding: persistentvolumeclaims "${claim}" not found`;
    if (volume === base && !isBoundToClaim(volume, bound)) return false;
    const error = affinityError(volume);
    if (error !== null) return error;
    if (volume.spec.claimRef === undefined) return `ClaimRef got reset for pv "${volume.metadata.name}"`;
    if (!isFullyBound(bound)) return false;
  }
  for (const { base } of claims) {
    const claim = view.claims.stored(claimKey(base));
    if (claim === undefined) return `failed to check provisioning pvc: persistentvolumeclaims "${claimKey(base)}" not found`;
    if (claim === base) return false;
    if (claim.metadata.annotations?.[SELECTED_NODE] !== nodeName) return `provisioning failed for PVC "${claim.metadata.name}"`;
    const volumeName = claim.spec.volumeName ?? '';
    if (volumeName !== '') {
      const volume = view.volumes.stored(volumeName);
      if (volume === undefined) return false;
      const error = affinityError(volume);
      if (error !== null) return error;
    }
    if (!isFullyBound(claim)) return false;
  }
  return true;
}

/** The volume with a reference to the claim; itself when nothing is missing. */
function boundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec;
  const isReserved = isBoundToClaim(volume, claim);
  if (isReserved && claimRef!.uid === claimUid(claim)) return volume;
  const { metadata, spec } = volume;
  const { namespace = 'default', name } = claim.metadata;
  return {
    ...volume,
    // A volume that a person reserved for the claim is not marked as bound by the system.
    metadata: isReserved ? metadata : { ...metadata, annotations: { ...metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
    spec: {
      ...spec,
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name, uid: claimUid(claim) },
    },
  };
}
