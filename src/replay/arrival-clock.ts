import { LANE } from '../world/kernel/lanes.js';
import type { EventKind, Kernel } from '../world/kernel/kernel.js';
import type { Arrivals } from './arrivals.js';

/**
 * Lets the pods of arrival lists in, at their times or one by one. Only the next arrival of each list is ever
 * scheduled, and one event serves all pods of an instant, so a million arrivals cost no memory in the kernel.
 */
export class ArrivalClock {
  readonly #kernel: Kernel;
  readonly #lists: readonly Arrivals[];
  readonly #admit: (list: number, index: number) => void;
  readonly #next: number[];
  readonly #isEnded: boolean[];
  readonly #arrive: EventKind;

  /** @param admit  called for each pod at its arrival, with its list and its index in it */
  constructor(kernel: Kernel, lists: readonly Arrivals[], admit: (list: number, index: number) => void) {
    this.#kernel = kernel;
    this.#lists = lists;
    this.#admit = admit;
    this.#next = lists.map(() => 0);
    this.#isEnded = lists.map(() => false);
    this.#arrive = kernel.kind({ name: 'pod-arrival', lane: LANE.ARRIVAL, handler: (list) => this.#arriveAll(list) });
  }

  start(): void { this.#lists.forEach((_, list) => this.#scheduleNext(list)); }

  /** Pods that have not arrived yet. */
  get unsentCount(): number {
    return this.#lists.reduce((unsent, { count }, list) => unsent + (this.#isEnded[list] ? 0 : count - this.#next[list]!), 0);
  }

  /** One-by-one submission: the first decision on the newest pod of a list lets the next one in, or ends the list. */
  decided(list: number, index: number, isPlaced: boolean): void {
    const { createdUs, endsWhenFull } = this.#lists[list]!;
    if (createdUs !== null || index !== this.#next[list]! - 1) return;
    if (endsWhenFull === true && !isPlaced) this.#isEnded[list] = true;
    else this.#scheduleNext(list);
  }

  /** Pods of a list that were submitted. */
  sentCount(list: number): number { return this.#next[list]!; }

  #scheduleNext(list: number): void {
    const { count, createdUs } = this.#lists[list]!;
    const index = this.#next[list]!;
    if (index === count) return;
    this.#kernel.at(createdUs === null ? this.#kernel.nowUs : Math.max(createdUs[index]!, this.#kernel.nowUs), this.#arrive, list);
  }

  #arriveAll(list: number): void {
    const { count, createdUs } = this.#lists[list]!;
    do this.#admit(list, this.#next[list]!++);
    while (createdUs !== null && this.#next[list]! < count && createdUs[this.#next[list]!]! <= this.#kernel.nowUs);
    if (createdUs !== null) this.#scheduleNext(list);
  }
}
