import type { EventKind, Kernel, TimerHandle } from '../kernel/kernel.js';
import { LANE } from '../kernel/lanes.js';
import { keyOf, type ApiObject } from './api-object.js';
import { Cache, type IndexBy, type Lister } from './cache.js';
import type { Store, WatchEvent } from './store.js';

/**
 * How a handler came to see an object: from the first list, from the watch, from the comparison of the cache with a new
 * list after a broken watch, or from a resync, which shows the cached object once more.
 */
export type Cause = 'list' | 'watch' | 'relist' | 'resync';

/** Called after the cache was changed. An object that was deleted and made anew while nobody looked is deleted, then added. */
export interface InformerHandler {
  added?(object: ApiObject, cause: Cause): void;
  /** At a resync both are the same object. */
  updated?(before: ApiObject, object: ApiObject, cause: Cause): void;
  /** After a relist the object is the last state that was seen, which may not be its final one. */
  deleted?(object: ApiObject, cause: Cause): void;
}

/** A window during which watch events are silently lost. */
export interface Loss {
  /** Events that may still be lost. */
  count: number;
  readonly untilUs: number;
  /** Answers whether this event is lost; asked in order of delivery. */
  readonly picks: (event: WatchEvent) => boolean;
}

export interface InformerOptions {
  /** Who watches. */
  readonly watcher: string;
  readonly kernel: Kernel;
  readonly store: Store;
  readonly kind: string;
  /** Committed -> delivered. */
  readonly latencyUs: number;
  /** How long a list takes after a broken watch. */
  readonly listUs: number;
}

/**
 * A watcher of one kind with its cache: the reflector and the shared informer of client-go in one. Events arrive
 * `latencyUs` after their commit, in order; the cache changes first, then the handlers are called.
 *
 * ```
 *   commit ──latency──► in flight (FIFO) ──► cache ──► handlers
 *              ╳ broken: not sent            ▲
 *              ╳ lost: dropped on delivery   └── relist replaces it
 * ```
 */
export class Informer {
  readonly watcher: string;
  readonly kind: string;
  /** Events delivered, lost and never sent, and lists made. */
  readonly counters = { delivered: 0, lost: 0, missed: 0, relists: 0 };
  readonly #kernel: Kernel;
  readonly #store: Store;
  readonly #latencyUs: number;
  readonly #listUs: number;
  readonly #cache = new Cache();
  readonly #handlers: InformerHandler[] = [];
  #flying: { readonly dueUs: number; readonly event: WatchEvent; readonly key: string }[] = [];
  #head = 0;
  #isArmed = false;
  readonly #deliveryKind: EventKind;
  readonly #relistKind: EventKind;
  #relist: TimerHandle | null = null;
  #loss: Loss | null = null;

