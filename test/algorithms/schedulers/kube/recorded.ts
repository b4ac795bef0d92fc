import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Cluster, type ClusterObject, type ClusterObjectKind, type PodClass } from '../../../../src/world/cluster/index.js';
import { nonZeroRequests, podRequests, requestAmounts, resourceAmounts, type Node, type Pod } from '../../../../src/world/objects/index.js';
import { readProfile, defaultProfile, type Profile } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { NodeOrder, zoneKey } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { hasShared, repositoryRoot, sharedPath } from '../../../shared.js';

/** One decision of the real program; see the README beside the recordings for every field. */
export interface RecordedDecision {
  readonly pod: Pod;
  readonly preFilter: {
    readonly code: 'S' | 'U' | 'UU';
    readonly plugin?: string;
    readonly reasons?: readonly string[];
    readonly skip?: readonly string[];
    readonly nodes?: readonly string[];
    readonly narrowedBy?: readonly string[];
  };
  readonly statuses?: readonly (readonly string[])[];
  readonly fit: string;
  readonly filters?: Readonly<Record<string, string>>;
  readonly pass?: readonly string[];
  readonly evaluated: number;
  readonly feasible: number;
  readonly skipScore?: readonly string[];
  readonly scores?: Readonly<Record<string, { readonly w: number; readonly raw: readonly number[]; readonly norm?: readonly number[] }>>;
  readonly total?: readonly number[];
  readonly best?: readonly string[];
  readonly pick?: string;
  readonly error?: string;
}

/** Objects of other kinds, in lists named after them. */
export type RecordedObjects = { readonly [K in keyof typeof KINDS]?: readonly ClusterObject<(typeof KINDS)[K]>[] };

const KINDS = {
  namespaces: 'Namespace', services: 'Service', replicationControllers: 'ReplicationController', replicaSets: 'ReplicaSet',
  statefulSets: 'StatefulSet', persistentVolumes: 'PersistentVolume', persistentVolumeClaims: 'PersistentVolumeClaim',
  storageClasses: 'StorageClass', csiNodes: 'CSINode', csiDrivers: 'CSIDriver', csiStorageCapacities: 'CSIStorageCapacity',
  volumeAttachments: 'VolumeAttachment', podDisruptionBudgets: 'PodDisruptionBudget',
} as const satisfies Record<string, ClusterObjectKind>;

export interface RecordedCase {
  readonly id: string;
  readonly config?: string;
  readonly cluster: { readonly nodes: readonly Node[]; readonly pods?: readonly Pod[]; readonly pending?: readonly Pod[] } & RecordedObjects;
  readonly order: readonly string[];
  readonly decisions: readonly RecordedDecision[];
}

/** Lines of a recording, parsed: the copy in the repository (`part`) or the full set. */
export function readRecording<T>(name: string, part: 'part' | 'full'): readonly T[] {
  const file = part === 'part'
    ? path.join(repositoryRoot, 'test', 'recorded', 'kube-scheduler', name)
    : sharedPath('golden', 'kube-scheduler', name);
  if (part === 'full' && !hasShared) return [];
  if (!existsSync(file)) throw new Error(`recording ${file} is missing`);
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** The cluster of a recorded case, and the order of its nodes. */
export function loadCluster({ cluster: { nodes, pods = [], ...objects } }: RecordedCase): { readonly cluster: Cluster; readonly order: NodeOrder } {
  const cluster = new Cluster();
  const order = new NodeOrder();
  for (const template of nodes) {
    const { pods: allowedPods = 0, ...allocatable } = resourceAmounts(template.status?.allocatable ?? {});
    const node = cluster.addNode({ name: template.metadata.name, allocatable, allowedPods, template });
    order.add(node, zoneKey(template.metadata.labels));
  }
  addObjects(cluster, objects);
  for (const template of pods) {
    const pod = addPod(cluster, template);
    const { startTime, conditions = [] } = template.status ?? {};
    if (startTime !== undefined) cluster.pods.startUs[pod] = Date.parse(startTime) * 1000;
    if (template.metadata.deletionTimestamp !== undefined) cluster.pods.terminating[pod] = 1;
    const disruption = conditions.find(({ type }) => type === 'DisruptionTarget');
    if (disruption?.status === 'True' && disruption.reason === 'PreemptionByScheduler') cluster.pods.preempted[pod] = 1;
    cluster.place(pod, cluster.findNode(template.spec.nodeName!));
  }
  return { cluster, order };
}

/** Adds a pending pod of a class of its own, named `namespace/name`. */
export function addPod(cluster: Cluster, template: Pod): number {
  const { namespace = 'default', name } = template.metadata;
  return cluster.addPod(addPodClass(cluster, template).id, 0, `${namespace}/${name}`);
}

/** Puts recorded objects of other kinds into the cluster. */
export function addObjects(cluster: Cluster, objects: RecordedObjects): void {
  for (const [list, kind] of Object.entries(KINDS)) {
    for (const object of objects[list as keyof typeof KINDS] ?? []) cluster.objects.put<ClusterObjectKind>(kind, object);
  }
}

/** Registers a pod as a class of its own. */
export function addPodClass(cluster: Cluster, template: Pod): PodClass {
  const { cpuMilli, memoryBytes } = nonZeroRequests(template, { useStatusResources: true });
  return cluster.addClass({
    requests: requestAmounts(podRequests(template, { useStatusResources: true })),
    nonZeroCpuMilli: cpuMilli,
    nonZeroMemoryBytes: memoryBytes,
    priority: template.spec.priority ?? 0,
    template,
  });
}

/** The profile of a recorded case. */
export function profileOfCase({ id, config }: RecordedCase): Profile {
  return config === undefined
    ? defaultProfile({ percentageOfNodesToScore: 0, args: new Map() })
    : readProfile({ file: id, text: config });
}
