// Hot path: a few calls per pod.
import { LANE } from '../world/kernel/lanes.js';
import type { EventKind, Kernel } from '../world/kernel/kernel.js';
import { grown } from '../world/cluster/growable.js';
import type { Cluster } from '../world/cluster/index.js';
import { ArrivalClock } from './arrival-clock.js';
import type { Arrivals } from './arrivals.js';
import type { DemandCurve } from './demand-curve.js';
import type { Recorder } from './recorder.js';
import type { DecisionSink, SchedulerHost } from './scheduler-host.js';

export interface PodFeedOptions {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly curve: DemandCurve;
  readonly lists: readonly Arrivals[];
}

/**
 * The scheduler-only setting: arrivals feed the scheduler directly and its bindings count at once; no object, watch
 * event or string exists. A bound pod ends after its lifetime and frees its room.
 */
export class PodFeed implements DecisionSink {
  readonly #options: PodFeedOptions;
  readonly #clock: ArrivalClock;
  readonly #end: EventKind;
  #host!: SchedulerHost;
  /** Per pod row: its lifetime, its arrival list and its index there. */
  #lifetimeUs = new Float64Array(16);
  #list = new Int32Array(16);
  #index = new Int32Array(16);
  #headroom = 0;

  constructor(options: PodFeedOptions) {
    this.#options = options;
    this.#clock = new ArrivalClock(options.kernel, options.lists, (list, index) => this.#admit(list, index));
    this.#end = options.kernel.kind({ name: 'pod-end', lane: LANE.END, handler: (pod) => this.#endPod(pod) });
  }

  /** Starts feeding `host`. */
  start(host: SchedulerHost): void {
    this.#host = host;
    this.#clock.start();
  }

  get unsentCount(): number { return this.#clock.unsentCount; }

  /** Name of a pod row. */
  nameOf(pod: number): string {
    const { cluster, lists } = this.#options;
    return cluster.pods.names[pod] ?? lists[this.#list[pod]!]!.nameOf(this.#index[pod]!);
  }

  /** How many pods of the lists that end when the cluster is full found a node; null when there are no such lists. */
  headroom(): number | null {
    const { lists } = this.#options;
    return lists.some(({ endsWhenFull }) => endsWhenFull === true) ? this.#headroom : null;
  }

  bound(pod: number, node: number): void {
    const { kernel, recorder, curve } = this.#options;
    recorder.bound(pod, node, kernel.nowUs);
    const lifetimeUs = this.#lifetimeUs[pod]!;
    if (lifetimeUs >= 0) kernel.after(lifetimeUs, this.#end, pod);
    curve.bound(pod, node);
    this.#host.podAssigned(pod, node);
    if (this.#options.lists[this.#list[pod]!]!.endsWhenFull === true) this.#headroom++;
    this.#decided(pod, true);
  }

  gaveUp(pod: number): void {
    this.#options.recorder.gaveUp(pod, this.#options.kernel.nowUs);
    this.#options.curve.failed();
    this.#decided(pod, false);
  }

  preempted(victim: number): void {
    const { recorder, cluster, kernel } = this.#options;
    recorder.preempted(victim, cluster.pods.node[victim]!, kernel.nowUs);
    this.#endPod(victim);
  }

  attemptFailed(pod: number): void {
    this.#options.curve.failed();
    this.#decided(pod, false);
  }

  decided(costUs: number): void { this.#options.recorder.decided(costUs); }

  #decided(pod: number, isPlaced: boolean): void { this.#clock.decided(this.#list[pod]!, this.#index[pod]!, isPlaced); }

  #admit(list: number, index: number): void {
    const { kernel, cluster, recorder, curve, lists } = this.#options;
    const arrivals = lists[list]!;
    const name = arrivals.podOf === undefined ? undefined : arrivals.nameOf(index);
    const pod = cluster.addPod(arrivals.classId[index]!, kernel.nowUs, name);
    this.#reserve(pod);
    this.#lifetimeUs[pod] = arrivals.lifetimeUs[index]!;
    this.#list[pod] = list;
    this.#index[pod] = index;
    recorder.arrived(kernel.nowUs);
    curve.arrived(pod);
    this.#host.podArrived(pod);
  }

  #endPod(pod: number): void {
    const { cluster, recorder, curve, kernel } = this.#options;
    const node = cluster.pods.node[pod]!;
    if (node < 0) return; // preempted before its end
    cluster.release(pod);
    recorder.ended(pod, kernel.nowUs);
    curve.released(pod, node);
    this.#host.podEnded(pod, node);
  }

  #reserve(pod: number): void {
    if (pod < this.#list.length) return;
    const capacity = this.#options.cluster.pods.state.length;
    this.#lifetimeUs = grown(this.#lifetimeUs, capacity);
    this.#list = grown(this.#list, capacity);
    this.#index = grown(this.#index, capacity);
  }
}
