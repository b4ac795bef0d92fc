// Hot path: a few calls per pod.
import type { Pod } from '../../world/objects/index.js';
import { POD_STATE } from '../../world/cluster/index.js';
import type { LabelEquals } from '../../workloads/readers/scheduler-perf/index.js';
import { podClassKey, podClassSpecOf } from '../kube-specs.js';
import type { DecisionSink, SchedulerHost } from '../scheduler-host.js';
import type { World } from '../world.js';

/** What is told of each decision: for measurements, and for operations that wait for one. */
export interface DecisionObserver {
  /** A pod got its node. @param costUs  modelled time of the attempt, microseconds */
  placed(pod: number, costUs: number): void;
  /** An attempt found no node for the pod. */
  rejected(pod: number, costUs: number): void;
}

/** How far the pods of a namespace are. */
export interface PodCounts { readonly scheduled: number; readonly attempted: number; readonly waiting: number }

/** Seconds that a pod has to end when it says nothing, as the API server defaults it. */
const DEFAULT_GRACE_SECONDS = 30;

/**
 * The pods of a workload: rows of the cluster tables, by name and namespace, as the API server would keep them. There is
 * no kubelet, as upstream: a pod with a node and a grace period stays, marked as ending, when it is deleted.
 */
export class PerfPods implements DecisionSink {
  /** Attempts and placements since the workload began. */
  attempts = 0;
  placements = 0;
  readonly observers = new Set<DecisionObserver>();
  readonly #world: World;
  #host!: SchedulerHost;
  readonly #rows = new Map<string, number>();
  readonly #byNamespace = new Map<string, Set<number>>();
  /** Per row: the pod as it was created or last updated. */
  readonly #pods: Pod[] = [];
  /** Per row: the scheduler, or a scheduling gate, has set the condition PodScheduled. */
  #attempted = new Uint8Array(64);
  /** Class by pod object and namespace: templates without actions give one object for all pods. */
  readonly #classes = new WeakMap<Pod, Map<string, number>>();
  #names = 0;
  /** Modelled time of the attempt whose outcome comes next. */
  #costUs = 0;

