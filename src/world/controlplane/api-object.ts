import { invariant } from '../../base/invariant.js';
import type { ObjectMeta } from '../objects/index.js';

/** The object that manages another one; with `controller`, the one that counts it. */
export interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/**
 * Metadata as the store keeps it. `uid`, `resourceVersion` (decimal text of the store's version at the last write) and
 * `generation` are the server's. Its times are integer microseconds of virtual time under names of their own: RFC 3339
 * texts have no finer unit than seconds in the API and would be parsed again and again.
 */
export interface StoredMetadata extends Omit<ObjectMeta, 'name' | 'ownerReferences'> {
  readonly name: string;
  readonly ownerReferences?: readonly OwnerReference[];
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

/** An object as users write it: any `KubeObject`. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
}

/** An object of a manifest as the API takes it. Owners are named by uid in the API; manifests with other owners are broken. */
export function fromManifest(object: Manifest): ApiObject {
  const { ownerReferences, name, ...metadata } = object.metadata;
  const owners = ownerReferences?.map((owner) => {
    invariant(owner.uid !== undefined, `${object.kind} ${name ?? ''}: an owner reference without uid`);
    return { ...owner, uid: owner.uid };
  });
  return { ...object, metadata: { ...metadata, name: name ?? '', ...(owners === undefined ? {} : { ownerReferences: owners }) } };
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
