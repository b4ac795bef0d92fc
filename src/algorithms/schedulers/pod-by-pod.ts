import { POD_STATE, type Cluster, type PodClass } from '../../world/cluster/index.js';
import type { Scheduler, SchedulerContext } from './contract.js';
import { popInteger, pushInteger } from './integer-heap.js';

/** Where a pod goes: a node row, or -1 when none fits. Devices are a mask of the node's devices. */
export interface Picker {
  /** Row of the chosen node, or -1. Counts its own work in `context.operations` (but not the attempt). */
  pick(pod: number, podClass: PodClass): number;
  /** Devices to take on the chosen node; asked only for classes that want devices. Lowest that fit when left out. */
  devices?(pod: number, podClass: PodClass, node: number): number;
}

/**
 * Adapter from "pick a node for this pod" to the scheduler contract: one pending pod is tried per step, the one that
 * arrived first. A pod that fits nowhere is given up or waits, as the scenario says.
 *
 * Waiting pods are woken class by class: after a change on one node only a class that fits this node now can have
 * gained anything, since the class fitted nowhere before. Woken pods keep their place before later arrivals.
 */
export function podByPod(context: SchedulerContext, picker: Picker): Scheduler {
  const { cluster, operations } = context;
  const queue = new ArrivalQueue();
  const waiting = new Map<number, number[]>();

  const wake = (node: number): void => {
    for (const [classId, pods] of waiting) {
      if (!cluster.fits(cluster.classes[classId]!, node)) continue;
      for (const pod of pods) queue.push(pod);
      waiting.delete(classId);
    }
  };

  /** The first pod that is still pending: withdrawn ones stay in the queue until their turn, so that leaving is free. */
  const next = (): number => {
    for (;;) {
      const pod = queue.shift();
      if (pod < 0 || cluster.pods.state[pod] === POD_STATE.PENDING) return pod;
    }
  };

  const attempt = (pod: number): void => {
    const podClass = cluster.classes[cluster.pods.classId[pod]!]!;
    operations.attempts++;
    const node = picker.pick(pod, podClass);
    if (node >= 0) {
      const devices = podClass.deviceCount === 0 ? 0
        : picker.devices?.(pod, podClass, node) ?? lowestDevices(cluster, podClass, node);
      context.bind(pod, node, devices);
    } else if (context.unschedulable === 'give-up') {
      context.giveUp(pod, 'no node fits');
    } else {
      context.failed(pod, 'no node fits');
      const others = waiting.get(podClass.id);
      if (others === undefined) waiting.set(podClass.id, [pod]);
      else others.push(pod);
    }
  };

  return {
    podArrived: (pod) => queue.push(pod),
    podEnded: (_pod, node) => wake(node),
    nodeChanged: (node, change) => { if (change !== 'removed') wake(node); },
    step() {
      const pod = next();
      if (pod < 0) return false;
      attempt(pod);
      return true;
    },
  };
}

/** The lowest-numbered devices with enough left; as many as the class wants. */
export function lowestDevices(cluster: Cluster, podClass: PodClass, node: number): number {
  const { nodes } = cluster;
  const start = nodes.deviceStart[node]!;
  let mask = 0;
  let missing = podClass.deviceCount;
  for (let i = 0; i < nodes.deviceCount[node]! && missing > 0; i++) {
    if (nodes.deviceFree[start + i]! < podClass.deviceMilli) continue;
    mask |= 1 << i;
    missing--;
  }
  return mask;
}

/**
 * Pods in order of arrival, that is by row. New pods arrive in that order and take the fast path of a list; those that
 * come back out of order go through a heap beside it.
 */
class ArrivalQueue {
  #inOrder: number[] = [];
  #head = 0;
  /** Binary heap, least row first. */
  readonly #returned: number[] = [];

  push(pod: number): void {
    const last = this.#inOrder.length - 1;
    if (last < this.#head || this.#inOrder[last]! <= pod) this.#inOrder.push(pod);
    else pushInteger(this.#returned, pod);
  }

  /** The pod that arrived first, or -1. */
  shift(): number {
    const inOrder = this.#head < this.#inOrder.length ? this.#inOrder[this.#head]! : Infinity;
    const returned = this.#returned[0] ?? Infinity;
    if (returned < inOrder) return popInteger(this.#returned);
    if (inOrder === Infinity) return -1;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#inOrder.length) {
      this.#inOrder = this.#inOrder.slice(this.#head);
      this.#head = 0;
    }
    return inOrder;
  }
}
