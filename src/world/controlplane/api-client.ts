import type { EventKind, Kernel } from '../kernel/kernel.js';
import { LANE } from '../kernel/lanes.js';
import { isWrite, type ApiReply, type ApiRequest } from './api.js';
import { TokenBucket, type BucketRate } from './rate-limit.js';
import type { Store } from './store.js';
import type { Task } from './task.js';

/** What one client has done so far. */
export interface ClientCounters {
  reads: number;
  writes: number;
  conflicts: number;
  /** Virtual time that requests waited for a token, microseconds, summed over requests. */
  throttledUs: number;
}

export interface ApiClientOptions {
  readonly name: string;
  readonly kernel: Kernel;
  readonly store: Store;
  /** Request sent -> committed and answered, integer microseconds. */
  readonly latencyUs: (request: ApiRequest) => number;
  /** Client-side limit; null = none. */
  readonly limit: BucketRate | null;
}

/** A task between two of its batches. */
interface Running<T> { readonly task: Task<T>; readonly onDone: (result: T, writes: number) => void; writes: number }

/**
 * A client of the API server. A request waits for a token of the client's bucket (first come, first served), travels,
 * is committed in the store and answered at that same instant. Where all of this takes no time, it happens at once,
 * without an event.
 */
export class ApiClient {
  readonly name: string;
  readonly counters: ClientCounters = { reads: 0, writes: 0, conflicts: 0, throttledUs: 0 };
  readonly #kernel: Kernel;
  readonly #store: Store;
  readonly #latencyUs: (request: ApiRequest) => number;
  readonly #bucket: TokenBucket | null;
  readonly #arrivalKind: EventKind;
  /** Requests under way; the index is the payload of the kernel's event. */
  readonly #flying: ({ readonly request: ApiRequest; readonly onReply: (reply: ApiReply) => void } | undefined)[] = [];
  readonly #freeSlots: number[] = [];

  constructor(options: ApiClientOptions) {
    this.name = options.name;
    this.#kernel = options.kernel;
    this.#store = options.store;
    this.#latencyUs = options.latencyUs;
    this.#bucket = options.limit === null ? null : new TokenBucket(options.limit);
    this.#arrivalKind = options.kernel.kind({
      name: `api ${options.name}`, lane: LANE.API, handler: (slot) => this.#arrive(slot),
    });
  }

  /** Sends one request; `onReply` is called at once when it takes no time. */
  send(request: ApiRequest, onReply: (reply: ApiReply) => void = ignore): void {
    const waitUs = this.#bucket === null ? 0 : this.#bucket.reserve(this.#kernel.nowUs);
    this.counters.throttledUs += waitUs;
    const delayUs = waitUs + this.#latencyUs(request);
    if (delayUs === 0) {
      onReply(this.#perform(request));
      return;
    }
    const slot = this.#freeSlots.pop() ?? this.#flying.length;
    this.#flying[slot] = { request, onReply };
    this.#kernel.after(delayUs, this.#arrivalKind, slot);
  }

  /** Runs a task to its end; `onDone` gets what it returns and how many writes it asked for. */
  run<T>(task: Task<T>, onDone: (result: T, writes: number) => void): void {
    this.#resume({ task, onDone, writes: 0 }, []);
  }

  /** Binds a pod to a node. */
  bind(podKey: string, node: string, onReply: (reply: ApiReply) => void = ignore): void {
    this.send({ verb: 'bind', key: podKey, node }, onReply);
  }

  #resume<T>(running: Running<T>, first: readonly ApiReply[]): void {
    let replies = first;
    for (;;) {
      const step = running.task.next(replies);
      if (step.done === true) {
        running.onDone(step.value, running.writes);
        return;
      }
      for (const request of step.value) if (isWrite(request)) running.writes++;
      const answered = this.#sendAll(step.value, (late) => this.#resume(running, late));
      if (answered === null) return;
      replies = answered;
    }
  }

  /** Sends a batch; answers the replies when all came at once, else null, and calls `onLast` with them later. */
  #sendAll(batch: readonly ApiRequest[], onLast: (replies: readonly ApiReply[]) => void): readonly ApiReply[] | null {
    const replies = new Array<ApiReply>(batch.length);
    let missing = batch.length;
    let isLate = false;
    batch.forEach((request, i) => this.send(request, (reply) => {
      replies[i] = reply;
      missing--;
      if (missing === 0 && isLate) onLast(replies);
    }));
    isLate = true;
    return missing === 0 ? replies : null;
  }

  #arrive(slot: number): void {
    const { request, onReply } = this.#flying[slot]!;
    this.#flying[slot] = undefined;
    this.#freeSlots.push(slot);
    onReply(this.#perform(request));
  }

  #perform(request: ApiRequest): ApiReply {
    const reply = this.#store.perform(request);
    if (isWrite(request)) this.counters.writes++;
    else this.counters.reads++;
    if (!reply.ok && reply.reason === 'Conflict') this.counters.conflicts++;
    return reply;
  }
}

function ignore(): void {}
