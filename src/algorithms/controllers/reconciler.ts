import type { EventKind, Kernel } from '../../world/kernel/kernel.js';
import { LANE } from '../../world/kernel/lanes.js';
import { DefaultRateLimiter, WorkQueue, type ApiClient, type ControlPlane, type Lister } from '../../world/controlplane/index.js';
import type { Controller, ControllerContext, ControllerDefinition, SyncError } from './contract.js';
import type { Expectations } from './expectations.js';

/** Work done by one controller so far. */
export interface ReconcilerCounters {
  /** Syncs that ended. */
  syncs: number;
  /** Syncs that asked for no write. */
  idleSyncs: number;
  /** Syncs that ended with an error. */
  failures: number;
}

export interface ReconcilerOptions {
  readonly plane: ControlPlane;
  readonly definition: ControllerDefinition;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Syncs at the same time, of different keys; 0 = nobody works, the caller runs {@link Reconciler.sync}. */
  readonly workers: number;
  readonly expectations: Expectations;
  view(kind: string): Lister;
}

/**
 * A controller at work: its queue, its client, and workers that take keys from the one and run syncs over the other.
 * A failed key comes back after the delay of its rate limiter. Strategies feed the queue and keep the views.
 */
export class Reconciler {
  readonly name: string;
  readonly counters: ReconcilerCounters = { syncs: 0, idleSyncs: 0, failures: 0 };
  readonly controller: Controller;
  readonly client: ApiClient;
  readonly queue: WorkQueue;
  readonly #kernel: Kernel;
  readonly #maxRetries: number;
  readonly #wakeKind: EventKind;
  #idleWorkers: number;
  #isWoken = false;

  constructor(options: ReconcilerOptions) {
    const { plane, definition } = options;
    this.name = definition.name;
    this.client = plane.client(definition.name);
    this.#kernel = plane.kernel;
    this.#wakeKind = plane.kernel.kind({ name: `worker ${definition.name}`, lane: LANE.WORK, handler: () => this.#work() });
    this.#idleWorkers = options.workers;
    this.#maxRetries = definition.maxRetries ?? Number.MAX_SAFE_INTEGER;
    this.queue = new WorkQueue({
      name: definition.name, kernel: plane.kernel, limiter: new DefaultRateLimiter(definition.firstRetryUs), onReady: () => this.#wake(),
    });
    const context: ControllerContext = {
      nowUs: () => plane.kernel.nowUs,
      view: options.view,
      expectations: options.expectations,
      enqueue: (key) => this.queue.add(key),
      enqueueAfter: (key, delayUs, purpose) => this.queue.addAfter(key, delayUs, purpose),
      enqueueRateLimited: (key) => this.queue.addRateLimited(key),
    };
    // Parameters were decoded against the definition, so their types are those that it declares.
    this.controller = definition.create(context, options.parameters as never);
  }

  /** Whether no sync runs and none is due now. */
  get isIdle(): boolean { return this.queue.isIdle; }

  /** Runs one sync of a key, past the queue; `onDone` gets its error. */
  sync(key: string, onDone: (error: SyncError) => void): void {
    this.client.run(this.controller.sync(key), (error, writes) => {
      this.counters.syncs++;
      if (writes === 0) this.counters.idleSyncs++;
      if (error !== null) this.counters.failures++;
      onDone(error);
    });
  }

  /** A worker takes its key after all watch events of this instant: what they ask for together is one sync. */
  #wake(): void {
    if (this.#isWoken || this.#idleWorkers === 0) return;
    this.#isWoken = true;
    this.#kernel.after(0, this.#wakeKind);
  }

  #work(): void {
    this.#isWoken = false;
    const key = this.#idleWorkers === 0 ? undefined : this.queue.get();
    if (key === undefined) return;
    this.#idleWorkers--;
    if (this.queue.length > 0) this.#wake();
    this.sync(key, (error) => this.#finish(key, error));
  }

  #finish(key: string, error: SyncError): void {
    if (error === null || this.queue.failures(key) >= this.#maxRetries) this.queue.forget(key);
    else this.queue.addRateLimited(key);
    this.#idleWorkers++;
    this.queue.done(key);
    if (this.queue.length > 0) this.#wake();
  }
}
