import type { ClusterObject, ClusterObjectKind, ClusterObjects } from '../../../../world/cluster/index.js';

/**
 * Objects of one kind as the scheduler sees them: what the API has, with what the scheduler itself is about to write laid
 * over it. What was assumed of an object ends as soon as the API has another version of it, be it the one written.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/passive_assume_cache.go.
 */
export class AssumedObjects<K extends ClusterObjectKind> {
  readonly #objects: ClusterObjects;
  readonly #kind: K;
  readonly #assumed = new Map<string, { readonly base: ClusterObject<K>; readonly object: ClusterObject<K> }>();
  #changes = 0;

  constructor(objects: ClusterObjects, kind: K) {
    this.#objects = objects;
    this.#kind = kind;
  }

  /** Grows whenever an object may look different. */
  get version(): number { return this.#objects.version(this.#kind) + this.#changes; }

  get(key: string): ClusterObject<K> | undefined {
    const stored = this.stored(key);
    return stored === undefined || this.#assumed.size === 0 ? stored : this.#laidOver(key, stored);
  }

  /** The object as the API has it. */
  stored(key: string): ClusterObject<K> | undefined { return this.#objects.get(this.#kind, key); }

  /** All objects, in order of their arrival. */
  * all(keyOf: (object: ClusterObject<K>) => string): Iterable<ClusterObject<K>> {
    for (const stored of this.#objects.all(this.#kind)) {
      yield this.#assumed.size === 0 ? stored : this.#laidOver(keyOf(stored), stored);
    }
  }

  /** Takes `object` for the current one; answers what the API has, or undefined when it has none (nothing is assumed then). */
  assume(key: string, object: ClusterObject<K>): ClusterObject<K> | undefined {
    const base = this.stored(key);
    if (base === undefined) return undefined;
    this.#assumed.set(key, { base, object });
    this.#changes++;
    return base;
  }

  /** Takes back what was assumed on top of `base`. */
  restore(key: string, base: ClusterObject<K>): void {
    if (this.#assumed.get(key)?.base !== base) return;
    this.#assumed.delete(key);
    this.#changes++;
  }

  #laidOver(key: string, stored: ClusterObject<K>): ClusterObject<K> {
    const assumed = this.#assumed.get(key);
    if (assumed === undefined) return stored;
    if (assumed.base === stored) return assumed.object;
    this.#assumed.delete(key);
    return stored;
  }
}
