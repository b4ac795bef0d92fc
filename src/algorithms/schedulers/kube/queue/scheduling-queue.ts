// Hot path: add, pop and done run once per pod; nothing is allocated there.
import { unreachable } from '../../../../base/invariant.js';
import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { ClusterEvent } from '../framework/events.js';
import type { Framework } from '../framework/framework.js';
import type { Plugin, QueuedPod } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import type { Nominator } from '../nominator.js';
import { backoffCheckUs, backoffEndUs, isBackingOff, poolCheckUs, type BackoffSettings } from './backoff.js';
import { PLACE, QueueEntries } from './entries.js';
import { eventLabel, MOVED_BY } from './event-label.js';
import { HintRegistry } from './hint-registry.js';
import { InFlight } from './in-flight.js';
import { PluginSets, NO_PLUGINS } from './plugin-sets.js';
import { PodHeap, type PodOrder } from './pod-heap.js';
import { Pool, type PoolGroup } from './pool.js';

/** What an event means for a pod of the pool. */
const STRATEGY = { STAY: 0, AFTER_BACKOFF: 1, AT_ONCE: 2 } as const;
type Strategy = (typeof STRATEGY)[keyof typeof STRATEGY];

/** Where a pod went, in the words of the real program's log; `gated`: to the pool, because a PreEnqueue plugin holds it. */
export type QueueName = 'active' | 'backoff' | 'unsched' | 'gated';

export interface QueueOptions {
  readonly cluster: Cluster;
  readonly nominator: Nominator;
  readonly settings: BackoffSettings;
  /** One per profile; all of them sort alike. */
  readonly frameworks: readonly Framework[];
  /** Index of the profile that schedules a class, -1 when there is none. */
  readonly profileOf: (podClass: PodClass) => number;
  /** Nominated node as the pod's status says it; empty = none. */
  readonly nominationOf: (pod: number) => string;
  /** Hears of every move of a pod, and why. */
  readonly onMove?: (pod: number, queue: QueueName, by: string) => void;
}

/** A PreEnqueue plugin with its number. */
interface Gate { readonly number: number; readonly plugin: Plugin }

/**
 * The pods that wait to be scheduled.
 *
 *   add ──▶ active ──pop──▶ in flight ──rejected──▶ pool ──event──▶ backoff ──second──▶ active
 *             ▲  ▲                    └──error────▶ error backoff ──second──┘
 *             │  └────── pop from backoff when active is empty
 *             └── gated pods wait in the pool until their PreEnqueue plugins let them pass
 *
 * A pod keeps its timestamp while it is moved, so that it comes before younger pods of its priority wherever it has been.
 * Pods moved by one event go in no particular order: priority and timestamp decide what is popped.
 *
 * Source: kubernetes v1.36, pkg/scheduler/backend/queue/scheduling_queue.go.
 * Differs: no pods of groups, no forced activation, no signatures of opportunistic batching.
 */
