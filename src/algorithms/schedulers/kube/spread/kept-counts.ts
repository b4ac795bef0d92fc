// Hot path: `#read` runs once per change of the cluster; `of` once per cycle of a pod with constraints.
import { CHANGE, TERMINATING, type Cluster, type Cursor } from '../../../../world/cluster/index.js';
import type { Domains } from '../topology/domains.js';
import { CountedNodes } from './counted-nodes.js';
import type { CountedRules, SpreadCounts } from './counts.js';
import { DomainTally } from './domain-tally.js';
import { NodeTally } from './node-tally.js';
import type { PodSet } from './pod-set.js';
import type { DomainCounting, SpreadRules } from './rules.js';

/** Bytes that counts may take, roughly, and rules that are kept whatever they take. */
const BUDGET_BYTES = 48 * 2 ** 20;
const FEWEST_KEPT = 16;
const MOST_KEPT = 1024;
/** Two columns of 32-bit integers by node. */
const BYTES_PER_NODE = 8;
/** Cycles without constraints let the log grow by so many entries before they take them in. */
const MOST_UNREAD = 4096;

interface Kept {
  readonly rules: SpreadRules;
  readonly counted: CountedRules;
  /** Parts of the counts, to find out which ones nobody needs any more. */
  readonly pods: readonly NodeTally[];
  readonly nodes: readonly CountedNodes[];
  readonly domains: readonly { readonly tally: DomainTally; readonly topology: DomainCounting['topology'] }[];
}

/**
 * Counts that follow the cluster's change log: a pod that is bound or goes away costs one addition per set of pods it
 * belongs to and per topology of that set. Rules that come to the same counts share them; the least recently used
 * rules are forgotten when there are too many. A pod keeps its class as long as it is bound.
 *
 *   rules -> hard and soft constraints -> DomainTally = NodeTally (pods of a set by node) x CountedNodes (node -> domain)
 */
export class KeptCounts implements SpreadCounts {
  readonly #cluster: Cluster;
  readonly #domains: Domains;
  /** Open while something is kept. */
  #cursor: Cursor | null = null;
  readonly #kept = new Map<string, Kept>();
  #last: Kept | null = null;
  #pods = new Map<string, NodeTally>();
  #nodes = new Map<string, CountedNodes>();
  #tallies = new Map<string, DomainTally>();
  /** Tallies that count pods of a class, by class id; forgotten when the tallies change. */
  #interested: (readonly NodeTally[] | undefined)[] = [];

  constructor(cluster: Cluster, domains: Domains) {
    this.#cluster = cluster;
    this.#domains = domains;
  }

  of(rules: SpreadRules): CountedRules {
    this.#read();
    const last = this.#last;
    const kept = last !== null && last.rules.text === rules.text ? last : this.#find(rules);
    for (const { tally, topology } of kept.domains) tally.reserve(topology.values.length);
    return kept.counted;
  }

  pass(): void {
    if (this.#cursor !== null && this.#cluster.log.end - this.#cursor.position > MOST_UNREAD) this.#read();
  }

  #read(): void {
    if (this.#cursor === null) {
      this.#cursor = this.#cluster.log.open();
      this.#domains.refresh();
      return;
    }
    const { log } = this.#cluster;
    const { end } = log;
    for (let position = this.#cursor.position; position < end; position++) {
      const kind = log.kindAt(position);
      if (kind === CHANGE.POD_BOUND || kind === CHANGE.POD_RELEASED) {
        if ((log.auxAt(position) & TERMINATING) !== 0) continue;
        this.#count(log.rowAt(position), log.otherAt(position), kind === CHANGE.POD_BOUND ? 1 : -1);
      } else if (kind <= CHANGE.NODE_REMOVED) {
        this.#moveNode(log.rowAt(position));
      }
    }
    this.#cursor.position = end;
  }

