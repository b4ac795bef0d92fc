import type { Parameters, ParameterValues } from '../parameters.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import { CPU, MEMORY, type Cluster, type PodClass } from '../../world/cluster/index.js';
import { FREE, defineScheduler, type SchedulerDefinition } from './contract.js';
import { podByPod } from './pod-by-pod.js';

/**
 * A node as a picker sees it: accessors, not the tables. The same object is shown at every node in turn, so it must not
 * be kept; keep `index` or `name`.
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
  /** Amount of any resource that no pod has requested: milli-CPU for `cpu`, whole units else. */
  free(resource: string): number;
}

/** The pod that wants a node. */
export interface PodView {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly deviceCount: number;
  /** Thousandths wanted of each device. */
  readonly deviceMilli: number;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a picker may use to choose. */
export interface PickContext<P extends Parameters> {
  readonly parameters: ParameterValues<P>;
  readonly nowUs: number;
  /** A seeded stream of this cell: the only randomness there is. */
  readonly random: RandomStream;
}

export interface PickerDefinition<P extends Parameters> {
  readonly name: string;
  readonly title: string;
  readonly source?: string;
  /** Grows whenever decisions change. */
  readonly revision?: number;
  readonly parameters?: P;
  /** Set when `score` itself looks at labels, taints and the like; see {@link SchedulerDefinition}. */
  readonly readsConstraints?: true;
  /**
   * How good a node is for a pod: the highest finite score wins, the lowest index on ties; `null` passes the node over.
   * Only nodes with room for the pod are asked about.
   */
  score(pod: PodView, node: NodeView, context: PickContext<P>): number | null;
}

/**
 * The short way to a scheduler: a score for a node. Pods are tried one by one in order of arrival; what fits nowhere
 * waits or is given up, as the scenario says. For anything else use `defineScheduler`.
 */
export function definePicker<const P extends Parameters = Record<never, never>>(definition: PickerDefinition<P>): SchedulerDefinition<P> {
  const { name, title, source = 'user module', revision = 1, parameters = {} as P, readsConstraints, score } = definition;
  return defineScheduler<P>({
    name, title, source, revision, parameters,
    cost: FREE,
    ...(readsConstraints === true ? { readsConstraints } : {}),
    create(context, values) {
      const { cluster, operations } = context;
      const random = context.stream('picker');
      return podByPod(context, {
        pick(_pod, podClass) {
          const node = new RowView(cluster);
          const pod = viewOf(podClass);
          const about: PickContext<P> = { parameters: values, nowUs: context.nowUs(), random };
          let chosen = -1;
          let best = -Infinity;
          for (let row = 0; row < cluster.nodes.count; row++) {
            operations.nodesVisited++;
            if (!cluster.fits(podClass, row)) continue;
            operations.scoreCalls++;
            node.index = row;
            const points: unknown = score(pod, node, about);
            if (points === null) continue;
            if (typeof points !== 'number' || Number.isNaN(points)) {
              throw new TypeError(`score of ${name} answered ${String(points)}, expected a number or null`);
            }
            if (points > best) [chosen, best] = [row, points];
          }
          return chosen;
        },
      });
    },
  });
}

/** Reads the row `index` of the tables. */
class RowView implements NodeView {
  index = 0;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

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

  free(resource: string): number {
    const column = this.#cluster.resources.find(resource);
    return column < 0 ? 0 : this.#free(column);
  }

  #free(column: number): number {
    const { nodes } = this.#cluster;
    return nodes.allocatable[column]![this.index]! - nodes.requested[column]![this.index]!;
  }
}

function viewOf(podClass: PodClass): PodView {
  return {
    cpuMilli: podClass.cpuMilli,
    memoryBytes: podClass.memoryBytes,
    deviceCount: podClass.deviceCount,
    deviceMilli: podClass.deviceMilli,
    priority: podClass.priority,
    labels: podClass.template?.metadata.labels ?? {},
  };
}
