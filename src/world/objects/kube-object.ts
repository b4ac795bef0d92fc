import type { Deployment } from './deployment.js';
import type { EndpointSlice } from './endpoint-slice.js';
import type { Node } from './node.js';
import type { Pod } from './pod.js';
import type { ReplicaSet } from './replica-set.js';
import type { Service } from './service.js';

/** An object that names its own kind, as every document of a manifest does. */
type Named<T extends { readonly apiVersion?: string; readonly kind?: string }> =
  T & { readonly apiVersion: NonNullable<T['apiVersion']>; readonly kind: NonNullable<T['kind']> };

/** Any object of a kind that the simulated cluster knows; `kind` tells which. */
export type KubeObject =
  | Named<Deployment>
  | Named<EndpointSlice>
  | Named<Node>
  | Named<Pod>
  | Named<ReplicaSet>
  | Named<Service>;
