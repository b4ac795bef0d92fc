import type { Cluster, ClusterObjects, PodClass } from '../../../../world/cluster/index.js';
import type { PersistentVolumeClaim } from '../../../../world/objects/index.js';
import { claimName, claimVolumes, namedClaims, namespaceOf, notFound, ownerError, podName, storageClassOf } from './claims.js';
import { migrationOf, migrationOfProvisioner } from './csi-migration.js';

/** Volumes that a pod needs attached, or why that cannot be told: `isMissing` = a claim is not there yet. */
export type Attachables =
  | { readonly volumes: readonly number[] }
  | { readonly error: string; readonly isMissing: boolean };

/** Whether a pod of this class may need something attached: a claim, or an inline volume that a CSI driver serves today. */
export function mayAttach(podClass: PodClass): boolean {
  return podClass.template?.spec.volumes?.some((volume) => volume.persistentVolumeClaim !== undefined
    || volume.ephemeral !== undefined || migrationOf(volume) !== undefined) === true;
}

/** An object that decided what a pod needs attached, or its absence. */
export interface Source {
  readonly kind: 'PersistentVolumeClaim' | 'PersistentVolume' | 'StorageClass';
  readonly key: string;
  readonly object: object | undefined;
}

/** The objects that pods of a class without ephemeral volumes depend on. */
export function sourcesOf(podClass: PodClass, objects: ClusterObjects): readonly Source[] {
  return namedClaims(podClass).flatMap((name): readonly Source[] => {
    const key = `${namespaceOf(podClass)}/${name}`;
    const claim = objects.get('PersistentVolumeClaim', key);
    if (claim === undefined) return [{ kind: 'PersistentVolumeClaim', key, object: claim }];
    const volume = claim.spec.volumeName ?? '';
    const storageClass = storageClassOf(claim);
    return [
      { kind: 'PersistentVolumeClaim', key, object: claim },
      { kind: 'PersistentVolume', key: volume, object: objects.get('PersistentVolume', volume) },
      { kind: 'StorageClass', key: storageClass, object: objects.get('StorageClass', storageClass) },
    ];
  });
}

/** Whether these are still the same objects. */
export function areUnchanged(sources: readonly Source[], objects: ClusterObjects): boolean {
  for (const { kind, key, object } of sources) if (objects.get(kind, key) !== object) return false;
  return true;
}

/**
 * Numbers of the volumes that pods need attached, as CSI drivers know them: equal volumes have equal numbers.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodevolumelimits/csi.go (filterAttachableVolumes).
 */
export class AttachableVolumes {
  readonly #cluster: Cluster;
  readonly #numbers = new Map<string, number>();
  readonly #drivers = new Map<string, number>();
  /** Driver number per volume number. */
  readonly driverOf: number[] = [];

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  get volumeCount(): number { return this.driverOf.length; }
  get driverCount(): number { return this.#drivers.size; }

  /** Number of a driver, -1 when no volume is served by it. */
  driver(name: string): number { return this.#drivers.get(name) ?? -1; }

  /** Number of a volume by its driver and handle. */
  volume(driver: string, handle: string): number {
    const text = `${driver}/${handle}`;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.driverOf.length;
    this.#numbers.set(text, number);
    if (!this.#drivers.has(driver)) this.#drivers.set(driver, this.#drivers.size);
    this.driverOf.push(this.#drivers.get(driver)!);
    return number;
  }

  /**
   * The volumes of a pod, each once.
   *
   * @param isNew       the pod is being scheduled: all of its claims must be there; those of others may be missing
   * @param hasCsiNode  whether the node tells of its drivers; without that nothing counts as migrated to one
   */
  of(pod: number, podClass: PodClass, { isNew, hasCsiNode }: { readonly isNew: boolean; readonly hasCsiNode: boolean }): Attachables {
    const namespace = namespaceOf(podClass);
    const owner = podName(this.#cluster, pod, podClass);
    const found = new Set<number>();
    const claims = new Map(claimVolumes(podClass).map((entry) => [entry.volume, entry]));
    for (const volume of podClass.template?.spec.volumes ?? []) {
      const entry = claims.get(volume);
      if (entry === undefined) {
        const plugin = hasCsiNode ? migrationOf(volume) : undefined;
        if (plugin === undefined || !plugin.isOn) continue;
        const handle = plugin.handle(volume, null);
        if ('error' in handle) {
          return { error: `converting volume(${volume.name}) from inline to csi: ${handle.error}`, isMissing: false };
        }
        found.add(this.volume(plugin.driver, handle.handle));
        continue;
      }
      const isEphemeral = entry.claim === null;
      const name = claimName(entry, owner);
      const claim = this.#cluster.objects.get('PersistentVolumeClaim', `${namespace}/${name}`);
      if (claim === undefined) {
        if (!isNew) continue;
        return { error: `looking up PVC ${namespace}/${name}: ${notFound('persistentvolumeclaim', name)}`, isMissing: true };
      }
      const error = isEphemeral ? ownerError(claim, namespace, owner) : null;
      if (error !== null) return { error, isMissing: false };
      const number = this.#volumeOfClaim(claim, hasCsiNode);
      if (number >= 0) found.add(number);
    }
    return { volumes: [...found] };
  }

  /** -1 when the claim's volume is none of a CSI driver. */
  #volumeOfClaim(claim: PersistentVolumeClaim, hasCsiNode: boolean): number {
    const volume = this.#cluster.objects.get('PersistentVolume', claim.spec.volumeName ?? '');
    if (volume === undefined) return this.#volumeToCome(claim, hasCsiNode);
    const { csi } = volume.spec;
    if (csi !== undefined) return this.#volumeOrNone(csi.driver, csi.volumeHandle);
    const plugin = hasCsiNode ? migrationOf(volume.spec) : undefined;
    if (plugin === undefined || !plugin.isOn) return -1;
    const handle = plugin.handle(volume.spec, volume.metadata.labels ?? {});
    return 'error' in handle ? -1 : this.#volumeOrNone(plugin.driver, handle.handle);
  }

  #volumeOrNone(driver: string, handle: string): number {
    return driver === '' || handle === '' ? -1 : this.volume(driver, handle);
  }

  /** A claim without volume counts for the driver of its class, under a handle that no volume has. */
  #volumeToCome(claim: PersistentVolumeClaim, hasCsiNode: boolean): number {
    const storageClass = this.#cluster.objects.get('StorageClass', storageClassOf(claim));
    if (storageClass === undefined) return -1;
    const { provisioner } = storageClass;
    const plugin = migrationOfProvisioner(provisioner);
    const { namespace = 'default', name } = claim.metadata;
    const handle = `\0${namespace}/${name}`;
    if (plugin !== undefined) return hasCsiNode && plugin.isOn ? this.volume(plugin.driver, handle) : -1;
    return this.#volumeOrNone(provisioner, handle);
  }
}
