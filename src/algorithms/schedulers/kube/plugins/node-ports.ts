// Hot path: the pods of a visited node are walked by class number; their objects are read once per class.
import type { PodClass } from '../../../../world/cluster/index.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { hostPorts, portsConflict, type HostPort } from '../matching/host-ports.js';

/**
 * NodePorts: two pods that want the same host port cannot share a node.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/nodeports/node_ports.go.
 */
export const nodePorts = definePlugin({ name: 'NodePorts', defaults: null, create });

function create({ cluster, statuses }: PluginHost): Plugin {
  const name = 'NodePorts';
  const taken = statuses.intern({
    plugin: name, code: 'U', reasons: ["node(s) didn't have free ports for the requested pod ports"],
  });
  const byClass: (readonly HostPort[] | undefined)[] = [];
  const portsOf = (podClass: PodClass): readonly HostPort[] =>
    (byClass[podClass.id] ??= podClass.template === undefined ? NONE : asShared(hostPorts(podClass.template)));
  const moves = new PortMoves(portsOf);
  return {
    name,
    reads: 'node-usage',
    events: [
      {
        resource: 'Pod', actions: ['Delete'],
        hint: (_pod, podClass, event) => event.resource === 'AssignedPod' && event.before !== null
          && portsConflict(portsOf(podClass), portsOf(event.before)),
      },
      { resource: 'Node', actions: ['Add'] },
    ],
    preFilter: (podClass) => (portsOf(podClass) === NONE ? { skip: true } : {}),
    filter(podClass, node) {
      const wanted = portsOf(podClass);
      const { nodes, pods, classes } = cluster;
      const forgotten = moves.forgottenOn(node);
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) {
        const used = portsOf(classes[pods.classId[pod]!]!);
        if (used !== NONE && portsConflict(wanted, forgotten === NONE ? used : without(used, forgotten))) return taken;
      }
      return SUCCESS;
    },
    beginWhatIf: () => moves.begin(),
    podAdded: (_podClass, pod, node) => moves.add({ podClass: cluster.classes[cluster.pods.classId[pod]!]!, node, isRemoval: false }),
    podRemoved: (_podClass, pod, node) => moves.add({ podClass: cluster.classes[cluster.pods.classId[pod]!]!, node, isRemoval: true }),
    endWhatIf: () => moves.end(),
  };
}

interface PortMove { readonly podClass: PodClass; readonly node: number; readonly isRemoval: boolean }

/**
 * Pods with host ports that what-ifs moved. The real program keeps a set of used ports per node: where two pods were bound
 * with the same port, the removal of one frees it, and only a pod that is added later takes it again.
 */
class PortMoves {
  readonly #moves: PortMove[] = [];
  readonly #starts: number[] = [];

  constructor(private readonly portsOf: (podClass: PodClass) => readonly HostPort[]) {}

  begin(): void { this.#starts.push(this.#moves.length); }

  end(): void { this.#moves.length = this.#starts.pop()!; }

  add(move: PortMove): void {
    if (this.portsOf(move.podClass) !== NONE) this.#moves.push(move);
  }

  /** Ports of a node that were freed and not taken again. */
  forgottenOn(node: number): readonly HostPort[] {
    if (this.#moves.length === 0) return NONE;
    let forgotten: readonly HostPort[] = NONE;
    for (const { podClass, node: of, isRemoval } of this.#moves) {
      if (of !== node) continue;
      const ports = this.portsOf(podClass);
      forgotten = isRemoval ? [...forgotten, ...ports] : without(forgotten, ports);
    }
    return asShared(forgotten);
  }
}

function without(ports: readonly HostPort[], gone: readonly HostPort[]): readonly HostPort[] {
  return ports.filter((a) => !gone.some((b) => a.port === b.port && a.protocol === b.protocol && a.ip === b.ip));
}

/** The one empty list, so that "no ports" is told by identity. */
const NONE: readonly HostPort[] = [];

function asShared(ports: readonly HostPort[]): readonly HostPort[] {
  return ports.length === 0 ? NONE : ports;
}
