import type { ResourceList } from './resource-list.js';

/**
 * Kinds of volumes that Kubernetes once attached itself and that a CSI driver serves today: inline in pods, and in
 * persistent volumes.
 */
export interface InTreeVolumeSources {
  readonly awsElasticBlockStore?: { readonly volumeID: string; readonly readOnly?: boolean };
  readonly azureDisk?: { readonly diskName: string; readonly diskURI: string; readonly kind?: string };
  readonly azureFile?: { readonly secretName: string; readonly shareName: string };
  readonly cinder?: { readonly volumeID: string };
  readonly gcePersistentDisk?: { readonly pdName: string; readonly readOnly?: boolean };
  readonly portworxVolume?: { readonly volumeID: string };
  readonly vsphereVolume?: { readonly volumePath: string };
}

/** Parts of a volume claim template that scheduling looks at. */
export interface VolumeClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly resources?: { readonly requests?: ResourceList };
}

/** A volume of a pod: a name and one source. Sources that no simulated part reads are kept as written. */
export interface Volume extends InTreeVolumeSources {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string | number };
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly configMap?: Readonly<Record<string, unknown>>;
  readonly secret?: Readonly<Record<string, unknown>>;
  readonly projected?: Readonly<Record<string, unknown>>;
  readonly downwardAPI?: Readonly<Record<string, unknown>>;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly ephemeral?: { readonly volumeClaimTemplate?: { readonly spec: VolumeClaimSpec } };
  readonly iscsi?: { readonly targetPortal: string; readonly iqn: string; readonly lun?: number; readonly readOnly?: boolean };
  readonly rbd?: { readonly monitors: readonly string[]; readonly image: string; readonly pool?: string; readonly readOnly?: boolean };
  readonly image?: { readonly reference?: string; readonly pullPolicy?: string };
  readonly csi?: { readonly driver: string; readonly [field: string]: unknown };
  readonly nfs?: Readonly<Record<string, unknown>>;
}
