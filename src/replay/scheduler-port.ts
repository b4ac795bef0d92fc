import type { Cluster, NodeSpec } from '../world/cluster/index.js';
import { POD_STATE } from '../world/cluster/index.js';
import {
  isDeleting, isTerminal, keyOf, nodeNameOf, type ApiClient, type ApiObject, type ControlPlane,
} from '../world/controlplane/index.js';
import type { Pod } from '../world/objects/index.js';
import type { ClassInterner } from './class-interner.js';
import { podClassKey, podClassSpecOf } from './kube-specs.js';
import type { DemandCurve } from './demand-curve.js';
import type { Recorder } from './recorder.js';
import type { DecisionSink, SchedulerHost } from './scheduler-host.js';

export interface SchedulerPortOptions {
  readonly plane: ControlPlane;
  readonly cluster: Cluster;
  readonly classes: ClassInterner;
  readonly recorder: Recorder;
  readonly curve: DemandCurve;
  /** Refuses a class that the scheduler cannot express, by throwing. */
  readonly refuse: () => void;
  /** A decision was made on the pod: bound, given up or tried in vain. */
  readonly onDecision: (podKey: string, isPlaced: boolean) => void;
}

/**
 * The scheduler's side of the control plane: its watch on pods and nodes keeps the cluster tables (the scheduler's
 * cache), and its bindings are API writes. A pod that is bound when it is first seen is placed without a decision.
 */
export class SchedulerPort implements DecisionSink {
  readonly #options: SchedulerPortOptions;
  readonly #client: ApiClient;
  readonly #rows = new Map<string, number>();
  readonly #keys: string[] = [];
  /** Allowed pods of nodes that take none at present, for when they do again. */
  readonly #closed = new Map<number, NodeSpec>();
  /** Classes of pods whose demand the workload knows better than their manifest can say (shares of devices). */
  readonly #expected = new Map<string, number>();
  /** Pods that the scheduler has bound, while the watch has not shown it. */
  readonly #unconfirmed = new Set<number>();
  #host!: SchedulerHost;

  constructor(options: SchedulerPortOptions) {
    this.#options = options;
    // The real scheduler's client allows 50 requests a second with a burst of 100, but a limit that nobody asked for
    // would dominate every figure here: it is the scenario's to set.
    this.#client = options.plane.client('scheduler', null);
  }

