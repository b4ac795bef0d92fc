import type {
  CSIDriver, CSINode, CSIStorageCapacity, Namespace, PersistentVolume, PersistentVolumeClaim, PodDisruptionBudget,
  ReplicationController, SelectingOwner, Service, StorageClass, VolumeAttachment,
} from '../objects/index.js';

/** Kinds besides nodes and pods that schedulers look at. */
export interface ClusterObjectTypes {
  readonly Namespace: Namespace;
  readonly Service: Pick<Service, 'metadata' | 'spec'>;
  readonly ReplicationController: ReplicationController;
  readonly ReplicaSet: SelectingOwner;
  readonly StatefulSet: SelectingOwner;
  readonly PersistentVolume: PersistentVolume;
  readonly PersistentVolumeClaim: PersistentVolumeClaim;
  readonly StorageClass: StorageClass;
  readonly CSINode: CSINode;
  readonly CSIDriver: CSIDriver;
  readonly CSIStorageCapacity: CSIStorageCapacity;
  readonly VolumeAttachment: VolumeAttachment;
  readonly PodDisruptionBudget: PodDisruptionBudget;
}

export type ClusterObjectKind = keyof ClusterObjectTypes;
export type ClusterObject<K extends ClusterObjectKind = ClusterObjectKind> = ClusterObjectTypes[K];

interface Shelf<T> { readonly objects: Map<string, T>; version: number }

/**
 * What a scheduler's listers of other kinds would show: objects by kind and key, in order of their first arrival.
 * Objects are never changed in place, so an unchanged one keeps its identity. Keys are `namespace/name`
 * (namespace `default` when the object names none), or the name for kinds without namespace.
 */
export class ClusterObjects {
  readonly #shelves = new Map<ClusterObjectKind, Shelf<unknown>>();
  #changeCount = 0;

  /** Grows with every change of any kind. */
  get changeCount(): number { return this.#changeCount; }

  get<K extends ClusterObjectKind>(kind: K, key: string): ClusterObject<K> | undefined {
    return this.#shelf(kind).objects.get(key);
  }

  /** All objects of a kind. */
  all<K extends ClusterObjectKind>(kind: K): Iterable<ClusterObject<K>> { return this.#shelf(kind).objects.values(); }

  count(kind: ClusterObjectKind): number { return this.#shelf(kind).objects.size; }

  /** Adds or replaces. */
  put<K extends ClusterObjectKind>(kind: K, object: ClusterObject<K>): void {
    const shelf = this.#shelf(kind);
    shelf.objects.set(objectKey(kind, object), object);
    shelf.version++;
    this.#changeCount++;
  }

  remove(kind: ClusterObjectKind, key: string): void {
    const shelf = this.#shelf(kind);
    if (!shelf.objects.delete(key)) return;
    shelf.version++;
    this.#changeCount++;
  }

  /** Grows with every change of a kind: what was derived from its objects holds while this stays the same. */
  version(kind: ClusterObjectKind): number { return this.#shelf(kind).version; }

  #shelf<K extends ClusterObjectKind>(kind: K): Shelf<ClusterObject<K>> {
    let shelf = this.#shelves.get(kind);
    if (shelf === undefined) {
      shelf = { objects: new Map(), version: 0 };
      this.#shelves.set(kind, shelf);
    }
    // A shelf holds objects of its own kind only: `put` sees to it.
    return shelf as Shelf<ClusterObject<K>>;
  }
}

const WITHOUT_NAMESPACE: ReadonlySet<ClusterObjectKind> =
  new Set(['Namespace', 'PersistentVolume', 'StorageClass', 'CSINode', 'CSIDriver', 'VolumeAttachment']);

/** Key of an object: see {@link ClusterObjects}. */
export function objectKey(kind: ClusterObjectKind, { metadata }: ClusterObject): string {
  return WITHOUT_NAMESPACE.has(kind) ? metadata.name : `${metadata.namespace ?? 'default'}/${metadata.name}`;
}
