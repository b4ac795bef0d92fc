import type { Kernel } from '../kernel/kernel.js';
import { DEFAULT_NAMESPACE, isDeleting, isNamespaced, keyOf, type ApiObject, type StoredMetadata } from './api-object.js';
import type { ApiRefusal, ApiReply, ApiRequest } from './api.js';
import { jsonEqual } from './json.js';
import { isTerminal, nodeNameOf, withNode } from './pods.js';
import { unreachable } from '../../base/invariant.js';

/** One committed change; events of one kind have growing versions. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object after the change; for `DELETED` its last state, with the version of the removal. */
  readonly object: ApiObject;
}

/** Looks at a write before it is made; a refusal makes the request fail with `Forbidden`. */
export type Admission = (verb: ApiRequest['verb'], object: ApiObject) => string | null;

/** Work done by the store so far. */
export interface StoreCounters {
  /** Requests that asked for a change, also refused ones and those that changed nothing. */
  writes: number;
  /** Changes made: each got a version of its own. */
  commits: number;
  /** Writes refused because they were based on an old version. */
  conflicts: number;
}

/**
 * The API server and its database: objects by kind and key, one version counter for all. It assigns uids, names and
 * generations, refuses stale writes, honours finalizers and the graceful end of bound pods. A write that changes
 * nothing is no event, as in the real server. Every commit happens at the kernel's present instant.
 *
 * Differs: no field managers, no defaulting (objects come defaulted), deletion without propagation policy: dependents
 * are left to the garbage collector. Lists come in order of creation, not of names.
 */
export class Store {
  readonly counters: StoreCounters = { writes: 0, commits: 0, conflicts: 0 };
  readonly #kernel: Kernel;
  readonly #kinds = new Map<string, Map<string, ApiObject>>();
  readonly #subscribers = new Map<string, ((event: WatchEvent, key: string) => void)[]>();
  readonly #admissions: Admission[] = [];
  readonly #lingers: (pod: ApiObject) => boolean;
  #version = 0;
  #uids = 0;
  #names = 0;

  /** `lingers` says whether a bound pod that runs stays until its node lets it go, or is gone at once. */
  constructor(options: { kernel: Kernel; lingers: (pod: ApiObject) => boolean }) {
    this.#kernel = options.kernel;
    this.#lingers = options.lingers;
  }

