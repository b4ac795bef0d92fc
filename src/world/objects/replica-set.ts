import type { Condition } from './condition.js';
import type { LabelSelector } from './label-selector.js';
import type { ObjectMeta } from './metadata.js';
import type { PodTemplateSpec } from './pod.js';

export interface ReplicaSetStatus {
  readonly replicas?: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
}

/** Keeps a number of equal pods, in the v1 JSON shape of group `apps`. */
export interface ReplicaSet {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'ReplicaSet';
  readonly metadata: ObjectMeta;
  readonly spec: {
    /** 1 when absent. */
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplateSpec;
  };
  readonly status?: ReplicaSetStatus;
}
