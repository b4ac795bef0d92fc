import { Cluster, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Affinity, Labels, PodAffinityTerm, PodAffinity } from '../../../../../src/world/objects/index.js';
import { interPodAffinity } from '../../../../../src/algorithms/schedulers/kube/plugins/inter-pod-affinity.js';
import type { Plugin, PluginHost } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { pluginHost } from '../host.js';

/** A cluster with nodes of these labels, by name; nobody runs out of room. */
export function clusterOf(nodes: Readonly<Record<string, Labels>>): Cluster {
  const cluster = new Cluster();
  for (const [name, labels] of Object.entries(nodes)) addNode(cluster, name, labels);
  return cluster;
}

export function addNode(cluster: Cluster, name: string, labels: Labels): number {
  return cluster.addNode({ name, allocatable: { cpu: 1_000_000 }, template: { metadata: { name, labels } } });
}

export interface PodRules {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly affinity?: Affinity;
}

export function podClassOf(cluster: Cluster, { namespace, labels = {}, affinity }: PodRules): PodClass {
  return cluster.addClass({
    requests: {},
    template: {
      metadata: { name: '', labels, ...namespace === undefined ? {} : { namespace } },
      spec: { containers: [], ...affinity === undefined ? {} : { affinity } },
    },
  });
}

/** Puts a pod on a node and answers its row. */
export function put(cluster: Cluster, { id }: PodClass, node: string): number {
  const pod = cluster.addPod(id, 0);
  cluster.place(pod, cluster.findNode(node));
  return pod;
}

export const required = (...terms: readonly PodAffinityTerm[]): PodAffinity => ({ requiredDuringSchedulingIgnoredDuringExecution: terms });
export const preferred = (...terms: readonly (readonly [weight: number, term: PodAffinityTerm])[]): PodAffinity => ({
  preferredDuringSchedulingIgnoredDuringExecution: terms.map(([weight, podAffinityTerm]) => ({ weight, podAffinityTerm })),
});

/** A term on pods with the label app = `app`. */
export const near = (app: string, topologyKey: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm =>
  ({ topologyKey, labelSelector: { matchLabels: { app } }, ...more });

export type Args = typeof interPodAffinity.defaults;

export function pluginOf(cluster: Cluster, indexes: PluginHost['indexes'], args: Partial<Args> = {}): { readonly plugin: Plugin; readonly host: PluginHost } {
  const host = pluginHost(cluster, indexes);
  return { plugin: interPodAffinity.create(host, { ...interPodAffinity.defaults, ...args }), host };
}

/** What the plugin answers in one cycle of a class: everything that a decision can depend on. */
export interface Answers {
  readonly isSkipped: boolean;
  /** `code: reason` or `fits`, by node; empty when skipped. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** Raw scores by node; null when there is nothing to score. */
  readonly scores: Readonly<Record<string, number>> | null;
}

export function ask(cluster: Cluster, { plugin, host }: ReturnType<typeof pluginOf>, podClass: PodClass): Answers {
  const { nodes } = cluster;
  plugin.prepare!(podClass);
  const isSkipped = plugin.preFilter!(podClass, -1).skip === true;
  const present = Array.from({ length: nodes.count }, (_, node) => node).filter((node) => nodes.present[node] === 1);
  return {
    isSkipped,
    verdicts: isSkipped ? {} : Object.fromEntries(present.map((node) => [nodes.names[node]!, verdictText(plugin.filter!(podClass, node), host)])),
    scores: plugin.mayScore!(podClass) ? Object.fromEntries(present.map((node) => [nodes.names[node]!, plugin.score!(podClass, node)])) : null,
  };
}

export function verdictText(number: number, host: PluginHost): string {
  if (number === SUCCESS) return 'fits';
  const { code, reasons } = host.statuses.get(number)!;
  return `${code}: ${reasons.join(', ')}`;
}

export const LONELY = "UU: node(s) didn't match pod affinity rules";
export const TAKEN = "U: node(s) didn't match pod anti-affinity rules";
export const OPPOSED = "U: node(s) didn't satisfy existing pods anti-affinity rules";
