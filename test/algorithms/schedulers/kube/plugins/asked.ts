import type { ClusterEvent } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import type { Plugin, PluginDefinition, PluginHost } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { Cluster, type ClusterObject, type ClusterObjectKind, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Labels, PodSpec, Volume } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';

/** What a plugin says of a pod: skipped, rejected before any node is looked at, or one text per node (empty = passes). */
export type Answer = 'skip' | { readonly rejected: string } | Readonly<Record<string, string>>;

/** One plugin on a small cluster, asked as a scheduling cycle would ask it. */
export class Asked {
  readonly cluster = new Cluster();
  readonly host: PluginHost = pluginHost(this.cluster);
  readonly plugin: Plugin;

  constructor(definition: PluginDefinition, nodes: Readonly<Record<string, Labels>>) {
    for (const [name, labels] of Object.entries(nodes)) {
      this.cluster.addNode({ name, allocatable: { cpu: 1000 }, template: { metadata: { name, labels } } });
    }
    this.plugin = definition.create(this.host, definition.defaults);
  }

  put<K extends ClusterObjectKind>(kind: K, ...objects: readonly ClusterObject<K>[]): this {
    for (const object of objects) this.cluster.objects.put(kind, object);
    return this;
  }

  podClass(volumes: readonly Volume[], { name = 'new', namespace = 'default', spec = {} }: {
    readonly name?: string; readonly namespace?: string; readonly spec?: Partial<PodSpec>;
  } = {}): PodClass {
    return this.cluster.addClass({
      requests: {}, template: { metadata: { name, namespace }, spec: { containers: [], volumes, ...spec } },
    });
  }

  /** A bound pod with these volumes; its row. */
  run(node: string, volumes: readonly Volume[], options: { readonly name?: string; readonly namespace?: string } = {}): number {
    const { cluster } = this;
    const pod = cluster.addPod(this.podClass(volumes, options).id, 0);
    cluster.place(pod, cluster.findNode(node));
    return pod;
  }

  ask(podClass: PodClass, pod = -1): Answer {
    const { plugin, host: { statuses }, cluster } = this;
    plugin.prepare?.(podClass);
    const { skip = false, status = SUCCESS } = plugin.preFilter!(podClass, pod);
    const rejection = statuses.get(status);
    if (rejection !== null) return { rejected: `${rejection.code}: ${rejection.reasons.join('; ')}` };
    if (skip) return 'skip';
    return Object.fromEntries(cluster.nodes.names.map((name, node) => {
      const verdict = statuses.get(plugin.filter!(podClass, node));
      return [name, verdict === null ? '' : `${verdict.code}: ${verdict.reasons.join('; ')}`];
    }));
  }

  /** Whether some registration of the plugin lets the event wake the pod. */
  wakes(podClass: PodClass, event: ClusterEvent, pod = -1): boolean {
    const { resource } = event;
    const isPod = resource === 'AssignedPod' || resource === 'UnscheduledPod';
    return (this.plugin.events ?? []).some(({ resource: heard, actions, hint }) =>
      (heard === resource || (heard === 'Pod' && isPod)) && actions.includes(event.action)
      && (hint === undefined || hint(pod, podClass, event)));
  }
}

/** A volume of a pod that stands for this claim. */
export function claimed(claimName: string, name = claimName): Volume { return { name, persistentVolumeClaim: { claimName } }; }