  constructor(world: World) { this.#world = world; }

  start(host: SchedulerHost): void { this.#host = host; }

  /** `namespace/name` of a row. */
  nameOf(row: number): string { return this.#world.cluster.pods.names[row]!; }

  namespaceOf(row: number): string { return this.nameOf(row).slice(0, this.nameOf(row).indexOf('/')); }

  /** Creates a pod and answers its row; -1 when the namespace has one of this name. */
  create(pod: Pod, namespace: string): number {
    const { cluster, recorder, kernel } = this.#world;
    const name = pod.metadata.name === '' ? `${pod.metadata.generateName ?? ''}${this.#names++}` : pod.metadata.name;
    const key = `${namespace}/${name}`;
    if (this.#rows.has(key)) return -1;
    const row = cluster.addPod(this.#classOf(pod, namespace), kernel.nowUs, key);
    this.#rows.set(key, row);
    this.#pods[row] = pod;
    this.#namespace(namespace).add(row);
    if ((pod.spec.schedulingGates ?? []).length > 0) this.#markAttempted(row);
    recorder.arrived(kernel.nowUs);
    const node = cluster.findNode(pod.spec.nodeName ?? '');
    if (node >= 0) {
      cluster.place(row, node);
      this.#host.podAssigned(row, node);
    } else this.#host.podArrived(row);
    return row;
  }

  /** Row of an existing pod, -1 when there is none. */
  find(namespace: string, name: string): number { return this.#rows.get(`${namespace}/${name}`) ?? -1; }

  /**
   * Deletes a pod that exists.
   *
   * @param graceSeconds  instead of what the pod says; it counts only for pods with a node
   */
  delete(row: number, graceSeconds?: number): void {
    const key = this.nameOf(row);
    if (this.#rows.get(key) !== row) return;
    const { metadata, spec } = this.#pods[row]!;
    const { cluster } = this.#world;
    const isBound = cluster.pods.state[row] === POD_STATE.BOUND;
    const grace = isBound ? graceSeconds ?? spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS : 0;
    const stays = grace > 0 || (metadata.finalizers ?? []).length > 0;
    if (isBound && stays) {
      if (cluster.pods.terminating[row] === 1) return;
      cluster.terminate(row);
      this.#host.podTerminating(row, cluster.pods.node[row]!);
      return;
    }
    if (isBound) this.release(row);
    else if (cluster.pods.state[row] === POD_STATE.PENDING) {
      this.#host.podWithdrawn(row);
      cluster.withdraw(row);
    }
    if (stays) return;
    this.#rows.delete(key);
    this.#namespace(this.namespaceOf(row)).delete(row);
  }

  /** Takes a bound pod off its node: it was deleted, or its node is gone. */
  release(row: number): void {
    const { cluster, recorder, kernel } = this.#world;
    const node = cluster.pods.node[row]!;
    cluster.release(row);
    recorder.ended(row, kernel.nowUs);
    this.#host.podEnded(row, node);
  }

  /** Gives an existing pod new labels and a new specification; its node stays. */
  update(row: number, pod: Pod): void {
    const { cluster } = this.#world;
    const classId = this.#classOf(pod, this.namespaceOf(row));
    this.#pods[row] = pod;
    if (cluster.pods.state[row] === POD_STATE.PENDING) {
      const before = cluster.classes[cluster.pods.classId[row]!]!;
      cluster.pods.classId[row] = classId;
      this.#host.podChanged(row, before);
    } else if (cluster.pods.state[row] === POD_STATE.BOUND) this.#replace(row, classId);
  }

  /**
   * A pod that runs gets another class. Whoever reads the change log later must still see what was there before, so the
   * pod goes on in a row of its own; to schedulers one pod ended, and another one runs in its place.
   */
  #replace(row: number, classId: number): void {
    const { cluster } = this.#world;
    const { pods } = cluster;
    const node = pods.node[row]!;
    const key = this.nameOf(row);
    cluster.release(row);
    const successor = cluster.addPod(classId, pods.createdUs[row]!, key);
    cluster.place(successor, node);
    this.#rows.set(key, successor);
    this.#pods[successor] = this.#pods[row]!;
    const namespace = this.#namespace(this.namespaceOf(row));
    namespace.delete(row);
    namespace.add(successor);
    this.#host.podEnded(row, node);
    this.#host.podAssigned(successor, node);
  }

  /** The pod of a row as it was created or last updated. */
  podOf(row: number): Pod { return this.#pods[row]!; }

  /** Existing pods of a namespace that have the labels, oldest first. */
  list(namespace: string, labels: LabelEquals = {}): number[] {
    return [...this.#namespace(namespace)].filter((row) => this.hasLabels(row, labels));
  }

  hasLabels(row: number, labels: LabelEquals): boolean {
    const own = this.#pods[row]!.metadata.labels ?? {};
    return Object.entries(labels).every(([key, value]) => Object.hasOwn(own, key) && own[key] === value);
  }

  count(namespace: string, labels: LabelEquals): PodCounts {
    const { pods } = this.#world.cluster;
    let scheduled = 0;
    let attempted = 0;
    let waiting = 0;
    const all = Object.keys(labels).length === 0;
    for (const row of this.#namespace(namespace)) {
      if (!all && !this.hasLabels(row, labels)) continue;
      if (pods.state[row] === POD_STATE.BOUND || pods.state[row] === POD_STATE.ENDED) scheduled++;
      else if (this.#attempted[row] === 1) attempted++;
      else waiting++;
    }
    return { scheduled, attempted, waiting };
  }

  bound(pod: number, node: number): void {
    const { recorder, kernel } = this.#world;
    recorder.bound(pod, node, kernel.nowUs);
    this.attempts++;
    this.placements++;
    this.#markAttempted(pod);
    this.#host.podAssigned(pod, node);
    for (const observer of this.observers) observer.placed(pod, this.#costUs);
  }

  attemptFailed(pod: number): void {
    this.attempts++;
    this.#markAttempted(pod);
    for (const observer of this.observers) observer.rejected(pod, this.#costUs);
  }

  gaveUp(pod: number): void { this.attemptFailed(pod); }

  preempted(victim: number): void {
    const { recorder, cluster, kernel } = this.#world;
    recorder.preempted(victim, cluster.pods.node[victim]!, kernel.nowUs);
    this.delete(victim);
  }

  decided(costUs: number): void {
    this.#world.recorder.decided(costUs);
    this.#costUs = costUs;
  }

  #classOf(pod: Pod, namespace: string): number {
    const known = this.#classes.get(pod)?.get(namespace);
    if (known !== undefined) return known;
    const { spec: { nodeName: _, ...spec } } = pod;
    const placed: Pod = { ...pod, metadata: { ...pod.metadata, namespace }, spec };
    const { classes } = this.#world;
    const { id } = classes.intern(podClassKey(placed), () => podClassSpecOf(placed));
    this.#world.refuseInexpressible();
    const byNamespace = this.#classes.get(pod) ?? new Map<string, number>();
    this.#classes.set(pod, byNamespace.set(namespace, id));
    return id;
  }

  #namespace(name: string): Set<number> {
    const known = this.#byNamespace.get(name) ?? new Set<number>();
    this.#byNamespace.set(name, known);
    return known;
  }

  #markAttempted(row: number): void {
    if (row >= this.#attempted.length) {
      const larger = new Uint8Array(this.#world.cluster.pods.state.length);
      larger.set(this.#attempted);
      this.#attempted = larger;
    }
    this.#attempted[row] = 1;
  }
}
