// Hot path: a few calls per pod.
import { LANE } from '../world/kernel/lanes.js';
import type { EventKind, Kernel } from '../world/kernel/kernel.js';
import type { Cluster } from '../world/cluster/index.js';
import type { Arrivals } from './arrivals.js';
import type { DemandCurve } from './demand-curve.js';
import type { Recorder } from './recorder.js';
import type { DecisionSink, SchedulerHost } from './scheduler-host.js';

/**
 * The scheduler-only setting: arrivals feed the scheduler directly and its bindings count at once; no object, watch
 * event or string exists. A bound pod ends after its lifetime and frees its room.
 */
export class PodFeed implements DecisionSink {
  readonly #kernel: Kernel;
  readonly #cluster: Cluster;
  readonly #recorder: Recorder;
  readonly #curve: DemandCurve;
  readonly #lists: readonly Arrivals[];
  readonly #next: number[];
  readonly #arrive: EventKind;
  readonly #end: EventKind;
  #host!: SchedulerHost;
  /** Lifetime per pod row. */
  #lifetimeUs = new Float64Array(16);
  /** Arrival list per pod row, and index in it: for names, and for who is waiting for this pod's decision. */
  #list = new Uint8Array(16);
  #index = new Int32Array(16);
  readonly #decisionUs: number[];

  constructor(options: {
    kernel: Kernel; cluster: Cluster; recorder: Recorder; curve: DemandCurve; lists: readonly Arrivals[];
    /** Receives the modelled time of every piece of decision work. */
    decisionUs: number[];
  }) {
    this.#decisionUs = options.decisionUs;
    this.#kernel = options.kernel;
    this.#cluster = options.cluster;
    this.#recorder = options.recorder;
    this.#curve = options.curve;
    this.#lists = options.lists;
    this.#next = options.lists.map(() => 0);
    this.#arrive = this.#kernel.kind({ name: 'pod-arrival', lane: LANE.ARRIVAL, handler: (list) => this.#arriveAll(list) });
    this.#end = this.#kernel.kind({ name: 'pod-end', lane: LANE.END, handler: (pod) => this.#endPod(pod) });
  }

  /** Starts feeding `host`. */
  start(host: SchedulerHost): void {
    this.#host = host;
    this.#lists.forEach((_, list) => this.#scheduleNext(list));
  }

  /** Pods that have not arrived yet. */
  get unsentCount(): number {
    return this.#lists.reduce((unsent, list, i) => unsent + list.count - this.#next[i]!, 0);
  }

  /** Name of a pod row. */
  nameOf(pod: number): string { return this.#lists[this.#list[pod]!]!.nameOf(this.#index[pod]!); }

  bound(pod: number, node: number): void {
    this.#recorder.bound(pod, node, this.#kernel.nowUs);
    const lifetimeUs = this.#lifetimeUs[pod]!;
    if (lifetimeUs >= 0) this.#kernel.after(lifetimeUs, this.#end, pod);
    this.#curve.bound(pod, node);
    this.#decided(pod);
  }

  gaveUp(pod: number): void {
    this.#recorder.gaveUp(pod, this.#kernel.nowUs);
    this.#curve.failed();
    this.#decided(pod);
  }

  preempted(victim: number): void {
    this.#recorder.preempted(victim, this.#cluster.pods.node[victim]!, this.#kernel.nowUs);
    this.#endPod(victim);
  }

  attemptFailed(pod: number): void {
    this.#curve.failed();
    this.#decided(pod);
  }

  decided(costUs: number): void { this.#decisionUs.push(costUs); }

  /** One-by-one submission: the first decision on the newest pod lets the next one in. */
  #decided(pod: number): void {
    const list = this.#list[pod]!;
    if (this.#lists[list]!.createdUs === null && this.#index[pod] === this.#next[list]! - 1) this.#scheduleNext(list);
  }

  #scheduleNext(list: number): void {
    const { count, createdUs } = this.#lists[list]!;
    const index = this.#next[list]!;
    if (index === count) return;
    this.#kernel.at(createdUs === null ? this.#kernel.nowUs : Math.max(createdUs[index]!, this.#kernel.nowUs), this.#arrive, list);
  }

  /** Admits every pod of the list that is due now; one event serves a whole burst. */
  #arriveAll(list: number): void {
    const { count, createdUs } = this.#lists[list]!;
    do this.#admit(list, this.#next[list]!++);
    while (createdUs !== null && this.#next[list]! < count && createdUs[this.#next[list]!]! <= this.#kernel.nowUs);
    if (createdUs !== null) this.#scheduleNext(list);
  }

  #admit(list: number, index: number): void {
    const arrivals = this.#lists[list]!;
    const pod = this.#cluster.addPod(arrivals.classId[index]!, this.#kernel.nowUs);
    this.#reserve(pod);
    this.#lifetimeUs[pod] = arrivals.lifetimeUs[index]!;
    this.#list[pod] = list;
    this.#index[pod] = index;
    this.#recorder.arrived(this.#kernel.nowUs);
    this.#curve.arrived(pod);
    this.#host.podArrived(pod);
  }

  #endPod(pod: number): void {
    const node = this.#cluster.pods.node[pod]!;
    if (node < 0) return; // preempted before its end
    this.#cluster.release(pod);
    this.#recorder.ended(pod, this.#kernel.nowUs);
    this.#curve.released(pod, node);
    this.#host.podEnded(pod, node);
  }

  #reserve(pod: number): void {
    if (pod < this.#list.length) return;
    const capacity = this.#cluster.pods.state.length;
    const lifetimes = new Float64Array(capacity);
    lifetimes.set(this.#lifetimeUs);
    this.#lifetimeUs = lifetimes;
    const lists = new Uint8Array(capacity);
    lists.set(this.#list);
    this.#list = lists;
    const indexes = new Int32Array(capacity);
    indexes.set(this.#index);
    this.#index = indexes;
  }

  /** Bytes held by the columns, for the cell's memory account. */
  get tableBytes(): number { return this.#lifetimeUs.byteLength + this.#list.byteLength + this.#index.byteLength; }
}
