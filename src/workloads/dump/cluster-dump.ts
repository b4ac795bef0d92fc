import type { ClusterObject, ClusterObjectKind } from '../../world/cluster/index.js';
import type { Node, Pod } from '../../world/objects/index.js';
import type { ImportCounts } from '../demand.js';

/** A copy of a cluster as `kubectl get ... -o json` prints it, sorted by what becomes of it. */
export interface ClusterDump {
  readonly nodes: readonly Node[];
  /** Pods that have a node, and have not ended. */
  readonly bound: readonly Pod[];
  /** Pods that wait for a node. */
  readonly pending: readonly Pod[];
  readonly objects: readonly DumpObject[];
  readonly counts: ImportCounts;
}

/** An object of a kind that schedulers look at. */
export interface DumpObject { readonly kind: ClusterObjectKind; readonly object: ClusterObject }

/** `namespace/name` of an object that lives in a namespace. */
export function dumpKey({ metadata }: Pick<Pod, 'metadata'>): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}

/**
 * A pod that its node started by itself from a file: the scheduler never saw it, and it cannot be anywhere else.
 */
export function isStaticPod({ metadata }: Pod): boolean {
  return metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
}
