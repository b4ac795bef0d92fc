import type { PodClass } from '../../world/cluster/index.js';
import type { Scheduler, SchedulerContext } from './contract.js';

/** Where a pod goes: a node row, or -1 when none fits. Devices are a mask of the node's devices. */
export interface Picker {
  /** Row of the chosen node, or -1. Counts its own work in `context.operations` (but not the attempt). */
  pick(pod: number, podClass: PodClass): number;
  /** Devices to take on the chosen node; asked only for classes that want devices. Lowest that fit when left out. */
  devices?(pod: number, podClass: PodClass, node: number): number;
}

/**
 * Adapter from "pick a node for this pod" to the scheduler contract: pending pods wait in order of arrival, one is
 * tried per step. A pod that fits nowhere is given up or waits, as the scenario says.
 *
 * Waiting pods are woken class by class: after a change on one node only a class that fits this node now can have
 * gained anything, since the class fitted nowhere before.
 */
export function podByPod(context: SchedulerContext, picker: Picker): Scheduler {
  const { cluster, operations } = context;
  const queue = new Fifo();
  const waiting = new Map<number, number[]>();

  const wake = (node: number): void => {
    for (const [classId, pods] of waiting) {
      if (!cluster.fits(cluster.classes[classId]!, node)) continue;
      for (const pod of pods) queue.push(pod);
      waiting.delete(classId);
    }
  };

  const attempt = (pod: number): void => {
    const podClass = cluster.classes[cluster.pods.classId[pod]!]!;
    operations.attempts++;
    const node = picker.pick(pod, podClass);
    if (node >= 0) {
      context.bind(pod, node, podClass.deviceCount === 0 ? 0 : devicesOf(picker, context, pod, node));
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
    podWithdrawn(pod) {
      queue.delete(pod);
      for (const pods of waiting.values()) {
        const index = pods.indexOf(pod);
        if (index >= 0) pods.splice(index, 1);
      }
    },
    podEnded: (_pod, node) => wake(node),
    nodeChanged: (node, change) => { if (change !== 'removed') wake(node); },
    step() {
      const pod = queue.shift();
      if (pod < 0) return false;
      attempt(pod);
      return true;
    },
  };
}

function devicesOf(picker: Picker, context: SchedulerContext, pod: number, node: number): number {
  const podClass = context.cluster.classes[context.cluster.pods.classId[pod]!]!;
  return picker.devices === undefined ? lowestDevices(context, podClass, node) : picker.devices(pod, podClass, node);
}

/** The lowest-numbered devices with enough left; as many as the class wants. */
export function lowestDevices(context: SchedulerContext, podClass: PodClass, node: number): number {
  const { nodes } = context.cluster;
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

/** First in, first out, with removal; amortised constant time per operation but `delete`. */
class Fifo {
  #items: number[] = [];
  #head = 0;

  push(pod: number): void { this.#items.push(pod); }

  /** The oldest entry, or -1. */
  shift(): number {
    if (this.#head === this.#items.length) return -1;
    const pod = this.#items[this.#head++]!;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return pod;
  }

  delete(pod: number): void {
    const index = this.#items.indexOf(pod, this.#head);
    if (index >= 0) this.#items.splice(index, 1);
  }
}
