import type { ObjectMeta, OwnerReference } from '../objects/index.js';

/**
 * Metadata as the store keeps it. `uid`, `resourceVersion` (decimal text of the store's version at the last write) and
 * `generation` are the server's. Its times are integer microseconds of virtual time under names of their own: RFC 3339
 * texts have no finer unit than seconds in the API and would be parsed again and again.
 */
export interface StoredMetadata extends ObjectMeta {
  /** Instant of creation, microseconds; stands for `creationTimestamp`. */
  readonly createdUs?: number;
  /** Instant at which deletion was asked for, microseconds; stands for `deletionTimestamp`. */
  readonly deletedUs?: number;
}

/** Any object of the API: immutable plain JSON. Writers replace it and share what they did not change. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: StoredMetadata;
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** Namespace of objects that name none, as in a fresh cluster. */
export const DEFAULT_NAMESPACE = 'default';

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Node', 'Namespace', 'PriorityClass']);

/** Whether objects of a kind live in a namespace. */
export function isNamespaced(kind: string): boolean { return !CLUSTER_SCOPED.has(kind); }

/** The key of an object inside its kind: `namespace/name`, or `name` for kinds without namespace. */
export function keyOf(object: ApiObject): string {
  const { namespace, name } = object.metadata;
  return isNamespaced(object.kind) ? `${namespace ?? DEFAULT_NAMESPACE}/${name}` : name;
}

/** The owner that counts this object, if any. */
export function controllerOf(object: ApiObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Whether deletion was asked for. */
export function isDeleting(object: ApiObject): boolean { return object.metadata.deletedUs !== undefined; }
