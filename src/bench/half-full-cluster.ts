import { invariant } from '../base/invariant.js';
import { defaultsOf } from '../algorithms/parameters.js';
import { FREE, type SchedulerDefinition } from '../algorithms/schedulers/contract.js';
import { lowestDevices } from '../algorithms/schedulers/pod-by-pod.js';
import { SchedulerHost } from '../replay/scheduler-host.js';
import { Cluster, type PodClass } from '../world/cluster/index.js';
import { Kernel } from '../world/kernel/kernel.js';
import { Streams, type RandomStream } from '../world/kernel/streams.js';
import type { DemandGroup } from '../world/metrics/fragmentation.js';

const GIBIBYTE = 2 ** 30;
const MODEL = 'generic';

/** Pods that the bench asks for: plain ones of four sizes and two that share or own a device. */
const DEMANDS: readonly Omit<DemandGroup & { readonly memoryBytes: number }, 'models'>[] = [
  { cpuMilli: 500, memoryBytes: GIBIBYTE, deviceCount: 0, deviceMilli: 0, podCount: 4 },
  { cpuMilli: 1000, memoryBytes: 4 * GIBIBYTE, deviceCount: 0, deviceMilli: 0, podCount: 3 },
  { cpuMilli: 2000, memoryBytes: 2 * GIBIBYTE, deviceCount: 0, deviceMilli: 0, podCount: 2 },
  { cpuMilli: 4000, memoryBytes: 16 * GIBIBYTE, deviceCount: 0, deviceMilli: 0, podCount: 1 },
  { cpuMilli: 4000, memoryBytes: 8 * GIBIBYTE, deviceCount: 1, deviceMilli: 500, podCount: 1 },
  { cpuMilli: 8000, memoryBytes: 16 * GIBIBYTE, deviceCount: 1, deviceMilli: 1000, podCount: 1 },
];

/** Longest virtual time that a batch may take: for schedulers that decide on heartbeats or after thinking. */
const BATCH_LIMIT_US = 3600e6;
const STEP_US = 1e6;

/**
 * A cluster of 64-core nodes with eight devices each, half of its room taken at all times, and a scheduler that can be asked for
 * batches of decisions through the same port as in a replay.
 */
export class HalfFullCluster {
  readonly #cluster = new Cluster();
  readonly #kernel = new Kernel();
  readonly #host: SchedulerHost;
  readonly #classes: readonly PodClass[];
  /** Pods that hold room, in no order. */
  readonly #bound: number[] = [];
  readonly #draws: RandomStream;
  #decided = 0;
  #batch: number[] = [];

  /** @param definition  taken with its default parameters; decisions cost no virtual time */
  constructor(definition: SchedulerDefinition, nodeCount: number) {
    const cluster = this.#cluster;
    const streams = new Streams(1);
    this.#draws = streams.get('bench-churn');
    for (let node = 0; node < nodeCount; node++) {
      cluster.addNode({
        name: `node-${node}`, allocatable: { cpu: 64_000, memory: 256 * GIBIBYTE }, allowedPods: 110, devices: { count: 8, model: MODEL },
      });
    }
    const parameters = defaultsOf(definition.parameters);
    this.#classes = DEMANDS.flatMap(({ cpuMilli, memoryBytes, deviceCount, deviceMilli, podCount }) => {
      const podClass = cluster.addClass({
        requests: { cpu: cpuMilli, memory: memoryBytes },
        ...(deviceCount > 0 ? { devices: { count: deviceCount, milliEach: deviceMilli, models: null } } : {}),
      });
      const isRefused = definition.refuses?.(podClass, parameters as never) ?? null;
      return isRefused === null ? Array.from({ length: podCount }, () => podClass) : [];
    });
    invariant(this.#classes.length > 0, `scheduler ${definition.name} refuses every demand of the bench`);
    this.#fillHalf(streams);
    this.#host = new SchedulerHost(definition, parameters, {
      kernel: this.#kernel,
      cluster,
      streams,
      unschedulable: 'give-up',
      cost: FREE,
      expected: DEMANDS.map((demand) => ({ ...demand, models: null })),
      sink: {
        bound: () => { this.#decided++; },
        gaveUp: () => { this.#decided++; },
        preempted: () => {},
        attemptFailed: () => {},
        decided: () => {},
      },
    });
  }

  /** Puts `size` pending pods into the tables; not part of what is measured. */
  prepare(size: number): void {
    for (let i = 0; i < size; i++) {
      const podClass = this.#classes[this.#draws.below(this.#classes.length)]!;
      this.#batch.push(this.#cluster.addPod(podClass.id, this.#kernel.nowUs));
    }
  }

  /** Lets the scheduler decide on the prepared pods: what is measured. */
  decide(): void {
    const wanted = this.#decided + this.#batch.length;
    for (const pod of this.#batch) this.#host.podArrived(pod);
    const limit = this.#kernel.nowUs + BATCH_LIMIT_US;
    this.#kernel.run(this.#kernel.nowUs);
    while (this.#decided < wanted && this.#kernel.nowUs < limit) this.#kernel.run(this.#kernel.nowUs + STEP_US);
    invariant(this.#decided === wanted, `${wanted - this.#decided} pods of a batch were not decided on`);
  }

  /**
   * For each pod that was placed, a random older one ends: the cluster stays half full, but every batch meets another
   * one, as in a replay; caches that remember the states of nodes are not flattered. Not part of what is measured.
   */
  churn(): void {
    const { pods } = this.#cluster;
    for (const pod of this.#batch) {
      if (pods.node[pod]! < 0) continue;
      const place = this.#draws.below(this.#bound.length);
      const ending = this.#bound[place]!;
      this.#bound[place] = pod;
      const node = pods.node[ending]!;
      this.#cluster.release(ending);
      this.#host.podEnded(ending, node);
    }
    this.#batch = [];
    this.#kernel.run(this.#kernel.nowUs);
  }

  #fillHalf(streams: Streams): void {
    const cluster = this.#cluster;
    const stream = streams.get('bench-fill');
    for (let node = 0; node < cluster.nodes.count; node++) {
      while (cluster.nodes.requested[0]![node]! < 32_000) {
        const podClass = this.#classes[Math.floor(stream.unit() * this.#classes.length)]!;
        if (!cluster.fits(podClass, node)) break;
        const devices = podClass.deviceCount === 0 ? 0 : lowestDevices(cluster, podClass, node);
        const pod = cluster.addPod(podClass.id, 0);
        cluster.place(pod, node, devices);
        this.#bound.push(pod);
      }
    }
  }
}