  /** Version of the newest commit. */
  get version(): number { return this.#version; }

  get(kind: string, key: string): ApiObject | undefined { return this.#kinds.get(kind)?.get(key); }

  /** Objects of a kind in order of creation. */
  list(kind: string): readonly ApiObject[] { return [...(this.#kinds.get(kind)?.values() ?? [])]; }

  /** How many objects of a kind there are. */
  count(kind: string): number { return this.#kinds.get(kind)?.size ?? 0; }

  /** Calls `listener` with each commit of a kind and the object's key, at that instant; listeners must not write. */
  subscribe(kind: string, listener: (event: WatchEvent, key: string) => void): void {
    const listeners = this.#subscribers.get(kind);
    if (listeners === undefined) this.#subscribers.set(kind, [listener]);
    else listeners.push(listener);
  }

  /** Adds a check of creations, updates and deletions. */
  admit(admission: Admission): void { this.#admissions.push(admission); }

  /** Carries out a request at the present instant. */
  perform(request: ApiRequest): ApiReply {
    switch (request.verb) {
      case 'get': return found(this.get(request.kind, request.key), request);
      case 'list': return { ok: true, object: null, objects: this.list(request.kind) };
      default: break;
    }
    this.counters.writes++;
    switch (request.verb) {
      case 'create': return this.#create(request.object);
      case 'update': return this.#update(request.object);
      case 'update-status': return this.#updateStatus(request.object);
      case 'patch': return this.#patch(request);
      case 'delete': return this.#delete(request);
      case 'bind': return this.#bind(request.key, request.node);
      default: return unreachable(request);
    }
  }

  #create(given: ApiObject): ApiReply {
    const { metadata } = given;
    const name = metadata.name === '' ? `${metadata.generateName ?? ''}${suffix(this.#names++)}` : metadata.name;
    const created: StoredMetadata = {
      ...metadata,
      name,
      ...(isNamespaced(given.kind) ? { namespace: metadata.namespace ?? DEFAULT_NAMESPACE } : {}),
      uid: `uid-${String(++this.#uids).padStart(10, '0')}`,
      generation: 1,
      createdUs: this.#kernel.nowUs,
    };
    const object = withoutStatus({ ...given, metadata: created });
    const refused = this.#refusal('create', object);
    if (refused !== null) return refused;
    if (this.get(object.kind, keyOf(object)) !== undefined) {
      return refuse('AlreadyExists', `${object.kind} ${keyOf(object)} already exists`);
    }
    return this.#commit('ADDED', object);
  }

  #update(given: ApiObject): ApiReply {
    const stored = this.get(given.kind, keyOf(given));
    if (stored === undefined) return missing(given.kind, keyOf(given));
    const refused = this.#refusal('update', given) ?? this.#staleness(given, stored);
    return refused ?? this.#replace(stored, withStatusOf(given, stored), 'spec');
  }

  #updateStatus(given: ApiObject): ApiReply {
    const stored = this.get(given.kind, keyOf(given));
    if (stored === undefined) return missing(given.kind, keyOf(given));
    const refused = this.#staleness(given, stored);
    if (refused !== null) return refused;
    const metadata = stored.kind === 'Deployment' && given.metadata.annotations !== undefined
      ? { ...stored.metadata, annotations: given.metadata.annotations }
      : stored.metadata;
    return this.#replace(stored, { ...stored, metadata, status: given.status }, 'status');
  }

  #patch(request: Extract<ApiRequest, { verb: 'patch' }>): ApiReply {
    const stored = this.get(request.kind, request.key);
    if (stored === undefined) return missing(request.kind, request.key);
    const changed = request.change(stored);
    return this.#refusal('patch', changed) ?? this.#replace(stored, changed, 'spec');
  }

  #bind(key: string, node: string): ApiReply {
    const stored = this.get('Pod', key);
    if (stored === undefined) return missing('Pod', key);
    if (isDeleting(stored) || nodeNameOf(stored) !== '') {
      this.counters.conflicts++;
      return refuse('Conflict', `pod ${key} is ${isDeleting(stored) ? 'being deleted' : `already on ${nodeNameOf(stored)}`}`);
    }
    return this.#replace(stored, withNode(stored, node, this.#kernel.nowUs), 'status');
  }

  #delete(request: Extract<ApiRequest, { verb: 'delete' }>): ApiReply {
    const stored = this.get(request.kind, request.key);
    if (stored === undefined) return missing(request.kind, request.key);
    if (request.uid !== undefined && request.uid !== stored.metadata.uid) {
      this.counters.conflicts++;
      return refuse('Conflict', `${request.kind} ${request.key} has uid ${stored.metadata.uid ?? ''}, not ${request.uid}`);
    }
    const refused = this.#refusal('delete', stored);
    if (refused !== null) return refused;
    if (!this.#mustStay(stored, request.force ?? false)) return this.#remove(stored);
    if (isDeleting(stored)) return { ok: true, object: stored, objects: [] };
    return this.#commit('MODIFIED', { ...stored, metadata: { ...stored.metadata, deletedUs: this.#kernel.nowUs } });
  }

  /** Writes a new state; metadata that belongs to the server is kept, the generation rises with what is desired. */
  #replace(stored: ApiObject, given: ApiObject, part: 'spec' | 'status'): ApiReply {
    const before = stored.metadata;
    const isNewSpec = part === 'spec' && isOtherIntent(stored, given);
    const metadata: StoredMetadata = {
      ...given.metadata,
      ...serverFields(before),
      generation: (before.generation ?? 0) + (isNewSpec ? 1 : 0),
    };
    const object = { ...given, metadata };
    if (!isNewSpec && jsonEqual(stored, object)) {
      return { ok: true, object: stored, objects: [] };
    }
    if (isDeleting(object) && (before.finalizers ?? []).length > 0 && !this.#mustStay(object, false)) {
      return this.#remove(object);
    }
    return this.#commit('MODIFIED', object);
  }

  #mustStay(object: ApiObject, force: boolean): boolean {
    if ((object.metadata.finalizers ?? []).length > 0) return true;
    return object.kind === 'Pod' && !force && nodeNameOf(object) !== '' && !isTerminal(object) && this.#lingers(object);
  }

