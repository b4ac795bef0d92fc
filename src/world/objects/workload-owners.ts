import type { LabelSelector } from './label-selector.js';
import type { Labels, ObjectMeta } from './metadata.js';

/** The old kind of ReplicaSet: what scheduling looks at is its selector. */
export interface ReplicationController {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly selector?: Labels };
}

/** Any workload object with a label selector, as far as scheduling looks at it (ReplicaSet, StatefulSet). */
export interface SelectingOwner {
  readonly metadata: ObjectMeta;
  readonly spec: { readonly selector: LabelSelector | null };
}

/** A namespace; its labels are what namespace selectors of pod affinity match. */
export interface Namespace {
  readonly metadata: ObjectMeta;
}

/** How many pods of a set must stay when pods are evicted or preempted. */
export interface PodDisruptionBudget {
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly selector?: LabelSelector | null;
    readonly unhealthyPodEvictionPolicy?: string;
  };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly disruptedPods?: Readonly<Record<string, string>>;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly expectedPods?: number;
  };
}
