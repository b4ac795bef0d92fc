// Hot path: `score` runs once per feasible node, `normalize` and `prepare` once over all of them.
import { log } from '../../../../base/math.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { NO_DOMAIN, type Topology } from '../topology/domains.js';
import type { SoftCount } from './counts.js';
import { hasAllLabels, NO_RULES, type SpreadRules } from './rules.js';

/** A soft constraint as one cycle scores by it: a node adds `terms[index[node]]` to its score. */
interface Scored {
  /** By node: NO_DOMAIN where it lacks the label. */
  readonly labelled: Int32Array;
  /** By node: its domain, or its pods where single nodes are counted. */
  readonly index: Int32Array;
  readonly terms: Float64Array;
}

/**
 * Scores nodes by the pods in their domains: fewer are better, and domains weigh less the fewer of them there are.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/scoring.go.
 */
export class SpreadScoring {
  #scored: readonly Scored[] = [];
  #rules: SpreadRules = NO_RULES;
  /** Some node lacks a label that a constraint is about. */
  #hasUnlabelled = false;
  /** Some feasible node lacks a label that all should have: it is left out and scores 0. */
  #hasIgnored = false;
  /** The first two constraints; there are others, or nodes without a label, if `#isGeneral`. */
  #first = NOTHING;
  #second = NOTHING;
  #isGeneral = false;
  /** When a domain was last seen among the feasible nodes; by constraint, then by domain. */
  readonly #seen: Int32Array[] = [];
  readonly #terms: Float64Array[] = [];
  /** Distinct domains of the feasible nodes that are not ignored. */
  #distinct: Int32Array = new Int32Array(16);
  #cycle = 0;

  /** Begins a cycle; `feasible` may be a part of the nodes that would fit. */
  prepare(rules: SpreadRules, counts: readonly SoftCount[], feasible: Int32Array): void {
    const { soft, requiresAllLabels } = rules;
    this.#rules = rules;
    this.#cycle = (this.#cycle + 1) | 0;
    this.#hasUnlabelled = soft.some(({ topology }) => topology.outsideCount > 0);
    let ignored = 0;
    if (requiresAllLabels && this.#hasUnlabelled) {
      for (let i = 0; i < feasible.length; i++) if (!hasAllLabels(soft, feasible[i]!)) ignored++;
    }
    this.#hasIgnored = ignored > 0;
    this.#scored = soft.map(({ topology, counting, maxSkew }, k): Scored => {
      const { domains, byNode } = counts[k]!;
      const offset = maxSkew - 1;
      if (counting === null || domains === null) {
        const weight = log(feasible.length - ignored + 2);
        return { labelled: topology.domain, index: byNode!, terms: this.#termsByCount(k, byNode!, feasible, { weight, offset }) };
      }
      const size = this.#findDistinct(k, counting.topology, feasible);
      const weight = log(size + 2);
      const terms = this.#terms[k]!;
      for (let i = 0; i < size; i++) terms[this.#distinct[i]!] = domains.sums[this.#distinct[i]!]! * weight + offset;
      return { labelled: topology.domain, index: counting.topology.domain, terms };
    });
    this.#isGeneral = this.#hasUnlabelled || this.#scored.length > 2;
    this.#first = this.#scored[0] ?? NOTHING;
    this.#second = this.#scored[1] ?? NOTHING;
  }

  /** Score before normalisation. */
  score(node: number): number {
    if (this.#isGeneral) return this.#sum(node);
    const first = this.#first;
    const second = this.#second;
    const sum = first.terms[first.index[node]!]!;
    return Math.round(second === NOTHING ? sum : sum + second.terms[second.index[node]!]!);
  }

  #sum(node: number): number {
    if (this.#hasIgnored && this.#isIgnored(node)) return 0;
    let sum = 0;
    for (const { labelled, index, terms } of this.#scored) {
      if (labelled[node]! !== NO_DOMAIN) sum += terms[index[node]!]!;
    }
    return Math.round(sum);
  }

  normalize(scores: Float64Array, count: number, nodes: Int32Array): void {
    const hasIgnored = this.#hasIgnored;
    let lowest = Infinity;
    let highest = 0;
    for (let i = 0; i < count; i++) {
      if (hasIgnored && this.#isIgnored(nodes[i]!)) continue;
      const score = scores[i]!;
      if (score < lowest) lowest = score;
      if (score > highest) highest = score;
    }
    for (let i = 0; i < count; i++) {
      if (hasIgnored && this.#isIgnored(nodes[i]!)) scores[i] = 0;
      else if (highest === 0) scores[i] = MAX_NODE_SCORE;
      else scores[i] = Math.trunc((MAX_NODE_SCORE * (highest + lowest - scores[i]!)) / highest);
    }
  }

  #isIgnored(node: number): boolean { return !hasAllLabels(this.#rules.soft, node); }

  /** Terms of a constraint on single nodes, by the pods of a node. */
  #termsByCount(
    k: number, byNode: Int32Array, feasible: Int32Array, { weight, offset }: { readonly weight: number; readonly offset: number },
  ): Float64Array {
    let most = 0;
    for (let i = 0; i < feasible.length; i++) if (byNode[feasible[i]!]! > most) most = byNode[feasible[i]!]!;
    if ((this.#terms[k]?.length ?? 0) <= most) this.#terms[k] = new Float64Array(2 * (most + 1));
    const terms = this.#terms[k]!;
    for (let count = 0; count <= most; count++) terms[count] = count * weight + offset;
    return terms;
  }

  /** Fills `#distinct` and returns how many there are. */
  #findDistinct(k: number, { domain, values, usedCount }: Topology, feasible: Int32Array): number {
    if ((this.#seen[k]?.length ?? 0) < values.length) this.#seen[k] = new Int32Array(2 * values.length);
    if ((this.#terms[k]?.length ?? 0) < values.length) this.#terms[k] = new Float64Array(2 * values.length);
    if (this.#distinct.length < values.length) this.#distinct = new Int32Array(2 * values.length);
    const seen = this.#seen[k]!;
    const distinct = this.#distinct;
    const cycle = this.#cycle;
    let count = 0;
    for (let i = 0; i < feasible.length && count < usedCount; i++) {
      const number = domain[feasible[i]!]!;
      if (number === NO_DOMAIN || seen[number] === cycle) continue;
      if (this.#hasIgnored && this.#isIgnored(feasible[i]!)) continue;
      seen[number] = cycle;
      distinct[count++] = number;
    }
    return count;
  }
}

const NOTHING: Scored = { labelled: new Int32Array(0), index: new Int32Array(0), terms: new Float64Array(0) };
