// Hot path: `add` runs once per bound pod and interested constraint.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import type { DomainCount } from './counts.js';
import type { CountedNodes } from './counted-nodes.js';
import type { NodeTally } from './node-tally.js';

/**
 * Pods of a set by domain, kept up to date, with the lowest count at hand.
 *
 *   domain        0  1  2            count          0  1  2  3
 *   sums         [3][1][3]           domainsAt     [0][1][0][2]       lowest = 1
 */
export class DomainTally implements DomainCount {
  sums: Int32Array = new Int32Array(16);
  /** Number of domains (with a node that counts) by their count of pods. */
  #domainsAt: Int32Array = new Int32Array(16);
  #lowest = 0;
  /** Domains that a what-if has changed: their counts outside of it. */
  readonly #shifted: { readonly domain: number; readonly count: number }[] = [];
  readonly #nodes: CountedNodes;

  constructor(nodes: CountedNodes, readonly pods: NodeTally) {
    this.#nodes = nodes;
    this.reserve(nodes.domainCapacity);
    for (let domain = 0; domain < nodes.domainCapacity; domain++) if (nodes.nodesIn[domain]! > 0) this.open(domain);
    for (let node = 0; node < nodes.domain.length; node++) {
      const domain = nodes.domain[node]!;
      const count = pods.byNode[node]!;
      if (domain >= 0 && count > 0) this.add(domain, count);
    }
  }

  get domainCount(): number { return this.#nodes.domainCount; }

  /** `by` pods more (or less) on a node. */
  addOn(node: number, by: number): void {
    const domain = this.#nodes.domain[node]!;
    if (domain >= 0) this.add(domain, by);
  }

  /** `by` pods more (or less) in a domain. */
  add(domain: number, by: number): void {
    const before = this.sums[domain]!;
    const after = before + by;
    this.sums[domain] = after;
    if (after >= this.#domainsAt.length) this.#domainsAt = grown(this.#domainsAt, nextCapacity(this.#domainsAt.length, after + 1));
    const domainsAt = this.#domainsAt;
    domainsAt[before] = domainsAt[before]! - 1;
    domainsAt[after] = domainsAt[after]! + 1;
    if (after < this.#lowest) this.#lowest = after;
    else if (before === this.#lowest) this.#raise();
  }

  /** A domain got its first node; no pods yet. */
  open(domain: number): void {
    this.reserve(domain + 1);
    this.#domainsAt[0] = this.#domainsAt[0]! + 1;
    this.#lowest = 0;
  }

  /** A domain lost its last node, and all pods with it. */
  close(): void {
    this.#domainsAt[0] = this.#domainsAt[0]! - 1;
    if (this.domainCount > 0) this.#raise();
  }

  reserve(domains: number): void {
    if (this.sums.length < domains) this.sums = grown(this.sums, nextCapacity(this.sums.length, domains));
  }

  lowest(): number {
    if (this.#shifted.length === 0) return this.#lowest;
    let lowest = Infinity;
    for (const { domain } of this.#shifted) lowest = Math.min(lowest, this.sums[domain]!);
    if (this.#shifted.length === this.domainCount) return lowest;
    // The lowest count among the domains that were not touched.
    for (let count = this.#lowest; count < lowest; count++) {
      let untouched = this.#domainsAt[count]!;
      for (const shifted of this.#shifted) if (shifted.count === count) untouched--;
      if (untouched > 0) return count;
    }
    return lowest;
  }

  shift(node: number, by: number): void {
    const domain = this.#nodes.domain[node]!;
    if (domain < 0) return;
    const shifted = this.#shifted;
    let at = shifted.findIndex((entry) => entry.domain === domain);
    if (at < 0) at = shifted.push({ domain, count: this.sums[domain]! }) - 1;
    this.sums[domain] = this.sums[domain]! + by;
    if (this.sums[domain] === shifted[at]!.count) shifted.splice(at, 1);
  }

  #raise(): void {
    while (this.#domainsAt[this.#lowest] === 0) this.#lowest++;
  }
}
