import { CPU, MEMORY, type Cluster, type PodClass } from '../../world/cluster/index.js';
import type { PodSpec, Taint } from '../../world/objects/index.js';

/**
 * A node as user modules see it: accessors, not the tables. Where the same object is shown at every node in turn it must
 * not be kept; keep `index` or `name`.
 */
export interface NodeView {
  readonly index: number;
  readonly name: string;
  /** milli-CPU that no pod has requested. */
  readonly cpuMilliFree: number;
  readonly memoryBytesFree: number;
  readonly cpuMilliTotal: number;
  readonly memoryBytesTotal: number;
  readonly podCount: number;
  readonly devicesTotal: number;
  /** Thousandths left of each device. */
  readonly deviceMilliFree: readonly number[];
  readonly deviceModel: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Cordoned: `spec.unschedulable`. */
  readonly isCordoned: boolean;
  /** Amount of any resource that no pod has requested: milli-CPU for `cpu`, whole units else. */
  free(resource: string): number;
  /** The same, requested or not. */
  total(resource: string): number;
  /** The pods on it. */
  pods(): readonly PlacedPodView[];
}

/** A pod as user modules see it, without its identity: pods that differ in nothing else share one. */
export interface PodView {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly deviceCount: number;
  /** Thousandths wanted of each device. */
  readonly deviceMilli: number;
  readonly priority: number;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Requests by resource name: milli-CPU for `cpu`, whole units else. */
  readonly requests: Readonly<Record<string, number>>;
  /** As Kubernetes writes it; null where the workload has no such pods. */
  readonly spec: PodSpec | null;
}

/** A particular pod. */
export interface PlacedPodView extends PodView {
  readonly index: number;
  /** `namespace/name`; empty where the workload does not name its pods. */
  readonly name: string;
}

/** Reads the row `index` of the tables. */
export class RowView implements NodeView {
  index: number;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster, index = 0) {
    this.#cluster = cluster;
    this.index = index;
  }

  get name(): string { return this.#cluster.nodes.names[this.index]!; }
  get cpuMilliFree(): number { return this.#free(CPU); }
  get memoryBytesFree(): number { return this.#free(MEMORY); }
  get cpuMilliTotal(): number { return this.#cluster.nodes.allocatable[CPU]![this.index]!; }
  get memoryBytesTotal(): number { return this.#cluster.nodes.allocatable[MEMORY]![this.index]!; }
  get podCount(): number { return this.#cluster.nodes.podCount[this.index]!; }
  get devicesTotal(): number { return this.#cluster.nodes.deviceCount[this.index]!; }

  get deviceMilliFree(): readonly number[] {
    const { nodes } = this.#cluster;
    const start = nodes.deviceStart[this.index]!;
    return Array.from(nodes.deviceFree.subarray(start, start + this.devicesTotal));
  }

  get deviceModel(): string | null {
    const { nodes } = this.#cluster;
    return nodes.deviceModels[nodes.deviceModel[this.index]!] ?? null;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#cluster.nodes.specs[this.index]!.template?.metadata.labels ?? {};
  }

  get taints(): readonly Taint[] { return this.#cluster.nodes.specs[this.index]!.template?.spec?.taints ?? []; }
  get isCordoned(): boolean { return this.#cluster.nodes.specs[this.index]!.template?.spec?.unschedulable === true; }

  free(resource: string): number {
    const column = this.#cluster.resources.find(resource);
    return column < 0 ? 0 : this.#free(column);
  }

  total(resource: string): number {
    const column = this.#cluster.resources.find(resource);
    return column < 0 ? 0 : this.#cluster.nodes.allocatable[column]![this.index]!;
  }

  pods(): readonly PlacedPodView[] {
    const { nodes, pods } = this.#cluster;
    const views: PlacedPodView[] = [];
    for (let pod = nodes.firstPod[this.index]!; pod >= 0; pod = pods.nextOnNode[pod]!) views.push(placedPodView(this.#cluster, pod));
    return views;
  }

  #free(column: number): number {
    const { nodes } = this.#cluster;
    return nodes.allocatable[column]![this.index]! - nodes.requested[column]![this.index]!;
  }
}

/** The view of a class. */
export function podView(podClass: PodClass): PodView {
  return {
    cpuMilli: podClass.cpuMilli,
    memoryBytes: podClass.memoryBytes,
    deviceCount: podClass.deviceCount,
    deviceMilli: podClass.deviceMilli,
    priority: podClass.priority,
    namespace: podClass.template?.metadata.namespace ?? 'default',
    labels: podClass.template?.metadata.labels ?? {},
    requests: podClass.requests,
    spec: podClass.template?.spec ?? null,
  };
}

/** The view of a row. */
export function placedPodView(cluster: Cluster, pod: number): PlacedPodView {
  return { index: pod, name: cluster.pods.names[pod] ?? '', ...podView(cluster.classes[cluster.pods.classId[pod]!]!) };
}
