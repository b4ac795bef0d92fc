// Hot path: `filter` runs once per node visit.
import type { Cluster, PodClass } from '../../../../world/cluster/index.js';
import { SUCCESS } from '../framework/status.js';
import { NO_DOMAIN } from '../topology/domains.js';
import type { DomainCount } from './counts.js';
import type { SpreadRules } from './rules.js';

/** Interned statuses. */
interface Verdicts {
  /** One more pod would make the skew too large. */
  readonly skewed: number;
  /** The node lacks the label of a constraint. */
  readonly unlabelled: number;
}

/** A hard constraint as one cycle filters by it. No two have the same key: the API refuses that. */
interface Checked {
  readonly domain: Int32Array;
  readonly sums: Int32Array;
  /** A domain with more pods than this takes no other. */
  most: number;
}

interface Move { readonly constraint: number; readonly node: number; readonly by: number }

/**
 * Lets through the nodes of domains that one more pod leaves within `maxSkew` of the emptiest domain.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/filtering.go.
 */
export class SpreadFiltering {
  readonly #cluster: Cluster;
  readonly #verdicts: Verdicts;
  #rules: SpreadRules | null = null;
  #counts: readonly DomainCount[] = [];
  /** The first constraint (most pods have just one) and the others. */
  #first: Checked = UNCHECKED;
  #others: readonly Checked[] = [];
  /** What the open what-ifs moved, and how many moves there were when each of them began. */
  readonly #moves: Move[] = [];
  readonly #marks: number[] = [];

  constructor(cluster: Cluster, verdicts: Verdicts) {
    this.#cluster = cluster;
    this.#verdicts = verdicts;
  }

  /** Begins a cycle. */
  prepare(rules: SpreadRules, counts: readonly DomainCount[]): void {
    this.#rules = rules;
    this.#counts = counts;
    const [first = UNCHECKED, ...others] = rules.hard.map(({ topology }, k): Checked =>
      ({ domain: topology.domain, sums: counts[k]!.sums, most: 0 }));
    this.#first = first;
    this.#others = others;
    for (let k = 0; k < rules.hard.length; k++) this.#settle(k);
  }

  /** For classes with hard constraints. */
  filter(node: number): number {
    const first = this.#first;
    const number = first.domain[node]!;
    if (number === NO_DOMAIN) return this.#verdicts.unlabelled;
    if (first.sums[number]! > first.most) return this.#verdicts.skewed;
    return this.#others.length === 0 ? SUCCESS : this.#filterByOthers(node);
  }

  #filterByOthers(node: number): number {
    for (const { domain, sums, most } of this.#others) {
      const number = domain[node]!;
      if (number === NO_DOMAIN) return this.#verdicts.unlabelled;
      if (sums[number]! > most) return this.#verdicts.skewed;
    }
    return SUCCESS;
  }

  begin(): void { this.#marks.push(this.#moves.length); }

  /** Terminating pods count here, and so do pods that an empty selector selects: upstream looks at neither in a what-if. */
  move(other: number, node: number, by: number): void {
    const podClass: PodClass = this.#cluster.classes[this.#cluster.pods.classId[other]!]!;
    this.#rules!.hard.forEach(({ counting: { pods } }, constraint) => {
      if (!pods.has(podClass)) return;
      this.#moves.push({ constraint, node, by });
      this.#shift(constraint, node, by);
    });
  }

  end(): void {
    const mark = this.#marks.pop()!;
    while (this.#moves.length > mark) {
      const { constraint, node, by } = this.#moves.pop()!;
      this.#shift(constraint, node, -by);
    }
  }

  #shift(constraint: number, node: number, by: number): void {
    this.#counts[constraint]!.shift(node, by);
    this.#settle(constraint);
  }

  /** skew = pods in the domain + selfMatch - lowest, which must not exceed maxSkew. */
  #settle(k: number): void {
    const { maxSkew, selfMatch, minDomains } = this.#rules!.hard[k]!;
    const count = this.#counts[k]!;
    const lowest = count.domainCount < minDomains ? 0 : count.domainCount === 0 ? NO_LOWEST : count.lowest();
    const checked = k === 0 ? this.#first : this.#others[k - 1]!;
    checked.most = maxSkew - selfMatch + lowest;
  }
}

/** What the lowest count is where there are no domains: as for upstream, the largest 32-bit number. */
const NO_LOWEST = 2 ** 31 - 1;
const UNCHECKED: Checked = { domain: new Int32Array(0), sums: new Int32Array(0), most: 0 };
