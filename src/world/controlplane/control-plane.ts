import { invariant } from '../../base/invariant.js';
import type { Kernel } from '../kernel/kernel.js';
import { ApiClient } from './api-client.js';
import { keyOf, type ApiObject } from './api-object.js';
import type { ApiReply, ApiRequest } from './api.js';
import { GarbageCollector, OWNER_KINDS } from './garbage-collector.js';
import { Informer } from './informer.js';
import { Kubelet, type KubeletLatencies } from './kubelet.js';
import { DEFAULT_NODE_TIMES, NodeLifecycle, type NodeLifecycleTimes } from './node-lifecycle.js';
import { asEnded, nodeNameOf } from './pods.js';
import type { BucketRate } from './rate-limit.js';
import { Store } from './store.js';
import { withImage, withReplicas } from './user-changes.js';

/** Every hop of the control plane, microseconds of virtual time. */
export interface ControlPlaneLatencies extends KubeletLatencies {
  /** Request sent -> committed in the store and answered. */
  readonly apiUs: number;
  /** Committed -> seen by a watcher. */
  readonly watchUs: number;
}

export interface ControlPlaneSettings {
  readonly latencies: ControlPlaneLatencies;
  /** Client-side limit of each controller's client; null = none. */
  readonly clientLimit: BucketRate | null;
}

export interface ControlPlaneOptions {
  readonly kernel: Kernel;
  /** Uniform draws that belong to an entity; `Streams` of the kernel. */
  readonly streams: { unitOf(purpose: string, entity: number): number };
  readonly plan: ControlPlaneSettings;
  readonly nodeTimes?: NodeLifecycleTimes;
  /** Latency of a request, microseconds, where not all take `apiUs`. */
  readonly requestUs?: (request: ApiRequest) => number;
}

/**
 * The simulated control plane of a cluster: one store, and around it clients, watches, the node agents, the node
 * lifecycle and the garbage collector. Controllers and schedulers are built on top of it, with a client and informers of
 * their own each.
 *
 * ```
 *   user ─► store ◄── client ◄── controller ◄── informer ◄─┐
 *             │   ◄── client ◄── scheduler  ◄── informer ◄─┤ watch
 *             │   ◄── client ◄── kubelet    ◄── informer ◄─┤
 *             └────────────────────────────────────────────┘
 * ```
 */
export class ControlPlane {
  readonly kernel: Kernel;
  readonly store: Store;
  readonly kubelet: Kubelet;
  readonly nodes: NodeLifecycle;
  readonly settings: ControlPlaneSettings;
  readonly #requestUs: (request: ApiRequest) => number;
  readonly #informers = new Map<string, Informer>();
  readonly #clients = new Map<string, ApiClient>();

  constructor(options: ControlPlaneOptions) {
    const { kernel, plan, streams } = options;
    this.kernel = kernel;
    this.settings = plan;
    this.#requestUs = options.requestUs ?? (() => plan.latencies.apiUs);
    // Where stopping takes no time, a deleted pod need not wait for its node to say so, unless that node is silent.
    this.store = new Store({
      kernel,
      lingers: (pod) => plan.latencies.stopUs > 0 || this.kubelet.isCrashed(nodeNameOf(pod)),
    });
    this.kubelet = new Kubelet({
      kernel,
      client: this.client('kubelet', null),
      pods: this.informer('kubelet', 'Pod'),
      latencies: plan.latencies,
      draw: (entity) => streams.unitOf('pod-start', entity),
    });
    const limit = plan.clientLimit;
    const client = this.client('node-lifecycle');
    this.nodes = new NodeLifecycle({
      kernel, store: this.store, client, kubelet: this.kubelet, times: options.nodeTimes ?? DEFAULT_NODE_TIMES,
    });
    // Upstream gives the collector's client twice the rate of the others.
    const collector = this.client('garbage-collector', limit === null ? null : { perSecond: 2 * limit.perSecond, burst: 2 * limit.burst });
    const watches = OWNER_KINDS.map((kind) => this.informer('garbage-collector', kind));
    new GarbageCollector({ store: this.store, client: collector, watches: [...watches, this.informer('kubelet', 'Pod')] });
  }

  /** The informer by which `watcher` sees a kind; made on first use. Each watcher has a watch and a cache of its own. */
  informer(watcher: string, kind: string): Informer {
    const name = `${watcher}/${kind}`;
    let informer = this.#informers.get(name);
    if (informer === undefined) {
      const { watchUs, apiUs } = this.settings.latencies;
      informer = new Informer({
        watcher, kernel: this.kernel, store: this.store, kind, latencyUs: watchUs, listUs: apiUs,
      });
      this.#informers.set(name, informer);
    }
    return informer;
  }

  /** All informers, in order of their making: what faults choose from. */
  get informers(): readonly Informer[] { return [...this.#informers.values()]; }

  /** The API client of that name; made on first use, with the limit of controllers unless one is given (null = none). */
  client(name: string, limit: BucketRate | null = this.settings.clientLimit): ApiClient {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = new ApiClient({ name, kernel: this.kernel, store: this.store, latencyUs: this.#requestUs, limit });
      this.#clients.set(name, client);
    }
    return client;
  }

  /** All clients, in order of their making: for counters of reads, writes, conflicts and throttling. */
  get clients(): readonly ApiClient[] { return [...this.#clients.values()]; }

  /** Creates objects, or replaces the spec and merges labels and annotations of those that exist; at this instant. */
  apply(objects: readonly ApiObject[]): void {
    for (const object of objects) {
      const stored = this.store.get(object.kind, keyOf(object));
      this.#do(stored === undefined ? { verb: 'create', object } : { verb: 'update', object: merged(stored, object) });
    }
  }

  /** Sets the replicas of a Deployment or ReplicaSet, at this instant. */
  scale(kind: string, key: string, replicas: number): void {
    this.#do({ verb: 'patch', kind, key, change: (object) => withReplicas(object, replicas) });
  }

  /** Sets the image of a container of the pod template (all containers when null), at this instant. */
  setImage(kind: string, key: string, image: string, container: string | null = null): void {
    this.#do({ verb: 'patch', kind, key, change: (object) => withImage(object, image, container) });
  }

  /** Deletes an object as a user does, at this instant; dependents follow. Nothing happens when it does not exist. */
  delete(kind: string, key: string): void {
    if (this.store.get(kind, key) !== undefined) this.#do({ verb: 'delete', kind, key });
  }

  /** A pod's containers end by themselves, at this instant. Nothing happens when the pod is gone. */
  endPod(key: string, phase: 'Succeeded' | 'Failed'): void {
    if (this.store.get('Pod', key) === undefined) return;
    this.#do({ verb: 'patch', kind: 'Pod', key, change: (pod) => asEnded(pod, phase, this.kernel.nowUs) });
  }

  #do(request: ApiRequest): ApiReply {
    const reply = this.store.perform(request);
    invariant(reply.ok, reply.ok ? '' : `a scripted change failed: ${reply.reason}: ${reply.message}`);
    return reply;
  }
}

function merged(stored: ApiObject, given: ApiObject): ApiObject {
  const { resourceVersion: _, ...metadata } = stored.metadata;
  return {
    ...stored,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...given.metadata.labels },
      annotations: { ...metadata.annotations, ...given.metadata.annotations },
    },
    spec: given.spec,
  };
}