  /** Begins to watch on behalf of `host`. */
  start(host: SchedulerHost): void {
    this.#host = host;
    const { plane } = this.#options;
    plane.informer('scheduler', 'Node').handle({ updated: (_before, node) => this.#nodeUpdated(node) });
    plane.informer('scheduler', 'Pod').handle({
      added: (pod) => this.#podAdded(pod),
      updated: (before, pod) => this.#podUpdated(before, pod),
      deleted: (pod) => this.#podGone(keyOf(pod)),
    });
  }

  /** Announces a pod that the workload is about to create. */
  expect(podKey: string, classId: number): void { this.#expected.set(podKey, classId); }

  /** Row of a pod, -1 while the scheduler has not seen it. */
  rowOf(podKey: string): number { return this.#rows.get(podKey) ?? -1; }

  /** `namespace/name` of a row. */
  keyOf(pod: number): string { return this.#keys[pod]!; }

  bound(pod: number, node: number): void {
    const { recorder, plane, cluster, curve } = this.#options;
    const key = this.#keys[pod]!;
    recorder.bound(pod, node, plane.kernel.nowUs);
    curve.bound(pod, node);
    this.#unconfirmed.add(pod);
    this.#client.bind(key, cluster.nodes.names[node]!, (reply) => { if (!reply.ok) this.#bindFailed(pod); });
    this.#options.onDecision(key, true);
  }

  gaveUp(pod: number): void {
    this.#options.recorder.gaveUp(pod, this.#options.plane.kernel.nowUs);
    this.#options.curve.failed();
    this.#options.onDecision(this.#keys[pod]!, false);
  }

  preempted(victim: number): void {
    const { recorder, plane, cluster } = this.#options;
    recorder.preempted(victim, cluster.pods.node[victim]!, plane.kernel.nowUs);
    this.#client.send({ verb: 'delete', kind: 'Pod', key: this.#keys[victim]! });
  }

  attemptFailed(pod: number): void {
    this.#options.curve.failed();
    this.#options.onDecision(this.#keys[pod]!, false);
  }

  decided(costUs: number): void { this.#options.recorder.decided(costUs); }

  #bindFailed(pod: number): void {
    const { cluster, plane } = this.#options;
    if (cluster.pods.state[pod] !== POD_STATE.BOUND) return; // its deletion was seen already
    const node = cluster.pods.node[pod]!;
    cluster.unbind(pod);
    this.#options.curve.released(pod, node);
    this.#unconfirmed.delete(pod);
    if (plane.store.get('Pod', this.#keys[pod]!) !== undefined) {
      this.#host.bindFailed(pod, node);
      return;
    }
    cluster.withdraw(pod);
    this.#host.podEnded(pod, node);
  }

  #podAdded(object: ApiObject): void {
    if (isTerminal(object)) return;
    const { cluster, classes, refuse } = this.#options;
    const key = keyOf(object);
    const known = this.#expected.get(key);
    this.#expected.delete(key);
    // The store keeps objects of any kind; what a pod's manifest said was validated when it was decoded.
    const pod = object as unknown as Pod;
    const classCount = cluster.classes.length;
    const classId = known ?? classes.intern(podClassKey(pod), () => podClassSpecOf(pod)).id;
    if (cluster.classes.length > classCount) refuse();
    const row = cluster.addPod(classId, object.metadata.createdUs ?? 0);
    this.#rows.set(key, row);
    this.#keys[row] = key;
    this.#options.recorder.arrived(this.#options.plane.kernel.nowUs);
    this.#options.curve.arrived(row);
    const node = cluster.findNode(nodeNameOf(object));
    if (node >= 0) this.#place(row, node);
    else this.#host.podArrived(row);
  }

  #podUpdated(before: ApiObject, object: ApiObject): void {
    const key = keyOf(object);
    if (isTerminal(object)) {
      this.#podGone(key);
      return;
    }
    const row = this.rowOf(key);
    if (row < 0) return;
    const { cluster } = this.#options;
    const { state, terminating } = cluster.pods;
    const node = cluster.findNode(nodeNameOf(object));
    if (state[row] === POD_STATE.PENDING) {
      if (node < 0) {
        this.#pendingChanged(row, before, object);
        return;
      }
      // Bound by somebody else: the scheduler learns it here.
      this.#host.podWithdrawn(row);
      this.#place(row, node);
    } else if (node >= 0 && this.#unconfirmed.delete(row)) this.#host.podAssigned(row, node);
    if (isDeleting(object) && state[row] === POD_STATE.BOUND && terminating[row] === 0) {
      const on = cluster.pods.node[row]!;
      cluster.terminate(row);
      this.#host.podTerminating(row, on);
    }
  }

  /** A pod that waits: what its class is made of may have changed. */
  #pendingChanged(row: number, before: ApiObject, object: ApiObject): void {
    if (before.spec === object.spec && before.metadata.labels === object.metadata.labels) return;
    const { cluster, classes, refuse } = this.#options;
    const former = cluster.classes[cluster.pods.classId[row]!]!;
    const classCount = cluster.classes.length;
    // As above: the manifest was validated when it was decoded.
    const pod = object as unknown as Pod;
    if (podClassKey(before as unknown as Pod) === podClassKey(pod)) return;
    cluster.pods.classId[row] = classes.intern(podClassKey(pod), () => podClassSpecOf(pod)).id;
    if (cluster.classes.length > classCount) refuse();
    this.#host.podChanged(row, former);
  }

  /** Somebody else's binding takes its room without a decision. */
  #place(row: number, node: number): void {
    this.#options.cluster.place(row, node);
    this.#options.curve.placed(row, node);
    this.#host.podAssigned(row, node);
  }

  #podGone(key: string): void {
    const row = this.rowOf(key);
    if (row < 0) return;
    const { cluster, recorder, plane, curve } = this.#options;
    this.#rows.delete(key);
    this.#unconfirmed.delete(row);
    if (cluster.pods.state[row] === POD_STATE.BOUND) {
      const node = cluster.pods.node[row]!;
      cluster.release(row);
      curve.released(row, node);
      recorder.ended(row, plane.kernel.nowUs);
      this.#host.podEnded(row, node);
    } else if (cluster.pods.state[row] === POD_STATE.PENDING) {
      this.#host.podWithdrawn(row);
      cluster.withdraw(row);
    }
  }

  /** A node that is not ready takes no pods; in the tables its pod limit is 0, which every scheduler respects. */
  #nodeUpdated(object: ApiObject): void {
    const { cluster } = this.#options;
    const node = cluster.findNode(object.metadata.name);
    if (node < 0) return;
    const status = object.status as { readonly conditions?: readonly { type: string; status: string }[] } | undefined;
    const ready = status?.conditions?.find((condition) => condition.type === 'Ready');
    const takesPods = ready === undefined || ready.status === 'True';
    const closed = this.#closed.get(node);
    if (takesPods === (closed === undefined)) return;
    const before = cluster.nodes.specs[node]!;
    if (closed === undefined) {
      this.#closed.set(node, before);
      cluster.updateNode(node, { ...before, allowedPods: 0 });
    } else {
      this.#closed.delete(node);
      cluster.updateNode(node, closed);
    }
    this.#host.nodeChanged(node, 'updated', before);
  }
}
