// Hot path: once per heartbeat and once per assignment.
import { POD_STATE, type Cluster } from '../../../world/cluster/index.js';

interface ClassQueue { readonly classId: number; pods: number[]; head: number }

/**
 * Waiting pods in order of arrival, kept apart by class: whether a node has room is asked once per class instead of
 * once per pod. The answers are those of one queue. Pods that left without being placed are dropped on the way.
 */
export class ClassQueues {
  readonly #cluster: Cluster;
  readonly #queues: ClassQueue[] = [];
  readonly #byClass = new Map<number, ClassQueue>();

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Adds a pod behind those that arrived before it. */
  push(pod: number): void {
    const classId = this.#cluster.pods.classId[pod]!;
    let queue = this.#byClass.get(classId);
    if (queue === undefined) {
      queue = { classId, pods: [], head: 0 };
      this.#byClass.set(classId, queue);
      this.#queues.push(queue);
    }
    queue.pods.push(pod);
  }

  /** Takes out the first pod that the node has room for and answers it; -1 when it has room for none. */
  takeFirstFitting(node: number): number {
    let chosen: ClassQueue | null = null;
    let first = -1;
    for (const queue of this.#queues) {
      const pod = this.#peek(queue);
      if (pod < 0 || (chosen !== null && pod > first)) continue;
      if (!this.#cluster.fits(this.#cluster.classes[queue.classId]!, node)) continue;
      chosen = queue;
      first = pod;
    }
    if (chosen !== null) chosen.head++;
    return first;
  }

  /** The first pod of a class that still waits, or -1. */
  #peek(queue: ClassQueue): number {
    const { state } = this.#cluster.pods;
    while (queue.head < queue.pods.length && state[queue.pods[queue.head]!] !== POD_STATE.PENDING) queue.head++;
    if (queue.head === queue.pods.length) {
      if (queue.head > 0) queue.pods = [];
      queue.head = 0;
      return -1;
    }
    if (queue.head > 1024 && queue.head * 2 > queue.pods.length) {
      queue.pods = queue.pods.slice(queue.head);
      queue.head = 0;
    }
    return queue.pods[queue.head]!;
  }
}