  #count(pod: number, node: number, by: number): void {
    const classId = this.#cluster.pods.classId[pod]!;
    const interested = this.#interested[classId] ?? this.#findInterested(classId);
    for (let i = 0; i < interested.length; i++) {
      const { byNode, sums } = interested[i]!;
      byNode[node] = byNode[node]! + by;
      for (let k = 0; k < sums.length; k++) sums[k]!.addOn(node, by);
    }
  }

  #findInterested(classId: number): readonly NodeTally[] {
    const podClass = this.#cluster.classes[classId]!;
    const found = [...this.#pods.values()].filter(({ pods }) => !pods.isUncounted && pods.has(podClass));
    this.#interested[classId] = found;
    return found;
  }

  #moveNode(node: number): void {
    this.#domains.nodeChanged(node);
    const rows = this.#cluster.nodes.present.length;
    for (const tally of this.#pods.values()) tally.reserve(rows);
    for (const counted of this.#nodes.values()) {
      counted.reserve(rows);
      counted.nodeChanged(node);
    }
  }

  #find(rules: SpreadRules): Kept {
    let kept = this.#kept.get(rules.text);
    if (kept === undefined) kept = this.#build(rules);
    else this.#kept.delete(rules.text);
    this.#kept.set(rules.text, kept);
    this.#last = kept;
    const most = Math.floor(BUDGET_BYTES / (BYTES_PER_NODE * this.#cluster.nodes.present.length));
    if (this.#kept.size > Math.max(FEWEST_KEPT, Math.min(MOST_KEPT, most))) this.#forgetOldest();
    return kept;
  }

  #build(rules: SpreadRules): Kept {
    const countings = [...rules.hard, ...rules.soft].flatMap(({ counting }) => counting ?? []);
    const byNode = rules.soft.flatMap(({ counting, pods }) => (counting === null ? [pods] : []));
    const counted: CountedRules = {
      hard: rules.hard.map(({ counting }) => this.#tallyOf(counting)),
      soft: rules.soft.map(({ counting, pods }) => (counting === null
        ? softByNode(this.#podsOf(pods))
        : { domains: this.#tallyOf(counting), byNode: null })),
    };
    return {
      rules, counted,
      pods: [...countings.map(({ pods }) => pods), ...byNode].map((pods) => this.#podsOf(pods)),
      nodes: countings.map((counting) => this.#nodesOf(counting)),
      domains: countings.map((counting) => ({ tally: this.#tallyOf(counting), topology: counting.topology })),
    };
  }

  #podsOf(pods: PodSet): NodeTally {
    let tally = this.#pods.get(pods.text);
    if (tally === undefined) {
      tally = new NodeTally(this.#cluster, pods);
      this.#pods.set(pods.text, tally);
      this.#interested = [];
    }
    return tally;
  }

  #nodesOf({ nodes, topology }: DomainCounting): CountedNodes {
    const text = nodesText(nodes.text, topology.name);
    let counted = this.#nodes.get(text);
    if (counted === undefined) {
      counted = new CountedNodes(this.#cluster, nodes, topology);
      this.#nodes.set(text, counted);
    }
    return counted;
  }

  #tallyOf(counting: DomainCounting): DomainTally {
    let tally = this.#tallies.get(counting.text);
    if (tally === undefined) {
      const nodes = this.#nodesOf(counting);
      const pods = this.#podsOf(counting.pods);
      tally = new DomainTally(nodes, pods);
      nodes.tallies.push(tally);
      pods.sums.push(tally);
      this.#tallies.set(counting.text, tally);
    }
    return tally;
  }

  /** Forgets a quarter of the rules, and the counts that no other rules need. */
  #forgetOldest(): void {
    let surplus = Math.ceil(this.#kept.size / 4);
    for (const text of this.#kept.keys()) {
      if (surplus-- === 0) break;
      this.#kept.delete(text);
    }
    const pods = new Set<NodeTally>();
    const nodes = new Set<CountedNodes>();
    const tallies = new Set<DomainTally>();
    for (const kept of this.#kept.values()) {
      for (const part of kept.pods) pods.add(part);
      for (const part of kept.nodes) nodes.add(part);
      for (const { tally } of kept.domains) tallies.add(tally);
    }
    this.#pods = only(this.#pods, pods);
    this.#nodes = only(this.#nodes, nodes);
    this.#tallies = only(this.#tallies, tallies);
    for (const part of [...pods].map(({ sums }) => sums)) keepOnly(part, tallies);
    for (const part of [...nodes].map((counted) => counted.tallies)) keepOnly(part, tallies);
    this.#interested = [];
  }
}

function softByNode(tally: NodeTally): CountedRules['soft'][number] {
  return { domains: null, get byNode() { return tally.byNode; } };
}

function nodesText(nodes: string, topology: string): string { return JSON.stringify([nodes, topology]); }

function only<T>(all: ReadonlyMap<string, T>, wanted: ReadonlySet<T>): Map<string, T> {
  return new Map([...all].filter(([, part]) => wanted.has(part)));
}

function keepOnly<T>(list: T[], wanted: ReadonlySet<T>): void {
  list.splice(0, list.length, ...list.filter((part) => wanted.has(part)));
}
