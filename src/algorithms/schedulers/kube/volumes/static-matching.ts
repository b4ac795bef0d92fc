import { compareQuantities, parseQuantity, type Quantity } from '../../../../base/quantity.js';
import { invariant } from '../../../../base/invariant.js';
import { compileSelector, type Labels, type PersistentVolume, type PersistentVolumeClaim } from '../../../../world/objects/index.js';
import { claimUid, storageClassOf } from './claims.js';
import { reaches } from './volume-affinity.js';

const ZERO = parseQuantity('0')!;

/** Storage that a claim asks for; null when it names no size. */
export function requestedStorage({ spec }: PersistentVolumeClaim): Quantity | null {
  return quantity(spec.resources?.requests?.['storage']);
}

/** A written quantity; null when it is absent. */
export function quantity(written: string | number | undefined): Quantity | null {
  if (written === undefined) return null;
  const amount = parseQuantity(String(written));
  invariant(amount !== null, `"${written}" is no quantity`);
  return amount;
}

/** Whether the volume is reserved for, or bound to, this claim. */
export function isBoundToClaim({ spec: { claimRef } }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (claimRef === undefined || claimRef.name !== claim.metadata.name) return false;
  if ((claimRef.namespace ?? 'default') !== (claim.metadata.namespace ?? 'default')) return false;
  const uid = claimRef.uid ?? '';
  return uid === '' || uid === claimUid(claim);
}

/** The existing volumes that a claim may be bound to, whatever the node. */
export interface Candidates {
  readonly claim: PersistentVolumeClaim;
  /** A volume reserved for this claim: then no other one comes into question. */
  readonly reserved: PersistentVolume | null;
  /** Others, smallest first; equal ones in order of arrival. */
  readonly bySize: readonly PersistentVolume[];
}

/**
 * Sorts out the volumes of a claim's storage class that could serve it: large enough, of the same mode, available, with
 * the labels and access modes asked for.
 * Differs: of equally large volumes the real program takes any (its index is a Go map); here it is the one that came first.
 *
 * Source: kubernetes v1.36, component-helpers/storage/volume/pv_helpers.go (FindMatchingVolume).
 */
export function candidatesFor(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[]): Candidates {
  const { spec } = claim;
  const wanted = requestedStorage(claim) ?? ZERO;
  const selector = spec.selector === undefined ? null : compileSelector(spec.selector);
  const storageClass = storageClassOf(claim);
  const sized: { readonly volume: PersistentVolume; readonly size: Quantity }[] = [];
  for (const volume of volumes) {
    const isBound = isBoundToClaim(volume, claim);
    if (volume.spec.claimRef !== undefined && !isBound) continue;
    const size = quantity(volume.spec.capacity?.['storage']) ?? ZERO;
    if (compareQuantities(size, wanted) < 0) continue;
    if ((spec.volumeMode ?? FILESYSTEM) !== (volume.spec.volumeMode ?? FILESYSTEM)) continue;
    if ((spec.volumeAttributesClassName ?? '') !== (volume.spec.volumeAttributesClassName ?? '')) continue;
    if (volume.metadata.deletionTimestamp !== undefined) continue;
    if (isBound) return { claim, reserved: volume, bySize: [] };
    if (volume.status?.phase !== 'Available') continue;
    if (selector !== null && !selector.matches(volume.metadata.labels)) continue;
    if (storageClassOf(volume) !== storageClass) continue;
    if (!(spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true)) continue;
    sized.push({ volume, size });
  }
  sized.sort((a, b) => compareQuantities(a.size, b.size));
  return { claim, reserved: null, bySize: sized.map(({ volume }) => volume) };
}

const FILESYSTEM = 'Filesystem';

/** The volume for a claim on a node with these labels: the smallest that the node reaches and that is not taken. */
export function matchOnNode(
  { reserved, bySize }: Candidates, labels: Labels, taken: readonly PersistentVolume[],
): PersistentVolume | null {
  if (reserved !== null) return reaches(reserved, labels) ? reserved : null;
  return bySize.find((volume) => !taken.includes(volume) && reaches(volume, labels)) ?? null;
}
