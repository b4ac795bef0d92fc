// Hot path: `score` runs once per feasible node, `normalize` and `prepare` once over all of them.
import { log } from '../../../../base/math.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { NO_DOMAIN } from '../topology/domains.js';
import type { SoftCount } from './counts.js';
import { hasAllLabels, type SpreadRules } from './rules.js';

/** A soft constraint as one cycle scores by it. */
interface Scored {
  /** By node: NO_DOMAIN where it lacks the label. */
  readonly labelled: Int32Array;
  /** Domain by node. */
  readonly domain: Int32Array;
  /** Pods by node; null: by domain. */
  readonly byNode: Int32Array | null;
  /** What a node adds to its score, by domain of the feasible nodes. */
  readonly terms: Float64Array;
  readonly weight: number;
  readonly offset: number;
}

/**
 * Scores nodes by the pods in their domains: fewer are better, and domains weigh less the fewer of them there are.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/podtopologyspread/scoring.go.
 */
export class SpreadScoring {
  #scored: readonly Scored[] = [];
  #rules: SpreadRules | null = null;
  /** Some feasible node lacks a label that all should have: it is left out and scores 0. */
  #hasIgnored = false;
  /** When a domain was last seen among the feasible nodes; by constraint, then by domain. */
  readonly #seen: Float64Array[] = [];
  readonly #terms: Float64Array[] = [];
  /** Distinct domains of the feasible nodes that are not ignored. */
  #distinct: Int32Array = new Int32Array(16);
  #cycle = 0;

  /** Begins a cycle; `feasible` may be a part of the nodes that would fit. */
  prepare(rules: SpreadRules, counts: readonly SoftCount[], feasible: Int32Array): void {
    const { soft, requiresAllLabels } = rules;
    this.#rules = rules;
    this.#cycle++;
    let ignored = 0;
    if (requiresAllLabels) for (let i = 0; i < feasible.length; i++) if (!hasAllLabels(soft, feasible[i]!)) ignored++;
    this.#hasIgnored = ignored > 0;
    this.#scored = soft.map(({ topology, counting, maxSkew }, k): Scored => {
      const { domains, byNode } = counts[k]!;
      const offset = maxSkew - 1;
      if (counting === null || domains === null) {
        return { labelled: topology.domain, domain: topology.domain, byNode, terms: NO_TERMS, weight: log(feasible.length - ignored + 2), offset };
      }
      const { domain, values } = counting.topology;
      const size = this.#findDistinct(k, domain, feasible, values.length);
      const weight = log(size + 2);
      const terms = this.#terms[k] = roomy(this.#terms[k] ?? NO_TERMS, values.length);
      for (let i = 0; i < size; i++) terms[this.#distinct[i]!] = domains.sums[this.#distinct[i]!]! * weight + offset;
      return { labelled: topology.domain, domain, byNode: null, terms, weight, offset };
    });
  }

  /** Score before normalisation. */
  score(node: number): number {
    const scored = this.#scored;
    if (this.#hasIgnored && this.#isIgnored(node)) return 0;
    let sum = 0;
    for (let k = 0; k < scored.length; k++) {
      const { labelled, domain, byNode, terms, weight, offset } = scored[k]!;
      if (labelled[node]! === NO_DOMAIN) continue;
      sum += byNode === null ? terms[domain[node]!]! : byNode[node]! * weight + offset;
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

  #isIgnored(node: number): boolean { return !hasAllLabels(this.#rules!.soft, node); }

  /** Fills `#distinct` and returns how many there are. */
  #findDistinct(k: number, domain: Int32Array, feasible: Int32Array, domains: number): number {
    const seen = this.#seen[k] = roomy(this.#seen[k] ?? NO_TERMS, domains);
    if (this.#distinct.length < domains) this.#distinct = new Int32Array(2 * domains);
    const distinct = this.#distinct;
    const cycle = this.#cycle;
    let count = 0;
    for (let i = 0; i < feasible.length; i++) {
      const number = domain[feasible[i]!]!;
      if (number === NO_DOMAIN || seen[number] === cycle) continue;
      if (this.#hasIgnored && this.#isIgnored(feasible[i]!)) continue;
      seen[number] = cycle;
      distinct[count++] = number;
    }
    return count;
  }
}

const NO_TERMS = new Float64Array(0);

/** `column`, or an empty one, with room for `length` entries. */
function roomy(column: Float64Array, length: number): Float64Array {
  return column.length >= length ? column : new Float64Array(2 * length);
}
