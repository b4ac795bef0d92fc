import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import type { Cluster } from '../../../../world/cluster/index.js';
import { NO_DOMAIN, type Topology } from '../topology/domains.js';
import type { DomainTally } from './domain-tally.js';
import type { NodeSet } from './node-set.js';

/** The nodes of a set by domain, as its tallies have them; follows the change log, so it may lag behind the topology. */
export class CountedNodes {
  /** By node row: the domain that the node's pods count in, or NO_DOMAIN. */
  domain: Int32Array;
  /** By domain. */
  nodesIn: Int32Array = new Int32Array(16);
  /** Domains with a node. */
  domainCount = 0;
  readonly tallies: DomainTally[] = [];
  readonly #cluster: Cluster;
  readonly #nodes: NodeSet;
  readonly #topology: Topology;

  constructor(cluster: Cluster, nodes: NodeSet, topology: Topology) {
    this.#cluster = cluster;
    this.#nodes = nodes;
    this.#topology = topology;
    this.domain = new Int32Array(cluster.nodes.present.length).fill(NO_DOMAIN);
    for (let node = 0; node < cluster.nodes.count; node++) this.nodeChanged(node);
  }

  /** Domains that there is room for. */
  get domainCapacity(): number { return this.nodesIn.length; }

  /** Moves a node, and the pods that were counted on it, to where it belongs now. */
  nodeChanged(node: number): void {
    const before = this.domain[node]!;
    const after = this.#domainOf(node);
    if (before === after) return;
    if (before !== NO_DOMAIN) this.#leave(node, before);
    if (after !== NO_DOMAIN) this.#join(node, after);
  }

  reserve(nodes: number): void {
    if (this.domain.length < nodes) this.domain = grown(this.domain, nodes, NO_DOMAIN);
  }

  #domainOf(node: number): number {
    const { nodes } = this.#cluster;
    return nodes.present[node] === 1 && this.#nodes.includes(nodes.specs[node]!) ? this.#topology.domain[node]! : NO_DOMAIN;
  }

  #leave(node: number, domain: number): void {
    this.domain[node] = NO_DOMAIN;
    const left = this.nodesIn[domain]! - 1;
    this.nodesIn[domain] = left;
    if (left === 0) this.domainCount--;
    for (const tally of this.tallies) {
      tally.add(domain, -tally.pods.byNode[node]!);
      if (left === 0) tally.close();
    }
  }

  #join(node: number, domain: number): void {
    this.domain[node] = domain;
    if (domain >= this.nodesIn.length) this.nodesIn = grown(this.nodesIn, nextCapacity(this.nodesIn.length, domain + 1));
    const isFirst = this.nodesIn[domain] === 0;
    this.nodesIn[domain] = this.nodesIn[domain]! + 1;
    if (isFirst) this.domainCount++;
    for (const tally of this.tallies) {
      if (isFirst) tally.open(domain);
      tally.add(domain, tally.pods.byNode[node]!);
    }
  }
}
