import type { LabelSelector } from './label-selector.js';
import type { NodeSelector } from './affinity.js';
import type { ObjectMeta } from './metadata.js';
import type { ResourceList } from './resource-list.js';
import type { InTreeVolumeSources, VolumeClaimSpec } from './volume.js';

/** A piece of storage, in the v1 JSON shape: the parts that scheduling looks at. */
export interface PersistentVolume {
  readonly metadata: ObjectMeta;
  readonly spec: InTreeVolumeSources & {
    readonly capacity?: ResourceList;
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    /** `Filesystem` when absent. */
    readonly volumeMode?: string;
    readonly claimRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly namespace?: string;
      readonly name: string;
      readonly uid?: string;
    };
    readonly nodeAffinity?: { readonly required?: NodeSelector };
    readonly volumeAttributesClassName?: string;
    readonly csi?: { readonly driver: string; readonly volumeHandle: string };
    readonly [source: string]: unknown;
  };
  readonly status?: { readonly phase?: string };
}

/** A request for storage. */
export interface PersistentVolumeClaim {
  readonly metadata: ObjectMeta;
  readonly spec: VolumeClaimSpec & { readonly selector?: LabelSelector };
  readonly status?: { readonly phase?: string };
}

/** How volumes of a class come to be. */
export interface StorageClass {
  readonly metadata: ObjectMeta;
  readonly provisioner: string;
  /** `Immediate` when absent. */
  readonly volumeBindingMode?: string;
  readonly allowedTopologies?: readonly {
    readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
  }[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Which storage drivers run on a node, and how many volumes each can attach there. Named like its node. */
export interface CSINode {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly drivers?: readonly {
      readonly name: string;
      readonly nodeID?: string;
      readonly topologyKeys?: readonly string[] | null;
      readonly allocatable?: { readonly count?: number };
    }[] | null;
  };
}

export interface CSIDriver {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly storageCapacity?: boolean; readonly preventPodSchedulingIfMissing?: boolean; readonly [field: string]: unknown };
}

/** How much a driver can still provision for one class in one part of the cluster. */
export interface CSIStorageCapacity {
  readonly metadata: ObjectMeta;
  readonly nodeTopology?: LabelSelector;
  readonly storageClassName: string;
  readonly capacity?: string | number;
  readonly maximumVolumeSize?: string | number;
}

/** A volume that is, or is being, attached to a node. */
export interface VolumeAttachment {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly attacher: string;
    readonly nodeName: string;
    readonly source: { readonly persistentVolumeName?: string; readonly inlineVolumeSpec?: PersistentVolume['spec'] };
  };
  readonly status?: { readonly attached?: boolean };
}
