import type { OwnerReference } from '../objects/index.js';
import type { ApiClient } from './api-client.js';
import { controllerOf, isDeleting, keyOf, DEFAULT_NAMESPACE, type ApiObject } from './api-object.js';
import type { Informer } from './informer.js';
import type { Store } from './store.js';

/** Kinds that own others, and kinds that are owned. */
export const OWNER_KINDS: readonly string[] = ['Deployment', 'ReplicaSet', 'Service'];
const DEPENDENT_KINDS: readonly string[] = ['ReplicaSet', 'Pod', 'EndpointSlice'];

/**
 * Deletes what nobody owns any more: once an owner is seen to be gone, its dependents are deleted in the background; a
 * dependent that is created for an owner that is gone already is deleted, too.
 *
 * Source: pkg/controller/garbagecollector. Differs: background propagation only; it looks dependents up in the store
 * instead of keeping a graph of its own; an object with several owners goes when its controller goes.
 */
export class GarbageCollector {
  readonly #store: Store;
  readonly #client: ApiClient;

  /** `watches` are informers of {@link OWNER_KINDS} and of pods. */
  constructor(options: { store: Store; client: ApiClient; watches: readonly Informer[] }) {
    this.#store = options.store;
    this.#client = options.client;
    for (const informer of options.watches) {
      informer.handle({
        // A dependent may be created by a controller that has not heard yet that its owner is gone.
        added: (object) => this.#collectIfOrphan(object),
        deleted: (object) => { if (OWNER_KINDS.includes(object.kind)) this.#collect(object); },
      });
    }
  }

  #collect(owner: ApiObject): void {
    for (const kind of DEPENDENT_KINDS) {
      for (const object of this.#store.list(kind)) {
        if (controllerOf(object)?.uid === owner.metadata.uid) this.#delete(object);
      }
    }
  }

  #collectIfOrphan(object: ApiObject): void {
    const owner = controllerOf(object);
    if (owner !== undefined && !this.#exists(owner, object.metadata.namespace)) this.#delete(object);
  }

  #exists(owner: OwnerReference, namespace: string | undefined): boolean {
    if (!OWNER_KINDS.includes(owner.kind)) return true;
    const key = `${namespace ?? DEFAULT_NAMESPACE}/${owner.name}`;
    return this.#store.get(owner.kind, key)?.metadata.uid === owner.uid;
  }

  #delete(object: ApiObject): void {
    if (isDeleting(object)) return;
    const { uid } = object.metadata;
    this.#client.send({ verb: 'delete', kind: object.kind, key: keyOf(object), ...(uid === undefined ? {} : { uid }) });
  }
}
