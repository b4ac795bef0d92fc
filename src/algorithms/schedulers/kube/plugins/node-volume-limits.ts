// Hot path: `filter` runs once per node visit, for pods with volumes to attach only. The pods of a visited node are walked
// by class; what a class needs is worked out once per version of the claims and volumes.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { CSINode } from '../../../../world/objects/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import {
  areUnchanged, AttachableVolumes, mayAttach, sourcesOf, type Attachables, type Source,
} from '../volumes/attachable-volumes.js';
import { claimVolumes, podUsesClaim } from '../volumes/claims.js';
import { migrationOf } from '../volumes/csi-migration.js';
import { objectChange } from '../volumes/object-change.js';

/**
 * What pods of a class need attached, by whether the node tells of its drivers. It holds while `picture` does, and also
 * when other objects than its `sources` have changed since.
 */
interface Needs {
  /** There are ephemeral volumes: each pod has needs of its own, and nothing is remembered. */
  readonly isOfPod: boolean;
  picture: number;
  sources: readonly Source[];
  with: Attachables | null;
  without: Attachables | null;
}

function unknownNeeds(podClass: PodClass): Needs {
  const isOfPod = claimVolumes(podClass).some(({ claim }) => claim === null);
  return { isOfPod, picture: -1, sources: [], with: null, without: null };
}

/**
 * NodeVolumeLimits: the volumes attached to a node do not exceed what each of its CSI drivers can attach there.
 * Differs: the gate VolumeLimitScaling, off by default, does not exist.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodevolumelimits/csi.go.
 */
