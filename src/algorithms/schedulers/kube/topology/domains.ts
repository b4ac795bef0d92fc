// Hot path: plugins read `Topology.domain` once per node visit.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import type { Cluster, NodeSpec } from '../../../../world/cluster/index.js';

/** Where a node stands that does not have the label, or is not present. */
export const NO_DOMAIN = -1;

/**
 * The nodes of a cluster divided by the value of one label.
 *
 *   row            0     1     2     3
 *   label zone     a     b     -     a
 *   domain       [ 0]  [ 1]  [-1]  [ 0]
 *   values       [ 'a', 'b' ]                 number -> text; numbers are never given to another value
 */
export interface Topology {
  readonly key: string;
  /** Unlike `key` it also tells what became of nodes without the label. */
  readonly name: string;
  /** Number of the node's domain, or {@link NO_DOMAIN}; by node row. Replaced when the node table grows: read it anew in every cycle. */
  readonly domain: Int32Array;
  /** Value of the label, by domain; its length is the number of domains ever seen. */
  readonly values: readonly string[];
  /** Domains that have a node now. */
  readonly usedCount: number;
  /** Nodes that are present and in no domain. */
  readonly outsideCount: number;
  /** Grows whenever some node's domain changed (a node that comes, goes or moves). */
  readonly epoch: number;
  /** Number of the domain of this value, or {@link NO_DOMAIN} if no node ever had it. */
  numberOf(value: string): number;
}

/** Whether nodes without the label are in no domain, or in that of the empty value. */
export type Unlabelled = 'apart' | 'as-empty';

/**
 * Topologies of one cluster by label key, numbered once and shared by the plugins that ask for them.
 *
 * Readers of the change log report nodes: `nodeChanged` looks at the node as it is now, so it does not matter how many
 * readers report the same change, or in which order. A reader that did not follow the log calls `refresh`.
 */
export class Domains {
  readonly #cluster: Cluster;
  readonly #topologies = new Map<string, LabelTopology>();
  readonly #list: LabelTopology[] = [];

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** The topology of a label key. The object stays the same: keep it instead of asking again. */
  of(key: string, unlabelled: Unlabelled = 'apart'): Topology {
    const name = unlabelled === 'apart' ? key : `${key}=`;
    let topology = this.#topologies.get(name);
    if (topology === undefined) {
      topology = new LabelTopology(key, name, unlabelled);
      this.#topologies.set(name, topology);
      this.#list.push(topology);
      this.#refresh(topology);
    }
    return topology;
  }

  /** A node was added, updated or removed. */
  nodeChanged(node: number): void {
    const { nodes } = this.#cluster;
    for (const topology of this.#list) topology.place(node, nodes.present[node] === 1 ? nodes.specs[node]! : null, nodes.present.length);
  }

  /** Looks at all nodes again. */
  refresh(): void { for (const topology of this.#list) this.#refresh(topology); }

  #refresh(topology: LabelTopology): void {
    const { nodes } = this.#cluster;
    topology.reserve(nodes.present.length);
    for (let node = 0; node < nodes.count; node++) {
      topology.place(node, nodes.present[node] === 1 ? nodes.specs[node]! : null, nodes.present.length);
    }
  }
}

const shared = new WeakMap<Cluster, Domains>();

/** The topologies of a cluster. */
export function domainsOf(cluster: Cluster): Domains {
  const known = shared.get(cluster) ?? new Domains(cluster);
  shared.set(cluster, known);
  return known;
}

class LabelTopology implements Topology {
  domain: Int32Array = new Int32Array(0);
  readonly values: string[] = [];
  usedCount = 0;
  outsideCount = 0;
  epoch = 0;
  readonly #numbers = new Map<string, number>();
  /** By domain. */
  readonly #nodesIn: number[] = [];
  /** By node row: 1 if it was present when it was last looked at. */
  #wasPresent = new Uint8Array(0);

  constructor(readonly key: string, readonly name: string, private readonly unlabelled: Unlabelled) {}

  numberOf(value: string): number { return this.#numbers.get(value) ?? NO_DOMAIN; }

  /** Puts a node where its label says; null = it is not present. */
  place(node: number, spec: NodeSpec | null, capacity: number): void {
    this.reserve(capacity);
    const before = this.domain[node]!;
    const after = spec === null ? NO_DOMAIN : this.#domainOf(spec);
    if (before === NO_DOMAIN && this.#wasPresent[node] === 1) this.outsideCount--;
    if (after === NO_DOMAIN && spec !== null) this.outsideCount++;
    this.#wasPresent[node] = spec === null ? 0 : 1;
    if (before === after) return;
    if (before !== NO_DOMAIN && --this.#nodesIn[before]! === 0) this.usedCount--;
    if (after !== NO_DOMAIN && ++this.#nodesIn[after]! === 1) this.usedCount++;
    this.domain[node] = after;
    this.epoch++;
  }

  /** Makes room for as many nodes as the node table has room for. */
  reserve(capacity: number): void {
    if (this.domain.length >= capacity) return;
    this.domain = grown(this.domain, nextCapacity(this.domain.length, capacity), NO_DOMAIN);
    this.#wasPresent = grown(this.#wasPresent, this.domain.length);
  }

  #domainOf(spec: NodeSpec): number {
    const labels = spec.template?.metadata.labels;
    if (labels === undefined || !Object.hasOwn(labels, this.key)) {
      return this.unlabelled === 'apart' ? NO_DOMAIN : this.#number('');
    }
    return this.#number(labels[this.key]!);
  }

  #number(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.#nodesIn.push(0);
    this.#numbers.set(value, number);
    return number;
  }
}
