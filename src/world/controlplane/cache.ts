import { keyOf, type ApiObject } from './api-object.js';

/** Names the buckets that an object belongs to, such as the uid of its controller. */
export type IndexBy<O extends ApiObject = ApiObject> = (object: O) => readonly string[];

/** Read-only view of a cache: what a controller may look at. */
export interface Lister<O extends ApiObject = ApiObject> {
  get(key: string): O | undefined;
  /** All objects in the order in which this cache first saw them. */
  list(): readonly O[];
  /** Objects in a bucket of a named index, in the order in which they came into it. */
  byIndex(index: string, bucket: string): readonly O[];
}

/** Objects of one kind by key, with indexes: a client's own, possibly stale, picture of the store. */
export class Cache implements Lister {
  readonly #objects = new Map<string, ApiObject>();
  readonly #indexes = new Map<string, { readonly by: IndexBy; readonly buckets: Map<string, Map<string, ApiObject>> }>();

  get size(): number { return this.#objects.size; }

  get(key: string): ApiObject | undefined { return this.#objects.get(key); }

  list(): readonly ApiObject[] { return [...this.#objects.values()]; }

  byIndex(index: string, bucket: string): readonly ApiObject[] {
    const found = this.#indexes.get(index)?.buckets.get(bucket);
    return found === undefined ? [] : [...found.values()];
  }

  /** Adds an index over what is cached and what comes; a second call with the same name changes nothing. */
  addIndex(name: string, by: IndexBy): void {
    if (this.#indexes.has(name)) return;
    const index = { by, buckets: new Map<string, Map<string, ApiObject>>() };
    this.#indexes.set(name, index);
    for (const [key, object] of this.#objects) {
      for (const bucket of by(object)) put(index.buckets, bucket, key, object);
    }
  }

  /** Stores an object and answers the one that it replaces. */
  set(object: ApiObject, key = keyOf(object)): ApiObject | undefined {
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const { by, buckets } of this.#indexes.values()) {
      const now = by(object);
      if (before !== undefined) {
        for (const bucket of by(before)) if (!now.includes(bucket)) take(buckets, bucket, key);
      }
      for (const bucket of now) put(buckets, bucket, key, object);
    }
    return before;
  }

  /** Removes an object and answers what was cached of it. */
  delete(key: string): ApiObject | undefined {
    const before = this.#objects.get(key);
    if (before === undefined) return undefined;
    this.#objects.delete(key);
    for (const { by, buckets } of this.#indexes.values()) {
      for (const bucket of by(before)) take(buckets, bucket, key);
    }
    return before;
  }

  /** Replaces everything; indexes stay. */
  replace(objects: readonly ApiObject[]): void {
    this.#objects.clear();
    for (const { buckets } of this.#indexes.values()) buckets.clear();
    for (const object of objects) this.set(object);
  }
}

function put(buckets: Map<string, Map<string, ApiObject>>, bucket: string, key: string, object: ApiObject): void {
  const found = buckets.get(bucket);
  if (found === undefined) buckets.set(bucket, new Map([[key, object]]));
  else found.set(key, object);
}

function take(buckets: Map<string, Map<string, ApiObject>>, bucket: string, key: string): void {
  const found = buckets.get(bucket);
  if (found === undefined) return;
  found.delete(key);
  if (found.size === 0) buckets.delete(bucket);
}
