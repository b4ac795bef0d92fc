import type { PodClass } from '../../../../world/cluster/index.js';
import type { Volume } from '../../../../world/objects/index.js';

/** Volumes of a pod class that name a disk which two pods on one node may not share. */
export function disksOf({ template }: PodClass): readonly Volume[] {
  const disks = template?.spec.volumes?.filter((volume) => volume.gcePersistentDisk !== undefined
    || volume.awsElasticBlockStore !== undefined || volume.iscsi !== undefined || volume.rbd !== undefined) ?? NO_DISKS;
  return disks.length === 0 ? NO_DISKS : disks;
}

/** The one empty list, so that "no disks" is told by identity. */
export const NO_DISKS: readonly Volume[] = [];

/**
 * Whether a disk of one pod is also a disk of another. Readers may share it, except on EBS.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go (isVolumeConflict).
 */
export function disksConflict(wanted: readonly Volume[], used: readonly Volume[]): boolean {
  for (const mine of wanted) for (const other of used) if (isSameDisk(mine, other)) return true;
  return false;
}

function isSameDisk(a: Volume, b: Volume): boolean {
  if (a.gcePersistentDisk !== undefined && b.gcePersistentDisk !== undefined) {
    return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !areReaders(a.gcePersistentDisk, b.gcePersistentDisk);
  }
  if (a.awsElasticBlockStore !== undefined && b.awsElasticBlockStore !== undefined) {
    return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  }
  if (a.iscsi !== undefined && b.iscsi !== undefined) return a.iscsi.iqn === b.iscsi.iqn && !areReaders(a.iscsi, b.iscsi);
  if (a.rbd === undefined || b.rbd === undefined) return false;
  const { monitors, pool = DEFAULT_POOL, image } = a.rbd;
  const other = b.rbd;
  return pool === (other.pool ?? DEFAULT_POOL) && image === other.image
    && monitors.some((monitor) => other.monitors.includes(monitor)) && !areReaders(a.rbd, other);
}

/** The API fills in this pool. */
const DEFAULT_POOL = 'rbd';

function areReaders(a: { readonly readOnly?: boolean }, b: { readonly readOnly?: boolean }): boolean {
  return a.readOnly === true && b.readOnly === true;
}
