// Hot path: a pod is pushed and popped once per attempt.
import type { QueueEntries } from './entries.js';

/** Whether pod `a` comes before pod `b`. */
export type PodOrder = (a: number, b: number) => boolean;

/**
 * A binary heap of pod rows that knows where each of them stands. Moves entries as Go's container/heap does: among pods
 * that compare as equal, that decides who comes first.
 */
export class PodHeap {
  readonly #rows: number[] = [];
  readonly #entries: QueueEntries;
  readonly #isBefore: PodOrder;

  constructor(entries: QueueEntries, isBefore: PodOrder) {
    this.#entries = entries;
    this.#isBefore = isBefore;
  }

  get size(): number { return this.#rows.length; }

  /** The first pod, -1 when the heap is empty. */
  get head(): number { return this.#rows.length === 0 ? -1 : this.#rows[0]!; }

  /** Pods in no particular order; valid until the next change. */
  get rows(): readonly number[] { return this.#rows; }

  push(pod: number): void {
    this.#rows.push(pod);
    this.#up(this.#rows.length - 1, pod);
  }

  /** Takes out the first pod; -1 when the heap is empty. */
  pop(): number {
    const head = this.head;
    if (head >= 0) this.remove(head);
    return head;
  }

  remove(pod: number): void {
    const rows = this.#rows;
    const at = this.#entries.position[pod]!;
    const last = rows.pop()!;
    if (at < rows.length) this.#settle(at, last);
  }

  /** A pod's order may have changed. */
  fix(pod: number): void { this.#settle(this.#entries.position[pod]!, pod); }

  #settle(at: number, pod: number): void {
    if (!this.#down(at, pod)) this.#up(at, pod);
  }

  #up(at: number, pod: number): void {
    const rows = this.#rows;
    const { position } = this.#entries;
    let i = at;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = rows[parent]!;
      if (!this.#isBefore(pod, above)) break;
      rows[i] = above;
      position[above] = i;
      i = parent;
    }
    rows[i] = pod;
    position[pod] = i;
  }

  /** Answers whether the pod moved. */
  #down(at: number, pod: number): boolean {
    const rows = this.#rows;
    const { position } = this.#entries;
    let i = at;
    for (let child = 2 * i + 1; child < rows.length; child = 2 * i + 1) {
      if (child + 1 < rows.length && this.#isBefore(rows[child + 1]!, rows[child]!)) child++;
      const below = rows[child]!;
      if (!this.#isBefore(below, pod)) break;
      rows[i] = below;
      position[below] = i;
      i = child;
    }
    rows[i] = pod;
    position[pod] = i;
    return i > at;
  }
}
