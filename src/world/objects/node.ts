import type { Condition } from './condition.js';
import type { ObjectMeta } from './metadata.js';
import type { ResourceList } from './resource-list.js';
import type { Taint } from './taint.js';

/** A container image that lies on a node, under all of its names. */
export interface ContainerImage {
  readonly names?: readonly string[];
  readonly sizeBytes?: number;
}

export interface NodeStatus {
  readonly capacity?: ResourceList;
  readonly allocatable?: ResourceList;
  readonly conditions?: readonly Condition[];
  readonly images?: readonly ContainerImage[];
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly declaredFeatures?: readonly string[];
}

/** A node in the v1 JSON shape. */
export interface Node {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Node';
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly taints?: readonly Taint[];
    /** Cordoned: takes no new pods. */
    readonly unschedulable?: boolean;
    readonly providerID?: string;
    readonly podCIDR?: string;
    readonly podCIDRs?: readonly string[];
  };
  readonly status?: NodeStatus;
}
