import type { IntOrString } from './int-or-string.js';
import type { Labels, ObjectMeta } from './metadata.js';

export interface ServicePort {
  readonly port: number;
  /** Needed as soon as a service has several ports. */
  readonly name?: string;
  readonly protocol?: string;
  /** Number or name of a container port; equal to `port` when absent. */
  readonly targetPort?: IntOrString;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

export interface ServiceSpec {
  /** Pods that serve: all of these labels. Absent: endpoints are made by somebody else. */
  readonly selector?: Labels;
  readonly ports?: readonly ServicePort[];
  /** `ClusterIP` (the default), `NodePort`, `LoadBalancer` or `ExternalName`. */
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly externalIPs?: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: string;
  readonly internalTrafficPolicy?: string;
  readonly trafficDistribution?: string;
  readonly healthCheckNodePort?: number;
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly loadBalancerClass?: string;
  readonly loadBalancerIP?: string;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly publishNotReadyAddresses?: boolean;
  readonly sessionAffinity?: string;
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
}

/** One name and address for the pods behind a selector, in the v1 JSON shape. */
export interface Service {
  readonly apiVersion?: 'v1';
  readonly kind?: 'Service';
  readonly metadata: ObjectMeta;
  readonly spec: ServiceSpec;
  readonly status?: Readonly<Record<string, unknown>>;
}
