// Hot path: entered by every rejected pod; groups are walked at every event.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { QueueEntries } from './entries.js';
import { NO_PLUGINS } from './plugin-sets.js';

/** Pods of one class that the same plugins rejected and the same plugin holds: an event means the same to all of them. */
export interface PoolGroup {
  readonly podClass: PodClass;
  readonly rejectors: number;
  readonly pending: number;
  readonly gate: number;
  /** First and last pod, in the order in which they came. */
  first: number;
  last: number;
  /** Place in the list of its set of rejectors. */
  index: number;
}

/**
 * Pods that wait for an event, by group. An event looks at groups, and only at those whose rejectors want to hear of it:
 * ten thousand equal pods cost one question.
 */
export class Pool {
  readonly #entries: QueueEntries;
  readonly #byKey = new Map<number, PoolGroup>();
  /** Groups by set of rejectors. */
  readonly #bySet: PoolGroup[][] = [];
  readonly #groupOf: (PoolGroup | undefined)[] = [];
  #size = 0;
  #pendingGroups = 0;

  constructor(entries: QueueEntries) { this.#entries = entries; }

  get size(): number { return this.#size; }

  /** Whether some pods wait for a plugin that has not decided yet. */
  get hasPending(): boolean { return this.#pendingGroups > 0; }

  /** Groups by set of rejectors, the set's number first. */
  get groups(): readonly (readonly PoolGroup[])[] { return this.#bySet; }

  add(pod: number, podClass: PodClass): void {
    const { rejectors, pending, gate, next, previous } = this.#entries;
    const group = this.#group(podClass, rejectors[pod]!, pending[pod]!, gate[pod]!);
    previous[pod] = group.last;
    next[pod] = -1;
    if (group.last >= 0) next[group.last] = pod;
    else group.first = pod;
    group.last = pod;
    this.#groupOf[pod] = group;
    this.#size++;
  }

  remove(pod: number): void {
    const { next, previous } = this.#entries;
    const group = this.#groupOf[pod]!;
    const before = previous[pod]!;
    const after = next[pod]!;
    if (before >= 0) next[before] = after;
    else group.first = after;
    if (after >= 0) previous[after] = before;
    else group.last = before;
    this.#groupOf[pod] = undefined;
    this.#size--;
    if (group.first < 0) this.#drop(group);
  }

  /** Every pod, group by group. */
  * pods(): Iterable<number> {
    for (const groups of this.#bySet) {
      for (const { first } of groups) for (let pod = first; pod >= 0; pod = this.#entries.next[pod]!) yield pod;
    }
  }

  #group(podClass: PodClass, rejectors: number, pending: number, gate: number): PoolGroup {
    const key = keyOf(podClass, rejectors, pending, gate);
    let group = this.#byKey.get(key);
    if (group === undefined) {
      while (this.#bySet.length <= rejectors) this.#bySet.push([]);
      const groups = this.#bySet[rejectors]!;
      group = { podClass, rejectors, pending, gate, first: -1, last: -1, index: groups.length };
      groups.push(group);
      if (pending !== NO_PLUGINS) this.#pendingGroups++;
      this.#byKey.set(key, group);
    }
    return group;
  }

  #drop(group: PoolGroup): void {
    const { podClass, rejectors, pending, gate, index } = group;
    this.#byKey.delete(keyOf(podClass, rejectors, pending, gate));
    if (pending !== NO_PLUGINS) this.#pendingGroups--;
    const groups = this.#bySet[rejectors]!;
    const last = groups.pop()!;
    if (last === group) return;
    groups[index] = last;
    last.index = index;
  }
}

/** One number for a group; sets and plugins are few, classes at most 2^27. */
function keyOf({ id }: PodClass, rejectors: number, pending: number, gate: number): number {
  return ((id * 4096 + rejectors) * 128 + pending) * 128 + gate + 1;
}
