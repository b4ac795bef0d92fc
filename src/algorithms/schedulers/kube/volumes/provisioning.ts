import { quantityValue } from '../../../../base/quantity.js';
import type { ClusterObjects } from '../../../../world/cluster/index.js';
import {
  compileSelector, type CSIStorageCapacity, type Labels, type PersistentVolumeClaim, type StorageClass,
} from '../../../../world/objects/index.js';
import { claimKey, NO_PROVISIONER, storageClassOf } from './claims.js';
import { quantity, requestedStorage } from './static-matching.js';

/** Whether a volume for a claim can be made within reach of a node. `error` = the claim's class is not there. */
export type Provision = 'possible' | 'impossible' | 'no-space' | { readonly error: string };

/**
 * Looks whether a new volume for the claim could be made for a node: its class has a provisioner, the node lies in the
 * topology that the class allows, and the driver, if it reports capacity, has enough left there.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go (checkVolumeProvisions,
 * hasEnoughCapacity).
 */
export function provisionFor(claim: PersistentVolumeClaim, labels: Labels, objects: ClusterObjects): Provision {
  const name = storageClassOf(claim);
  if (name === '') return { error: `no class for claim "${claimKey(claim)}"` };
  const storageClass = objects.get('StorageClass', name);
  if (storageClass === undefined) return { error: `failed to find storage class "${name}"` };
  const { provisioner } = storageClass;
  if (provisioner === '' || provisioner === NO_PROVISIONER || !allowsTopology(storageClass, labels)) return 'impossible';
  return hasSpace(claim, storageClass, labels, objects) ? 'possible' : 'no-space';
}

/** One of the terms must hold; no terms allow every node, a term without expressions none. */
function allowsTopology({ allowedTopologies = [] }: StorageClass, labels: Labels): boolean {
  if (allowedTopologies.length === 0) return true;
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.length > 0 && matchLabelExpressions.every(({ key, values }) =>
      Object.hasOwn(labels, key) && values.includes(labels[key]!)));
}

function hasSpace(claim: PersistentVolumeClaim, storageClass: StorageClass, labels: Labels, objects: ClusterObjects): boolean {
  const wanted = requestedStorage(claim);
  if (wanted === null) return true;
  if (objects.get('CSIDriver', storageClass.provisioner)?.spec.storageCapacity !== true) return true;
  const wantedBytes = quantityValue(wanted);
  for (const capacity of objects.all('CSIStorageCapacity')) {
    if (capacity.storageClassName !== storageClass.metadata.name) continue;
    const limitBytes = volumeLimitBytes(capacity);
    if (limitBytes === null || limitBytes < wantedBytes) continue;
    if (compileSelector(capacity.nodeTopology).matches(labels)) return true;
  }
  return false;
}

/** Size of the largest volume that can be made there, bytes; null when the driver does not say. */
export function volumeLimitBytes({ capacity, maximumVolumeSize }: CSIStorageCapacity): bigint | null {
  const limit = quantity(maximumVolumeSize ?? capacity);
  return limit === null ? null : quantityValue(limit);
}
