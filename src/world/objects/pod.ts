import type { Affinity, TopologySpreadConstraint } from './affinity.js';
import type { Condition } from './condition.js';
import type { Container, ResourceRequirements } from './container.js';
import type { ObjectMeta, TemplateMeta } from './metadata.js';
import type { ResourceList } from './resource-list.js';
import type { Toleration } from './taint.js';
import type { Volume } from './volume.js';

/** What a pod is to run and where it may run. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly affinity?: Affinity;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  readonly priority?: number;
  readonly priorityClassName?: string;
  /** `PreemptLowerPriority` (the default) or `Never`. */
  readonly preemptionPolicy?: string;
  readonly schedulerName?: string;
  readonly schedulingGates?: readonly { readonly name: string }[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  /** False gives the pod a user namespace of its own; true when absent. */
  readonly hostUsers?: boolean;
  /** Pod-level resources: they replace the sum over containers, resource by resource. */
  readonly resources?: ResourceRequirements;
  readonly overhead?: ResourceList;
  readonly resourceClaims?: readonly { readonly name: string; readonly resourceClaimName?: string; readonly resourceClaimTemplateName?: string }[];
  readonly runtimeClassName?: string;
  readonly volumes?: readonly Volume[];
  /** `Always` (the default), `OnFailure` or `Never`. */
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly activeDeadlineSeconds?: number;
  readonly dnsPolicy?: string;
  readonly serviceAccountName?: string;
  readonly hostname?: string;
  readonly subdomain?: string;
  readonly readinessGates?: readonly { readonly conditionType: string }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly enableServiceLinks?: boolean;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly image?: string;
  readonly imageID?: string;
  readonly resources?: ResourceRequirements;
  readonly allocatedResources?: ResourceList;
}

export interface PodStatus {
  /** `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. */
  readonly phase?: string;
  readonly conditions?: readonly Condition[];
  readonly nominatedNodeName?: string;
  readonly startTime?: string;
  readonly podIP?: string;
  readonly hostIP?: string;
  readonly containerStatuses?: readonly ContainerStatus[];
  readonly initContainerStatuses?: readonly ContainerStatus[];
  /** Pod-level resources that the node has set aside; used while a resize is under way. */
  readonly allocatedResources?: ResourceList;
  readonly resources?: ResourceRequirements;
  /** Ordinary resources of the node that claims of dynamic resource allocation hold for the pod. */
  readonly nodeAllocatableResourceClaimStatuses?: readonly { readonly resources?: ResourceList }[];
}

/** A pod in the v1 JSON shape. `apiVersion` and `kind` may be absent where the context says what it is. */
export interface Pod {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Pod';
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

/** What a controller makes pods from. */
export interface PodTemplateSpec {
  readonly metadata?: TemplateMeta;
  readonly spec: PodSpec;
}
