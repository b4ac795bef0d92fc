import type { Condition } from './condition.js';
import type { IntOrString } from './int-or-string.js';
import type { LabelSelector } from './label-selector.js';
import type { ObjectMeta } from './metadata.js';
import type { PodTemplateSpec } from './pod.js';

export interface DeploymentStrategy {
  /** `RollingUpdate` (the default) or `Recreate`. */
  readonly type?: string;
  readonly rollingUpdate?: {
    /** Pods above `replicas` during a roll-out; a percentage rounds up. */
    readonly maxSurge?: IntOrString;
    /** Pods below `replicas` during a roll-out; a percentage rounds down. */
    readonly maxUnavailable?: IntOrString;
  };
}

export interface DeploymentSpec {
  /** 1 when absent. */
  readonly replicas?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly strategy?: DeploymentStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly paused?: boolean;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

/** Rolls a pod template out over ReplicaSets, in the v1 JSON shape of group `apps`. */
export interface Deployment {
  readonly apiVersion?: 'apps/v1';
  readonly kind?: 'Deployment';
  readonly metadata: ObjectMeta;
  readonly spec: DeploymentSpec;
  readonly status?: DeploymentStatus;
}