  /** Lists what is stored now, at once, and watches from there. */
  constructor(options: InformerOptions) {
    const { kernel, store, kind, watcher } = options;
    const name = `${watcher}/${kind}`;
    this.watcher = watcher;
    this.kind = kind;
    this.#kernel = kernel;
    this.#store = store;
    this.#latencyUs = options.latencyUs;
    this.#listUs = options.listUs;
    this.#deliveryKind = kernel.kind({ name: `watch ${name}`, lane: LANE.WATCH, handler: () => this.#deliver() });
    this.#relistKind = kernel.kind({ name: `relist ${name}`, lane: LANE.WATCH, handler: () => this.#listAgain() });
    this.#cache.replace(store.list(kind));
    store.subscribe(kind, (event, key) => this.#committed(event, key));
  }

  /** The cache, read-only. */
  get cache(): Lister { return this.#cache; }

  /** Whether the watch is broken and the cache gets nothing until the relist. */
  get isBroken(): boolean { return this.#relist !== null; }

  /** Adds an index to the cache. */
  addIndex(name: string, by: IndexBy): void { this.#cache.addIndex(name, by); }

  /** Adds a handler; it is shown all cached objects first. */
  handle(handler: InformerHandler): void {
    this.#handlers.push(handler);
    for (const object of this.#cache.list()) handler.added?.(object, 'list');
  }

  /**
   * Breaks the watch: what is committed from now on is not sent. The reflector finds out after `noticeUs` and can
   * connect again after `gapUs`; at the later of the two it lists, and goes on from that list.
   */
  breakWatch(options: { readonly gapUs: number; readonly noticeUs: number }): void {
    if (this.#relist !== null) this.#kernel.cancel(this.#relist);
    const delayUs = Math.max(options.gapUs, options.noticeUs) + this.#listUs;
    this.#relist = this.#kernel.after(delayUs, this.#relistKind);
  }

  /** Loses events silently: neither the cache nor a handler ever sees them. */
  loseEvents(loss: Loss): void { this.#loss = loss; }

  /** From now on shows all cached objects again every so often (upstream: every 12 to 24 hours). */
  resyncEvery(intervalUs: number): void {
    const kind = this.#kernel.kind({
      name: `resync ${this.watcher}/${this.kind}`, lane: LANE.WATCH, periodic: true,
      handler: () => {
        for (const object of this.#cache.list()) {
          for (const handler of this.#handlers) handler.updated?.(object, object, 'resync');
        }
        this.#kernel.after(intervalUs, kind);
      },
    });
    this.#kernel.after(intervalUs, kind);
  }

  #committed(event: WatchEvent, key: string): void {
    if (this.#relist !== null) {
      this.counters.missed++;
      return;
    }
    const dueUs = this.#kernel.nowUs + this.#latencyUs;
    this.#flying.push({ dueUs, event, key });
    if (!this.#isArmed) this.#arm(dueUs);
  }

  #arm(dueUs: number): void {
    this.#isArmed = true;
    this.#kernel.at(dueUs, this.#deliveryKind);
  }

  #deliver(): void {
    this.#isArmed = false;
    const nowUs = this.#kernel.nowUs;
    while (this.#head < this.#flying.length && this.#flying[this.#head]!.dueUs <= nowUs) {
      const { event, key } = this.#flying[this.#head++]!;
      if (this.#isLost(event)) this.counters.lost++;
      else this.#apply(event, key);
    }
    if (this.#head === this.#flying.length) {
      this.#flying = [];
      this.#head = 0;
    } else if (!this.#isArmed) {
      this.#arm(this.#flying[this.#head]!.dueUs);
    }
  }

  #isLost(event: WatchEvent): boolean {
    const loss = this.#loss;
    if (loss === null) return false;
    if (loss.count <= 0 || this.#kernel.nowUs > loss.untilUs) {
      this.#loss = null;
      return false;
    }
    if (!loss.picks(event)) return false;
    loss.count--;
    return true;
  }

  #apply(event: WatchEvent, key: string): void {
    this.counters.delivered++;
    if (event.type === 'DELETED') {
      this.#cache.delete(key);
      for (const handler of this.#handlers) handler.deleted?.(event.object, 'watch');
    } else {
      this.#show(event.object, key, 'watch');
    }
  }

  /** Stores an object that exists and tells the handlers what that is to them. */
  #show(object: ApiObject, key: string, cause: Cause): void {
    const before = this.#cache.get(key);
    if (before !== undefined && before.metadata.uid !== object.metadata.uid) {
      this.#cache.delete(key);
      for (const handler of this.#handlers) handler.deleted?.(before, cause);
    }
    const known = this.#cache.set(object, key);
    for (const handler of this.#handlers) {
      if (known === undefined) handler.added?.(object, cause);
      else handler.updated?.(known, object, cause);
    }
  }

  /** Compares the cache with the store: what is gone was deleted, what differs was updated, what is new was added. */
  #listAgain(): void {
    this.#relist = null;
    this.counters.relists++;
    // The list is newer than anything still in flight, which must not turn the cache back.
    this.#flying = [];
    this.#head = 0;
    for (const cached of this.#cache.list()) {
      if (this.#store.get(this.kind, keyOf(cached)) !== undefined) continue;
      this.#cache.delete(keyOf(cached));
      for (const handler of this.#handlers) handler.deleted?.(cached, 'relist');
    }
    for (const object of this.#store.list(this.kind)) {
      const key = keyOf(object);
      if (this.#cache.get(key) !== object) this.#show(object, key, 'relist');
    }
  }
}
