import type { ClusterObjectKind } from '../../world/cluster/index.js';

/** Virtual time that the scheduler's own actions take, milliseconds; see the README beside the recordings. */
export interface Latency {
  readonly cycle?: number;
  readonly bind?: number;
  readonly patch?: number;
  readonly evict?: number;
}

export type StepKind = 'Node' | 'Pod' | Extract<ClusterObjectKind, 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass'>;

/** One thing that the surroundings do. */
export interface Step {
  /** Milliseconds. */
  readonly t: number;
  readonly op: 'create' | 'patch' | 'delete' | 'failBind' | 'look';
  readonly kind?: StepKind;
  readonly name?: string;
  readonly obj?: JsonObject;
  readonly repeat?: number;
  readonly patch?: JsonObject;
  /** Seconds. */
  readonly grace?: number;
  readonly times?: number;
}

export interface JsonObject { readonly [key: string]: unknown }

/** A line of a timeline; members as the README beside the recordings names them, `m` replaced by its text. */
export interface Entry {
  readonly t: number;
  readonly e: string;
  readonly i?: number;
  readonly kind?: string;
  readonly pod?: string;
  readonly q?: string;
  readonly by?: string;
  readonly from?: string;
  readonly n?: number;
  readonly res?: string;
  readonly node?: string;
  readonly best?: readonly string[];
  readonly feas?: number;
  readonly plugins?: readonly string[];
  readonly pending?: readonly string[];
  readonly to?: string;
  readonly m?: number | string;
  readonly look?: Look;
}

/** Content of the queue. */
export interface Look {
  readonly active?: readonly string[];
  readonly backoff?: readonly LookPod[];
  readonly errorBackoff?: readonly LookPod[];
  readonly unsched?: readonly LookPod[];
  readonly gated?: readonly LookPod[];
  readonly inFlight?: readonly string[];
  readonly nominated?: readonly (readonly [string, string])[];
}

export interface LookPod {
  readonly pod: string;
  readonly tries?: number;
  readonly count?: number;
  readonly errors?: number;
  readonly since: number;
  readonly expiry?: number;
  readonly plugins?: readonly string[];
  readonly gate?: string;
}

/** A recorded timeline with the script that it follows. */
export interface QueueCase {
  readonly id: string;
  readonly about?: string;
  readonly config?: string;
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly maxInUnschedulableSeconds?: number;
  readonly latency?: Latency;
  readonly objects?: JsonObject;
  /** Last moment, milliseconds. */
  readonly end: number;
  readonly script: readonly Step[];
  readonly timeline: readonly Entry[];
  readonly messages?: readonly string[];
  readonly placed?: readonly (readonly string[])[];
}