export class SchedulingQueue {
  readonly entries = new QueueEntries();
  readonly sets = new PluginSets();
  readonly inFlight = new InFlight();
  readonly pool = new Pool(this.entries);
  readonly active: PodHeap;
  readonly backoff: PodHeap;
  readonly errorBackoff: PodHeap;
  readonly #options: QueueOptions;
  readonly #settings: BackoffSettings;
  readonly #hints: HintRegistry;
  readonly #gates: readonly (readonly Gate[])[];
  #sequence = 0;
  /** A lower bound of the next check that would find something in the pool. */
  #nextPoolCheckUs = Infinity;
  /** A lower bound of the sequences in the pool; exact after each check that found something. */
  #oldestInPool = Infinity;
  /** Pods to move by the running event, and how. */
  readonly #moved: number[] = [];
  readonly #strategies: Strategy[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#hints = new HintRegistry(this.sets, options.frameworks);
    this.#gates = options.frameworks.map(({ preEnqueues }) =>
      preEnqueues.flatMap((plugin) => plugin.preEnqueue === undefined ? [] : [{ number: this.sets.plugin(plugin.name), plugin }]));
    const { queueSort } = options.frameworks[0]!;
    const inOrder = queueSort.name === 'PrioritySort' ? this.#byPriority : this.#byPlugin(queueSort);
    // Ends that are not cut to seconds are never equal in the real program: the older failure is the earlier one.
    const byTimestamp = (a: number, b: number): boolean => this.entries.sequence[a]! < this.entries.sequence[b]!;
    const { popsFromBackoff } = options.settings;
    this.active = new PodHeap(this.entries, inOrder);
    this.backoff = new PodHeap(this.entries, this.#byExpiry(popsFromBackoff ? inOrder : byTimestamp));
    this.errorBackoff = new PodHeap(this.entries, this.#byExpiry(popsFromBackoff ? () => false : byTimestamp));
  }

  /** Grows with every timestamp: a pod whose sequence is below an earlier answer was tried before it. */
  get sequence(): number { return this.#sequence; }

  /** A pod that is new. */
  add(pod: number, nowUs: number): void { this.#addAs(pod, nowUs, MOVED_BY.ADDED); }

  /**
   * A pod without a node changed. The tables show it already; `before` is its former class.
   *
   * @param nominatedBefore  nomination in its status before the change
   */
  update(pod: number, before: PodClass, nominatedBefore: string, events: readonly ClusterEvent[], nowUs: number): void {
    this.entries.reserve(pod);
    this.entries.priority[pod] = this.#classOf(pod).priority;
    const place = this.entries.place[pod]!;
    switch (place) {
      case PLACE.IN_FLIGHT:
        // It comes back, if at all, with its latest state.
        for (const event of events) this.inFlight.note(event);
        return;
      case PLACE.NONE:
        this.#addAs(pod, nowUs, MOVED_BY.UPDATED);
        return;
      case PLACE.POOL: {
        const podClass = this.#classOf(pod);
        if (before !== podClass) {
          this.pool.remove(pod);
          this.pool.add(pod, podClass);
        }
        this.#renominate(pod, nominatedBefore);
        for (const event of events) {
          const strategy = this.#strategyOf(pod, event);
          if (strategy !== STRATEGY.STAY && this.#requeue(pod, strategy, eventLabel(event), nowUs)) break;
        }
        return;
      }
      default:
        this.#heapAt(place).fix(pod);
        this.#renominate(pod, nominatedBefore);
    }
  }

  /** A pod was deleted, or got a node. Its attempt may still be under way. */
  remove(pod: number): void {
    this.#options.nominator.remove(pod);
    const { place } = this.entries;
    if (pod >= place.length) return;
    if (place[pod] !== PLACE.IN_FLIGHT && place[pod] !== PLACE.NONE) this.#take(pod);
  }

  /** The pod to try next, -1 when there is none. */
  pop(): number {
    let pod = this.active.pop();
    if (pod < 0 && this.#settings.popsFromBackoff) pod = this.backoff.pop();
    if (pod < 0) return -1;
    const { attempts, place } = this.entries;
    attempts[pod] = attempts[pod]! + 1;
    place[pod] = PLACE.IN_FLIGHT;
    this.inFlight.begin(pod);
    return pod;
  }

  /** A popped pod is going to be bound, or was dropped. */
  done(pod: number): void {
    if (this.entries.place[pod] === PLACE.IN_FLIGHT) this.entries.place[pod] = PLACE.NONE;
    this.inFlight.end(pod);
  }

  /**
   * A popped pod comes back.
   *
   * @param rejectors  set of the plugins that rejected it; none: it failed with an error
   * @param pending    set of the plugins that have not decided yet
   */
  giveBack(pod: number, rejectors: number, pending: number, nowUs: number): void {
    const { entries, inFlight } = this;
    if (entries.place[pod] !== PLACE.IN_FLIGHT && entries.place[pod] !== PLACE.NONE) {
      inFlight.end(pod);
      return;
    }
    entries.place[pod] = PLACE.NONE;
    entries.rejectors[pod] = rejectors;
    entries.pending[pod] = pending;
    entries.gate[pod] = -1;
    if (rejectors === NO_PLUGINS && pending === NO_PLUGINS) {
      entries.errorCount[pod] = entries.errorCount[pod]! + 1;
    } else {
      entries.unschedulableCount[pod] = entries.unschedulableCount[pod]! + 1;
      entries.errorCount[pod] = 0;
    }
    entries.timestampUs[pod] = nowUs;
    entries.sequence[pod] = this.#sequence++;
    entries.expiryUs[pod] = NaN;
    this.#requeue(pod, this.#strategyInFlight(pod), MOVED_BY.FAILED, nowUs);
    if (this.#placeOf(pod) === PLACE.POOL) this.#options.onMove?.(pod, 'unsched', MOVED_BY.FAILED);
    inFlight.end(pod);
  }

  /** Something happened in the cluster: pods of the pool that it may help, of at most this priority, are woken. */
  move(event: ClusterEvent, nowUs: number, maxPriority = Infinity, except = -1): void {
    if (!this.#hints.concernsAnybody(event)) return;
    if (this.pool.size > 0) {
      const { groups, hasPending } = this.pool;
      for (let set = 0; set < groups.length; set++) {
        const alike = groups[set]!;
        if (alike.length === 0 || (set !== NO_PLUGINS && !hasPending && !this.#hints.concernsSet(set, event))) continue;
        for (const group of alike) if (group.podClass.priority <= maxPriority) this.#consider(group, event, except);
      }
      this.#moveConsidered(eventLabel(event), nowUs);
    }
    this.inFlight.note(event);
  }

  /** The check of every second: pods whose backoff is over become active. */
  flushBackoff(nowUs: number): void {
    const over: number[] = [];
    for (const heap of [this.backoff, this.errorBackoff]) {
      while (heap.size > 0 && !isBackingOff(this.#settings, this.#expiryUs(heap.head), nowUs)) {
        const pod = heap.pop();
        this.entries.place[pod] = PLACE.NONE;
        over.push(pod);
      }
    }
    // PreEnqueue ran when they came, if pods may be popped from there.
    for (const pod of over) this.#activate(pod, MOVED_BY.BACKOFF_OVER, this.#settings.popsFromBackoff);
  }

  /** When the check of every second finds something next, Infinity when there is nothing to wait for. */
  nextBackoffCheckUs(): number {
    const at = (heap: PodHeap): number => heap.size === 0 ? Infinity : backoffCheckUs(this.#expiryUs(heap.head));
    return Math.min(at(this.backoff), at(this.errorBackoff));
  }

  /** The check of every 30 seconds: pods that were in the pool for too long are woken. */
  flushPool(nowUs: number): void {
    if (nowUs < this.#nextPoolCheckUs) return;
    const { timestampUs, sequence, gate } = this.entries;
    const event = { resource: '*', action: 'Update' } as const;
    let isAnyLate = false;
    this.#nextPoolCheckUs = Infinity;
    this.#oldestInPool = Infinity;
    for (const pod of this.pool.pods()) {
      // Pods that are held by a PreEnqueue plugin wait for that alone.
      if (gate[pod]! < 0) this.#oldestInPool = Math.min(this.#oldestInPool, sequence[pod]!);
      if (nowUs - timestampUs[pod]! <= this.#settings.maxInPoolUs) {
        this.#nextPoolCheckUs = Math.min(this.#nextPoolCheckUs, poolCheckUs(this.#settings, timestampUs[pod]!));
        continue;
      }
      isAnyLate = true;
      if (gate[pod]! >= 0) continue;
      this.#moved.push(pod);
      this.#strategies.push(STRATEGY.AFTER_BACKOFF);
    }
    this.#moveConsidered(MOVED_BY.TIMEOUT, nowUs);
    if (isAnyLate) this.inFlight.note(event);
  }

  /** Whether pods of the pool may have failed before this place of the sequence; settles at the check of every 30 seconds. */
  hasPooledBefore(sequence: number): boolean { return this.pool.size > 0 && this.#oldestInPool < sequence; }

  /** When the check of every 30 seconds may find something next; Infinity when nothing can be found. */
  nextPoolCheckUs(): number { return this.pool.size === 0 ? Infinity : this.#nextPoolCheckUs; }

  #addAs(pod: number, nowUs: number, by: string): void {
    this.entries.begin(pod, this.#classOf(pod).priority, nowUs, this.#sequence++);
    this.#activate(pod, by, false);
  }

  /** Notes which pods of a group the event wakes. */
  #consider(group: PoolGroup, event: ClusterEvent, except: number): void {
    if (group.gate >= 0 && !this.#hints.concerns(group.gate, event)) return;
    const { next } = this.entries;
    // Pods of one class are alike in everything that a plugin looks at.
    const strategy = this.#strategyOf(group.first, event);
    if (strategy === STRATEGY.STAY) return;
    for (let pod = group.first; pod >= 0; pod = next[pod]!) {
      if (pod === except) continue;
      this.#moved.push(pod);
      this.#strategies.push(strategy);
    }
  }

  #moveConsidered(by: string, nowUs: number): void {
    for (let i = 0; i < this.#moved.length; i++) {
      const pod = this.#moved[i]!;
      this.#take(pod);
      this.#requeue(pod, this.#strategies[i]!, by, nowUs);
    }
    this.#moved.length = 0;
    this.#strategies.length = 0;
  }

  /** What an event means for a pod that its rejectors know. */
  #strategyOf(pod: number, event: ClusterEvent): Strategy {
    const rejectors = this.entries.rejectors[pod]!;
    const pending = this.entries.pending[pod]!;
    if (rejectors === NO_PLUGINS && pending === NO_PLUGINS) return STRATEGY.AFTER_BACKOFF;
    if (event.resource === '*') return STRATEGY.AFTER_BACKOFF;
    const podClass = this.#classOf(pod);
    const profile = this.#options.profileOf(podClass);
    for (const { hint } of pending === NO_PLUGINS ? NO_LISTENERS : this.#hints.listeners(profile, pending, event)) {
      if (hint === null || hint(pod, podClass, event)) return STRATEGY.AT_ONCE;
    }
    for (const { hint } of this.#hints.listeners(profile, rejectors, event)) {
      if (hint === null || hint(pod, podClass, event)) return STRATEGY.AFTER_BACKOFF;
    }
    return STRATEGY.STAY;
  }

  /** What the events since the pod was popped mean for it. */
  #strategyInFlight(pod: number): Strategy {
    if (this.entries.rejectors[pod] === NO_PLUGINS && this.entries.pending[pod] === NO_PLUGINS) return STRATEGY.AFTER_BACKOFF;
    let strategy: Strategy = STRATEGY.STAY;
    for (const event of this.inFlight.eventsSince(pod)) {
      const found = this.#strategyOf(pod, event);
      if (found > strategy) strategy = found;
      if (strategy === STRATEGY.AT_ONCE) break;
    }
    return strategy;
  }

  /** Puts a pod where the strategy says; answers whether it left the pool for good. */
  #requeue(pod: number, strategy: Strategy, by: string, nowUs: number): boolean {
    if (strategy === STRATEGY.STAY) {
      this.#keep(pod);
      return false;
    }
    if (strategy === STRATEGY.AFTER_BACKOFF && isBackingOff(this.#settings, this.#expiryUs(pod), nowUs)) return this.#hold(pod, by);
    return this.#activate(pod, by, false);
  }

  /** To the backoff queue, or to the pool when a PreEnqueue plugin holds the pod. */
  #hold(pod: number, by: string): boolean {
    if (this.#settings.popsFromBackoff && this.#isGated(pod)) {
      if (this.#placeOf(pod) !== PLACE.POOL) this.#options.onMove?.(pod, 'unsched', by);
      this.#keep(pod);
      return false;
    }
    if (this.#placeOf(pod) !== PLACE.NONE) this.#take(pod);
    const { place, rejectors, pending } = this.entries;
    const isError = rejectors[pod] === NO_PLUGINS && pending[pod] === NO_PLUGINS;
    place[pod] = isError ? PLACE.ERROR_BACKOFF : PLACE.BACKOFF;
    (isError ? this.errorBackoff : this.backoff).push(pod);
    this.#options.onMove?.(pod, 'backoff', by);
    return true;
  }

  /** To the active queue, or to the pool when a PreEnqueue plugin holds the pod. */
  #activate(pod: number, by: string, hasPassedGates: boolean): boolean {
    if (!hasPassedGates && this.#isGated(pod)) {
      if (this.#placeOf(pod) !== PLACE.POOL) this.#options.onMove?.(pod, 'gated', by);
      this.#keep(pod);
      return false;
    }
    if (this.#placeOf(pod) !== PLACE.NONE) this.#take(pod);
    this.entries.place[pod] = PLACE.ACTIVE;
    this.active.push(pod);
    this.#options.onMove?.(pod, 'active', by);
    if (by === MOVED_BY.ADDED || by === MOVED_BY.UPDATED) this.#nominate(pod, this.#options.nominationOf(pod));
    return true;
  }

  /** To the pool, or to the group there that fits its rejectors now. */
  #keep(pod: number): void {
    const { place, timestampUs } = this.entries;
    if (place[pod] === PLACE.POOL) this.pool.remove(pod);
    place[pod] = PLACE.POOL;
    this.pool.add(pod, this.#classOf(pod));
    const checkUs = poolCheckUs(this.#settings, timestampUs[pod]!);
    if (checkUs < this.#nextPoolCheckUs) this.#nextPoolCheckUs = checkUs;
    if (this.entries.gate[pod]! < 0 && this.entries.sequence[pod]! < this.#oldestInPool) this.#oldestInPool = this.entries.sequence[pod]!;
  }

  /** Out of where it waits. */
  #take(pod: number): void {
    const { place } = this.entries;
    if (place[pod] === PLACE.POOL) this.pool.remove(pod);
    else this.#heapAt(place[pod]!).remove(pod);
    place[pod] = PLACE.NONE;
  }

  /** Asks the PreEnqueue plugins, the one that holds the pod first. */
  #isGated(pod: number): boolean {
    const { gate, rejectors } = this.entries;
    const podClass = this.#classOf(pod);
    const gates = this.#gates[this.#options.profileOf(podClass)]!;
    const holder = gate[pod]!;
    for (let pass = holder < 0 ? 1 : 0; pass < 2; pass++) {
      for (const { number, plugin } of gates) {
        if ((number === holder) !== (pass === 0) || plugin.preEnqueue!(podClass, pod) === SUCCESS) continue;
        rejectors[pod] = this.sets.with(rejectors[pod]!, number);
        gate[pod] = number;
        return true;
      }
    }
    gate[pod] = -1;
    return false;
  }

  /** Brings a promise up to date with a changed status; one that the status does not show yet stays. */
  #renominate(pod: number, nominatedBefore: string): void {
    const after = this.#options.nominationOf(pod);
    const kept = nominatedBefore === '' && after === '' ? this.#options.nominator.nodeNameOf(pod) : after;
    this.#nominate(pod, kept);
  }

  #nominate(pod: number, nodeName: string): void {
    const { nominator } = this.#options;
    if (nodeName === '') nominator.remove(pod);
    else nominator.add(pod, nodeName);
  }

  /** End of the pod's backoff; 0 when it has none. */
  #expiryUs(pod: number): number {
    const { expiryUs, errorCount, unschedulableCount, timestampUs } = this.entries;
    const known = expiryUs[pod]!;
    if (known === known) return known;
    const failures = errorCount[pod]! > 0 ? errorCount[pod]! : unschedulableCount[pod]!;
    if (this.#settings.maxUs === 0 || failures === 0) return -Infinity;
    return (expiryUs[pod] = backoffEndUs(this.#settings, timestampUs[pod]!, failures));
  }

  #placeOf(pod: number): number { return this.entries.place[pod]!; }

  #heapAt(place: number): PodHeap {
    switch (place) {
      case PLACE.ACTIVE: return this.active;
      case PLACE.BACKOFF: return this.backoff;
      case PLACE.ERROR_BACKOFF: return this.errorBackoff;
      default: return unreachable(place as never);
    }
  }

  #classOf(pod: number): PodClass {
    const { classes, pods } = this.#options.cluster;
    return classes[pods.classId[pod]!]!;
  }

  readonly #byPriority: PodOrder = (a, b) => {
    const { priority, sequence } = this.entries;
    return priority[a] === priority[b] ? sequence[a]! < sequence[b]! : priority[a]! > priority[b]!;
  };

  #byExpiry(among: PodOrder): PodOrder {
    return (a, b) => {
      const expiryA = this.#expiryUs(a);
      const expiryB = this.#expiryUs(b);
      return expiryA === expiryB ? among(a, b) : expiryA < expiryB;
    };
  }

  #byPlugin(queueSort: Plugin): PodOrder {
    const queued = (pod: number): QueuedPod => ({ pod, priority: this.entries.priority[pod]!, sequence: this.entries.sequence[pod]! });
    return (a, b) => queueSort.less!(queued(a), queued(b));
  }
}

const NO_LISTENERS = [] as const;