export const nodeVolumeLimits = definePlugin({ name: 'NodeVolumeLimits', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodeVolumeLimits';
  const { objects } = cluster;
  const exceeded = statuses.intern({ plugin: name, code: 'U', reasons: ['node(s) exceed max volume count'] });
  const attachable = new AttachableVolumes(cluster);
  const isConcerned = new ClassMemo(mayAttach);
  const needs = new ClassMemo(unknownNeeds);
  /** Of the pods on nodes, by class number, so that no number of classes makes it forget; null = they attach nothing. */
  const needsOfOthers: (Needs | null | undefined)[] = [];
  /** The pod whose cycle runs: its name is part of the names of its ephemeral claims. */
  let current = -1;
  let stamp = 0;
  // Scratch of `filter`: volumes already counted on the node carry its round, drivers their counts.
  let round = 0;
  let countedIn = new Float64Array(64);
  let attached = new Int32Array(16);
  let added = new Int32Array(16);
  let attachments: { picture: number; byNode: ReadonlyMap<string, readonly number[]> } = { picture: -1, byNode: new Map() };

  const picture = (): number =>
    objects.version('PersistentVolumeClaim') + objects.version('PersistentVolume') + objects.version('StorageClass');

  const needsOf = (
    known: Needs, pod: number, podClass: PodClass, options: { readonly isNew: boolean; readonly hasCsiNode: boolean },
  ): Attachables => {
    if (known.isOfPod) return attachable.of(pod, podClass, options);
    const now = picture();
    if (known.picture !== now) {
      if (known.picture < 0 || !areUnchanged(known.sources, objects)) {
        known.sources = sourcesOf(podClass, objects);
        known.with = null;
        known.without = null;
      }
      known.picture = now;
    }
    return options.hasCsiNode
      ? known.with ??= attachable.of(pod, podClass, options)
      : known.without ??= attachable.of(pod, podClass, options);
  };

  /** Volumes per node that are attached according to VolumeAttachments, each once. */
  const attachmentsOn = (nodeName: string): readonly number[] => {
    const now = objects.version('VolumeAttachment') + objects.version('PersistentVolume');
    if (attachments.picture !== now) {
      const byNode = new Map<string, number[]>();
      for (const { spec } of objects.all('VolumeAttachment')) {
        const handle = objects.get('PersistentVolume', spec.source.persistentVolumeName ?? '')?.spec.csi?.volumeHandle;
        if (spec.attacher === '' || handle === undefined) continue;
        const volume = attachable.volume(spec.attacher, handle);
        const list = byNode.get(spec.nodeName);
        if (list === undefined) byNode.set(spec.nodeName, [volume]);
        else if (!list.includes(volume)) list.push(volume);
      }
      attachments = { picture: now, byNode };
    }
    return attachments.byNode.get(nodeName) ?? NO_VOLUMES;
  };

  const failure = ({ error, isMissing }: Extract<Attachables, { error: string }>): number =>
    statuses.intern({ plugin: name, code: isMissing ? 'UU' : 'Error', reasons: [error] });

  /** Makes the scratch as long as the numbers go; what is counted stays. */
  const makeRoom = (): void => {
    if (countedIn.length < attachable.volumeCount) {
      const larger = new Float64Array(2 * attachable.volumeCount);
      larger.set(countedIn);
      countedIn = larger;
    }
    if (attached.length < attachable.driverCount) {
      const larger = new Int32Array(2 * attachable.driverCount);
      larger.set(attached);
      attached = larger;
      added = new Int32Array(larger.length);
    }
  };

  /** Counts volumes as attached that were not counted in this round yet. */
  const countAttached = (volumes: readonly number[]): void => {
    makeRoom();
    for (const volume of volumes) {
      if (countedIn[volume] === round) continue;
      countedIn[volume] = round;
      const driver = attachable.driverOf[volume]!;
      attached[driver] = attached[driver]! + 1;
    }
  };

  return {
    name,
    reads: 'cluster',
    events: [
      { resource: 'CSINode', actions: ['Add'] },
      {
        resource: 'CSINode', actions: ['Update'],
        hint(_pod, _podClass, event) {
          const { before = null, after = null } = objectChange(event, 'CSINode') ?? {};
          return after?.spec.drivers?.some((driver) =>
            (driver.allocatable?.count ?? 0) > (before === null ? 0 : limitOf(before, driver.name) ?? 0)) === true;
        },
      },
      {
        resource: 'Pod', actions: ['Delete'],
        hint: (_pod, _podClass, event) => event.resource === 'AssignedPod' && event.before !== null && mayAttach(event.before),
      },
      {
        resource: 'PersistentVolumeClaim', actions: ['Add'],
        hint: (pod, podClass, event) => podUsesClaim(cluster, pod, podClass, objectChange(event, 'PersistentVolumeClaim')?.after),
      },
      {
        resource: 'VolumeAttachment', actions: ['Delete'],
        hint(_pod, podClass, event) {
          const attacher = objectChange(event, 'VolumeAttachment')?.before?.spec.attacher;
          return attacher !== undefined && podClass.template?.spec.volumes?.some((volume) =>
            volume.persistentVolumeClaim !== undefined || migrationOf(volume)?.driver === attacher) === true;
        },
      },
    ],
    prepare: (podClass) => (needs.of(podClass).isOfPod ? ++stamp : 0),
    preFilter(podClass, pod) {
      current = pod;
      return isConcerned.of(podClass) ? {} : { skip: true };
    },
    filter(podClass, node) {
      const nodeName = cluster.nodes.names[node]!;
      const csiNode = objects.get('CSINode', nodeName);
      const hasCsiNode = csiNode !== undefined;
      const wanted = needsOf(needs.of(podClass), current, podClass, { isNew: true, hasCsiNode });
      if ('error' in wanted) return failure(wanted);
      if (wanted.volumes.length === 0 || !hasCsiNode || !hasLimits(csiNode)) return SUCCESS;

      const { nodes, pods, classes } = cluster;
      round++;
      attached.fill(0);
      // Upstream stops at the first pod in trouble; the list here begins with the youngest pod, so it is the last one.
      let broken: Extract<Attachables, { error: string }> | null = null;
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
        const other = classes[pods.classId[pod]!]!;
        let known = needsOfOthers[other.id];
        if (known === undefined) known = needsOfOthers[other.id] = mayAttach(other) ? unknownNeeds(other) : null;
        if (known === null) continue;
        const used = needsOf(known, pod, other, { isNew: false, hasCsiNode });
        if ('error' in used) broken = used;
        else countAttached(used.volumes);
      }
      if (broken !== null) return failure(broken);
      const onNode = attachmentsOn(nodeName);
      makeRoom();
      added.fill(0);
      // Before the attachments: a volume that is attached, but used by no pod there, counts as attached and as new.
      for (const volume of wanted.volumes) {
        const driver = attachable.driverOf[volume]!;
        if (countedIn[volume] !== round) added[driver] = added[driver]! + 1;
      }
      countAttached(onNode);
      for (const driver of csiNode.spec.drivers!) {
        const count = driver.allocatable?.count;
        const number = attachable.driver(driver.name);
        if (count === undefined || number < 0 || added[number] === 0) continue;
        if (attached[number]! + added[number]! > count) return exceeded;
      }
      return SUCCESS;
    },
  };
}

const NO_VOLUMES: readonly number[] = [];

function hasLimits({ spec }: CSINode): boolean {
  return spec.drivers?.some(({ allocatable }) => allocatable?.count !== undefined) === true;
}

/** Most volumes of a driver on a node; undefined = no limit is known. */
function limitOf({ spec }: CSINode, driver: string): number | undefined {
  return spec.drivers?.find(({ name }) => name === driver)?.allocatable?.count;
}
