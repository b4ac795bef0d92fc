import type { ClusterObject, ClusterObjectKind } from '../../world/cluster/index.js';
import type { Node, Pod } from '../../world/objects/index.js';
import type { RecordedPost, RecordedSessionPost } from './post.js';

// Shapes of the recordings of kube-scheduler; docs/conformance.md describes every field.

/** One decision: what the scheduler made of one pod. What a recorder cannot see is absent, and not compared. */
export interface RecordedDecision {
  readonly pod: Pod;
  readonly preFilter?: {
    readonly code: string;
    readonly plugin?: string;
    readonly reasons?: readonly string[];
    readonly skip?: readonly string[];
    readonly nodes?: readonly string[];
    readonly narrowedBy?: readonly string[];
  };
  /** Plugin, code and sorted reasons; letters stand for entries. */
  readonly statuses?: readonly (readonly string[])[];
  readonly fit?: string;
  readonly filters?: Readonly<Record<string, string>>;
  readonly pass?: readonly string[];
  readonly evaluated?: number;
  readonly feasible?: number;
  readonly skipScore?: readonly string[];
  readonly scores?: Readonly<Record<string, RecordedScores>>;
  readonly total?: readonly number[];
  readonly best?: readonly string[];
  readonly pick?: string;
  readonly error?: string;
  readonly post?: RecordedPost;
}

/** Scores of one plugin for the feasible nodes; `norm` is absent where normalisation changes nothing. */
export interface RecordedScores { readonly w: number; readonly raw: readonly number[]; readonly norm?: readonly number[] }

/** Lists of objects other than nodes and pods, and the kinds in them. */
export const OBJECT_LISTS = {
  namespaces: 'Namespace', services: 'Service', replicationControllers: 'ReplicationController', replicaSets: 'ReplicaSet',
  statefulSets: 'StatefulSet', persistentVolumes: 'PersistentVolume', persistentVolumeClaims: 'PersistentVolumeClaim',
  storageClasses: 'StorageClass', csiNodes: 'CSINode', csiDrivers: 'CSIDriver', csiStorageCapacities: 'CSIStorageCapacity',
  volumeAttachments: 'VolumeAttachment', podDisruptionBudgets: 'PodDisruptionBudget',
} as const satisfies Record<string, ClusterObjectKind>;

type Kinds = typeof OBJECT_LISTS;
export type RecordedObjects = { readonly [List in keyof Kinds]?: readonly ClusterObject<Kinds[List]>[] };

export interface RecordedCluster extends RecordedObjects {
  readonly nodes: readonly Node[];
  /** Bound pods. */
  readonly pods?: readonly Pod[];
  /** Unbound pods with a nominated node, in the order of their nomination. */
  readonly pending?: readonly Pod[];
}

/** A cluster and what was decided on it; nothing is applied between decisions. */
export interface RecordedCase {
  readonly id: string;
  /** Text of a KubeSchedulerConfiguration; absent = the default one. */
  readonly config?: string;
  readonly cluster: RecordedCluster;
  /** Node names in snapshot order; verdicts and scores are aligned with it. */
  readonly order: readonly string[];
  readonly decisions: readonly RecordedDecision[];
}

/** First line of a session. */
export interface SessionHeader {
  readonly session: string;
  readonly config?: string;
  readonly nodeTemplates: readonly Node[];
  readonly podTemplates: readonly Pod[];
  readonly objects?: RecordedObjects;
}

/** Later lines of a session. */
export type SessionStep =
  | { readonly op: 'node'; readonly name: string; readonly t: number; readonly labels?: Readonly<Record<string, string>> }
  | { readonly op: 'rmnode' | 'del'; readonly name: string }
  | SessionPod;

export interface SessionPod {
  readonly op: 'pod';
  readonly name: string;
  readonly t: number;
  readonly nominated?: string;
  readonly pick?: string;
  readonly r: {
    readonly start: number;
    readonly eval: number;
    readonly feas: number;
    readonly max?: number;
    readonly bestN?: number;
    readonly best?: readonly string[];
    readonly bestHash?: string;
    readonly allHash?: string;
    readonly own?: string;
    readonly fail?: Readonly<Record<string, number>>;
    readonly error?: string;
  };
  readonly post?: RecordedSessionPost;
}
