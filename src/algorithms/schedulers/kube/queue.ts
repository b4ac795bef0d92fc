import type { PodClass } from '../../../world/cluster/index.js';
import type { QueuedPod } from './framework/plugin.js';

/**
 * Pods that wait to be scheduled: an active heap ordered by the QueueSort plugin, and the pods that fitted nowhere, by
 * class.
 *
 * Differs: no backoff, no periodic flush and no events by plugin.
 */
export class SchedulingQueue {
  readonly #less: (a: QueuedPod, b: QueuedPod) => boolean;
  readonly #heap: QueuedPod[] = [];
  readonly #unschedulable = new Map<PodClass, Omit<QueuedPod, 'sequence'>[]>();
  /** Pods that were deleted while they stood in the heap; dropped when they come up. */
  readonly #withdrawn = new Set<number>();
  #sequence = 0;

  constructor(less: (a: QueuedPod, b: QueuedPod) => boolean) { this.#less = less; }

  /** A pod that is new, or comes back: goes behind those of its priority. */
  add({ pod, priority }: Omit<QueuedPod, 'sequence'>): void {
    this.#push({ pod, priority, sequence: this.#sequence++ });
  }

  /** The pod to try next, or null. */
  pop(): QueuedPod | null {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined) return null;
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) this.#siftDown(last);
      if (!this.#withdrawn.delete(top.pod)) return top;
    }
  }

  /** Keeps a pod that fitted nowhere, or may not be tried yet, until {@link wake}. */
  park(entry: Omit<QueuedPod, 'sequence'>, podClass: PodClass): void {
    const parked = this.#unschedulable.get(podClass);
    if (parked === undefined) this.#unschedulable.set(podClass, [entry]);
    else parked.push(entry);
  }

  /** Puts the parked pods of every class that `canGain` says back, with the time of now, in their old order. */
  wake(canGain: (podClass: PodClass) => boolean): void {
    for (const [podClass, parked] of this.#unschedulable) {
      if (!canGain(podClass)) continue;
      this.#unschedulable.delete(podClass);
      for (const entry of parked) this.add(entry);
    }
  }

  /** A pending pod was deleted. */
  withdraw(pod: number, podClass: PodClass): void {
    const parked = this.#unschedulable.get(podClass);
    const index = parked?.findIndex((entry) => entry.pod === pod) ?? -1;
    if (parked === undefined || index < 0) {
      this.#withdrawn.add(pod);
      return;
    }
    parked.splice(index, 1);
    if (parked.length === 0) this.#unschedulable.delete(podClass);
  }

  #push(entry: QueuedPod): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#less(entry, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  /** Places `entry`, which was the last, from the root down. */
  #siftDown(entry: QueuedPod): void {
    const heap = this.#heap;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && this.#less(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#less(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
  }
}
