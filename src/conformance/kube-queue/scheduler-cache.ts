import type { Cluster, NodeSpec } from '../../world/cluster/index.js';

/**
 * The scheduler's cache in the cluster's tables. While a cycle runs, the tables show the snapshot that it took: what
 * happens meanwhile is written down and carried out at its end. Pods may be on nodes that do not exist (any more).
 */
export class SchedulerCache {
  readonly #cluster: Cluster;
  #deferred: (() => void)[] | null = null;
  /** Node name of each pod that holds, or would hold, room; the tables know those alone whose node exists. */
  readonly #nodeOf = new Map<number, string>();

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** From now on the tables stay as they are. */
  freeze(): void { this.#deferred = []; }

  /** What happened since then is carried out. */
  thaw(): void {
    const deferred = this.#deferred ?? [];
    this.#deferred = null;
    for (const change of deferred) change();
  }

  /** Changes the tables now, or at the end of the running cycle. */
  change(change: () => void): void {
    if (this.#deferred === null) change();
    else this.#deferred.push(change);
  }

  /** Row of the node that a pod is on, -1 when it is on none that exists. */
  nodeOf(pod: number): number {
    const name = this.#nodeOf.get(pod);
    return name === undefined ? -1 : this.#cluster.findNode(name);
  }

  place(pod: number, nodeName: string): void {
    this.change(() => {
      this.#nodeOf.set(pod, nodeName);
      const node = this.#cluster.findNode(nodeName);
      if (node >= 0) this.#cluster.place(pod, node);
    });
  }

  /** Takes a pod off its node; `isGone`: for good. */
  remove(pod: number, isGone: boolean): void {
    this.change(() => {
      const isInTables = this.nodeOf(pod) >= 0;
      this.#nodeOf.delete(pod);
      if (!isInTables) {
        if (isGone) this.#cluster.withdraw(pod);
      } else if (isGone) this.#cluster.release(pod);
      else this.#cluster.unbind(pod);
    });
  }

  /** Something about a pod on its node changes. */
  changePod(pod: number, change: () => void): void {
    this.change(() => { if (this.nodeOf(pod) >= 0) change(); });
  }

  addNode(spec: NodeSpec, added: (node: number) => void): void {
    this.change(() => {
      const node = this.#cluster.addNode(spec);
      for (const [pod, name] of this.#nodeOf) if (name === spec.name) this.#cluster.place(pod, node);
      added(node);
    });
  }

  updateNode(name: string, spec: NodeSpec): void {
    this.change(() => this.#cluster.updateNode(this.#cluster.findNode(name), spec));
  }

  removeNode(name: string, removed: (node: number) => void): void {
    this.change(() => {
      const node = this.#cluster.findNode(name);
      for (const [pod, on] of this.#nodeOf) if (on === name) this.#cluster.unbind(pod);
      this.#cluster.removeNode(node);
      removed(node);
    });
  }
}
