import type { EventKind, Kernel, TimerHandle } from '../kernel/kernel.js';
import { LANE } from '../kernel/lanes.js';
import type { ApiClient } from './api-client.js';
import type { ApiObject } from './api-object.js';
import type { Kubelet } from './kubelet.js';
import { withCondition, withReadiness, type Condition } from './pods.js';
import type { Store } from './store.js';

/** How long the control plane waits before it believes that a node is lost. */
export interface NodeLifecycleTimes {
  /** Last sign of life -> the node is not ready and its pods are marked not ready. */
  readonly graceUs: number;
  /** Node not ready -> its pods are deleted. */
  readonly evictionUs: number;
}

/** Source: kube-controller-manager node-monitor-grace-period; tolerationSeconds of the admission DefaultTolerationSeconds. */
export const DEFAULT_NODE_TIMES: NodeLifecycleTimes = { graceUs: 50_000_000, evictionUs: 300_000_000 };

interface NodeSpecPart { readonly taints?: readonly { readonly key: string; readonly effect: string }[]; readonly [field: string]: unknown }
interface NodeStatusPart { readonly conditions?: readonly Condition[]; readonly [field: string]: unknown }

const UNREACHABLE = 'node.kubernetes.io/unreachable';

interface LostNode { readonly name: string; isNotReady: boolean; timer: TimerHandle }

/**
 * What the control plane does about nodes that fall silent: after a grace time the node's Ready condition is Unknown, it
 * is tainted `unreachable` and its pods are marked not ready; after the eviction time its pods are deleted (they stay
 * terminating until the node comes back). A node that comes back in time loses nothing.
 *
 * Source: pkg/controller/nodelifecycle, pkg/controller/tainteviction.
 * Differs: heartbeats are computed, not sent, so that the grace time counts from the crash itself (upstream: from the
 * last renewal, up to 10 s earlier, looked at every 5 s); no zones and no limited eviction rate; every pod tolerates
 * for the same time; pods that are bound to a node after its eviction are not evicted again.
 */
export class NodeLifecycle {
  readonly #kernel: Kernel;
  readonly #store: Store;
  readonly #client: ApiClient;
  readonly #kubelet: Kubelet;
  readonly #times: NodeLifecycleTimes;
  readonly #timerKind: EventKind;
  readonly #lost: (LostNode | undefined)[] = [];
  readonly #rowOf = new Map<string, number>();

  constructor(options: { kernel: Kernel; store: Store; client: ApiClient; kubelet: Kubelet; times: NodeLifecycleTimes }) {
    this.#kernel = options.kernel;
    this.#store = options.store;
    this.#client = options.client;
    this.#kubelet = options.kubelet;
    this.#times = options.times;
    this.#timerKind = options.kernel.kind({ name: 'node lifecycle', lane: LANE.WORK, handler: (row) => this.#timedOut(row) });
  }

  /** A node stops at this instant. */
  crash(name: string): void {
    if (this.#rowOf.has(name)) return;
    this.#kubelet.crash(name);
    const row = this.#lost.length;
    this.#rowOf.set(name, row);
    this.#lost.push({ name, isNotReady: false, timer: this.#kernel.after(this.#times.graceUs, this.#timerKind, row) });
  }

  /** A crashed node comes back at this instant. */
  heal(name: string): void {
    const row = this.#rowOf.get(name);
    if (row === undefined) return;
    const lost = this.#lost[row]!;
    this.#kernel.cancel(lost.timer);
    this.#lost[row] = undefined;
    this.#rowOf.delete(name);
    if (lost.isNotReady) this.#markNode(name, true);
    this.#kubelet.heal(name);
  }

  #timedOut(row: number): void {
    const lost = this.#lost[row]!;
    if (lost.isNotReady) {
      for (const key of this.#kubelet.podsOn(lost.name)) this.#client.send({ verb: 'delete', kind: 'Pod', key });
      return;
    }
    lost.isNotReady = true;
    this.#markNode(lost.name, false);
    for (const key of this.#kubelet.podsOn(lost.name)) {
      this.#client.send({ verb: 'patch', kind: 'Pod', key, change: (pod) => withReadiness(pod, false, this.#kernel.nowUs) });
    }
    lost.timer = this.#kernel.after(this.#times.evictionUs, this.#timerKind, row);
  }

  #markNode(name: string, isReachable: boolean): void {
    if (this.#store.get('Node', name) === undefined) return;
    this.#client.send({ verb: 'patch', kind: 'Node', key: name, change: (node) => marked(node, isReachable, this.#kernel.nowUs) });
  }
}

// Node objects are checked when they are decoded; here their taints and conditions are read and written.
function marked(node: ApiObject, isReachable: boolean, nowUs: number): ApiObject {
  const spec = (node.spec ?? {}) as NodeSpecPart;
  const status = (node.status ?? {}) as NodeStatusPart;
  const others = (spec.taints ?? []).filter((taint) => taint.key !== UNREACHABLE);
  const taints = isReachable
    ? others
    : [...others, { key: UNREACHABLE, effect: 'NoSchedule' }, { key: UNREACHABLE, effect: 'NoExecute' }];
  return {
    ...node,
    spec: { ...spec, taints },
    status: { ...status, conditions: withCondition(status.conditions ?? [], 'Ready', isReachable ? 'True' : 'Unknown', nowUs) },
  };
}