  #remove(object: ApiObject): ApiReply { return this.#commit('DELETED', object); }

  #commit(type: WatchEvent['type'], given: ApiObject): ApiReply {
    this.counters.commits++;
    const object = { ...given, metadata: { ...given.metadata, resourceVersion: String(++this.#version) } };
    const key = keyOf(object);
    let objects = this.#kinds.get(object.kind);
    if (objects === undefined) this.#kinds.set(object.kind, objects = new Map());
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
    const event = { type, object };
    for (const listener of this.#subscribers.get(object.kind) ?? []) listener(event, key);
    return { ok: true, object, objects: [] };
  }

  #refusal(verb: ApiRequest['verb'], object: ApiObject): ApiRefusal | null {
    for (const admission of this.#admissions) {
      const message = admission(verb, object);
      if (message !== null) return refuse('Forbidden', message);
    }
    return null;
  }

  #staleness(given: ApiObject, stored: ApiObject): ApiRefusal | null {
    const { resourceVersion } = given.metadata;
    if (resourceVersion === undefined || resourceVersion === stored.metadata.resourceVersion) return null;
    this.counters.conflicts++;
    return refuse('Conflict', `${given.kind} ${keyOf(given)} has been modified since version ${resourceVersion}`);
  }
}

/** Whether the generation rises: a new spec, for Deployments also new annotations. Source: registry/apps strategies. */
function isOtherIntent(stored: ApiObject, given: ApiObject): boolean {
  if (!jsonEqual(stored.spec, given.spec)) return true;
  return stored.kind === 'Deployment' && !jsonEqual(stored.metadata.annotations ?? {}, given.metadata.annotations ?? {});
}

/** What only the server sets; writers keep what is stored. */
function serverFields(stored: StoredMetadata): Partial<StoredMetadata> {
  const { uid, createdUs, deletedUs, resourceVersion } = stored;
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(createdUs === undefined ? {} : { createdUs }),
    ...(deletedUs === undefined ? {} : { deletedUs }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** Objects of these kinds are created without the status that their text gives; nodes keep theirs. */
const STATUS_BY_SYSTEM: ReadonlySet<string> = new Set(['Pod', 'ReplicaSet', 'Deployment', 'Service']);

function withoutStatus(object: ApiObject): ApiObject {
  if (!STATUS_BY_SYSTEM.has(object.kind) || object.status === undefined) return object;
  const { status: _, ...rest } = object;
  return rest;
}

function withStatusOf(given: ApiObject, stored: ApiObject): ApiObject {
  if (given.status === stored.status) return given;
  const { status: _, ...rest } = given;
  return stored.status === undefined ? rest : { ...rest, status: stored.status };
}

function found(object: ApiObject | undefined, request: { readonly kind: string; readonly key: string }): ApiReply {
  return object === undefined ? missing(request.kind, request.key) : { ok: true, object, objects: [] };
}

function missing(kind: string, key: string): ApiRefusal { return refuse('NotFound', `${kind} ${key} not found`); }

function refuse(reason: ApiRefusal['reason'], message: string): ApiRefusal { return { ok: false, reason, message }; }

/** Letters and digits of generated names: no vowels, so that no words come up. Source: apimachinery util/rand. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters that differ for each of 27^5 counts. */
function suffix(count: number): string {
  let rest = count;
  let text = '';
  for (let i = 0; i < 5; i++) {
    text = ALPHABET[rest % ALPHABET.length]! + text;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return text;
}
