import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import type { Plugin, WhatIf } from './plugin.js';

/**
 * A what-if on the cluster for the pod of a running cycle: moves pods in the tables and tells the plugins with PreFilter
 * extensions, as upstream does on copies of the node and of the cycle's state.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/runtime/framework.go (RunPreFilterExtensionAddPod, ...RemovePod).
 */
export class ClusterWhatIf implements WhatIf {
  readonly #cluster: Cluster;
  readonly #podClass: PodClass;
  readonly #plugins: readonly Plugin[];
  readonly #moves: number;

  constructor(cluster: Cluster, podClass: PodClass, plugins: readonly Plugin[]) {
    this.#cluster = cluster;
    this.#podClass = podClass;
    this.#plugins = plugins;
    this.#moves = cluster.moves;
    for (const plugin of plugins) plugin.beginWhatIf?.(podClass);
  }

  remove(pod: number): void {
    const node = this.#cluster.pods.node[pod]!;
    this.#cluster.lift(pod);
    for (const plugin of this.#plugins) plugin.podRemoved?.(this.#podClass, pod, node);
  }

  add(pod: number, node: number): void {
    this.#cluster.lay(pod, node);
    for (const plugin of this.#plugins) plugin.podAdded?.(this.#podClass, pod, node);
  }

  end(): void {
    this.#cluster.undoMoves(this.#moves);
    for (let k = this.#plugins.length - 1; k >= 0; k--) this.#plugins[k]!.endWhatIf?.(this.#podClass);
  }
}
