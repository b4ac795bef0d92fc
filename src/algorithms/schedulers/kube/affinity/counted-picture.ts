// Hot path: `verdict` and `score` run once per node visit, `catchUp` once per cycle.
// Benchmark: src/bench/kube, the workloads with affinity.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import type { Cluster } from '../../../../world/cluster/index.js';
import { VERDICT, type AffinityPicture, type AffinityWeights } from './picture.js';
import type { Column, Placements } from './placements.js';
import type { Subject, Subjects } from './subjects.js';
import { allMatchPod, matchesPod, unrolled, type AffinityTerm, type WeightedTerm } from './terms.js';

/** Sums by domain of one label key. */
interface Counter {
  readonly column: Column;
  /** By domain: pods, or the sum of weights. */
  sums: Int32Array;
  /** Additions that are still in: the sums may cancel each other out, this shows whether there were any. */
  entries: number;
}

/** What one pod of a subject adds where it stands. */
interface Contribution { readonly counter: Counter; amount: number }

export interface CountingContext {
  readonly cluster: Cluster;
  readonly weights: AffinityWeights;
  readonly placements: Placements;
  readonly subjects: Subjects;
}

/**
 * The picture for one subject, kept from cycle to cycle. What a pod of another subject contributes is worked out once;
 * a pod that comes or leaves then costs an addition per contribution.
 *
 *   counter   key    anti-affinity, kubernetes.io/hostname
 *             sums   [ 1][ 0][ 2] ...                         by domain of that key
 */
export class CountedPicture implements AffinityPicture {
  readonly #context: CountingContext;
  readonly #subject: Subject;
  readonly #required: readonly AffinityTerm[];
  readonly #requiredAnti: readonly AffinityTerm[];
  readonly #preferred: readonly WeightedTerm[];
  /** Whether the subject's pods match all of their own required terms. */
  readonly #isSociable: boolean;
  readonly #affinity: Counter[] = [];
  readonly #anti: Counter[] = [];
  readonly #opposing: Counter[] = [];
  readonly #scores: Counter[] = [];
  /** By subject; null = not worked out yet. */
  readonly #contributions: (readonly Contribution[] | null)[] = [];
  /** Placements before this one are counted; meaningless in another epoch than the placements'. */
  #position = 0;
  #epoch = -1;
  /** For choosing the picture that has been idle for longest. */
  lastUsed = 0;
  isOpposed = false;
  isScored = false;

  constructor(context: CountingContext, subject: Subject) {
    const { cluster: { objects }, placements } = context;
    const { required, requiredAnti, preferred } = subject.rules;
    this.#context = context;
    this.#subject = subject;
    this.#required = required.map((term) => unrolled(term, objects));
    this.#requiredAnti = requiredAnti.map((term) => unrolled(term, objects));
    this.#preferred = preferred.map(({ term, weight }) => ({ term: unrolled(term, objects), weight }));
    this.#isSociable = allMatchPod(this.#required, subject.rules);
    // The filter asks for these keys whether or not any pod is counted.
    for (const { topologyKey } of required) this.#counter(this.#affinity, placements.column(topologyKey));
  }

  /** Whether catching up costs less than counting anew. */
  get isWarm(): boolean {
    const { placements } = this.#context;
    return this.#epoch === placements.epoch && placements.remembers(this.#position);
  }

  /** Entries of all counters, for the memory account. */
  get size(): number {
    let size = 0;
    for (const counters of [this.#affinity, this.#anti, this.#opposing, this.#scores]) {
      for (const { sums } of counters) size += sums.length;
    }
    return size;
  }

  /** Counts the pods that came and left since; the placements must be in sync. */
  catchUp(): void {
    const { placements } = this.#context;
    if (this.isWarm) {
      for (let p = this.#position; p < placements.end; p++) {
        const place = placements.placeAt(p);
        if (place >= 0) this.#add(placements.classAt(p), place, 1);
        else this.#add(placements.classAt(p), ~place, -1);
      }
    } else {
      this.#countAll();
    }
    this.#position = placements.end;
    this.#epoch = placements.epoch;
    fitToDomains(this.#affinity);
    fitToDomains(this.#anti);
    fitToDomains(this.#opposing);
    fitToDomains(this.#scores);
    this.isOpposed = hasEntries(this.#opposing);
    this.isScored = hasEntries(this.#scores);
  }

  verdict(node: number): number {
    const affinity = this.#affinity;
    let hasCompany = true;
    for (let k = 0; k < affinity.length; k++) {
      const { column, sums } = affinity[k]!;
      const domain = column.domain[node]!;
      if (domain < 0) return VERDICT.AFFINITY;
      if (sums[domain] === 0) hasCompany = false;
    }
    // The first of a group of pods that want to be together may go anywhere.
    if (!hasCompany && (!this.#isSociable || hasEntries(affinity))) return VERDICT.AFFINITY;
    if (isTaken(this.#anti, node)) return VERDICT.ANTI_AFFINITY;
    return isTaken(this.#opposing, node) ? VERDICT.OPPOSED : VERDICT.FITS;
  }

  score(node: number): number {
    const scores = this.#scores;
    let sum = 0;
    for (let k = 0; k < scores.length; k++) {
      const { column, sums } = scores[k]!;
      const domain = column.domain[node]!;
      if (domain >= 0) sum += sums[domain]!;
    }
    return sum;
  }

  move(classId: number, node: number, sign: 1 | -1): void { this.#add(classId, node, sign); }

  #countAll(): void {
    const { cluster: { nodes, pods } } = this.#context;
    for (const counters of [this.#affinity, this.#anti, this.#opposing, this.#scores]) {
      for (const counter of counters) {
        counter.sums.fill(0);
        counter.entries = 0;
      }
    }
    for (let node = 0; node < nodes.count; node++) {
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) this.#add(pods.classId[pod]!, node, 1);
    }
  }

  #add(classId: number, node: number, sign: 1 | -1): void {
    const other = this.#context.subjects.of(classId);
    const contributions = this.#contributions[other.id] ?? this.#learn(other);
    for (let k = 0; k < contributions.length; k++) {
      const { counter, amount } = contributions[k]!;
      const domain = counter.column.domain[node]!;
      if (domain < 0) continue;
      if (domain >= counter.sums.length) fit(counter);
      counter.sums[domain] = counter.sums[domain]! + sign * amount;
      counter.entries += sign;
    }
  }

  #learn(other: Subject): readonly Contribution[] {
    // Without holes the array stays a plain one.
    while (this.#contributions.length <= other.id) this.#contributions.push(null);
    return this.#contributions[other.id] = this.#contributionsOf(other);
  }

  /**
   * What a pod of `other` adds. Required terms count pods, each at its node's value of the term's key; preferences add
   * their weights.
   */
  #contributionsOf(other: Subject): readonly Contribution[] {
    const { placements, weights } = this.#context;
    const { rules, namespaceLabels, isScoring } = this.#subject;
    const found: Contribution[] = [];
    const add = (counters: Counter[], { topologyKey }: AffinityTerm, amount: number): void => {
      const counter = this.#counter(counters, placements.column(topologyKey));
      const known = found.find((contribution) => contribution.counter === counter);
      if (known === undefined) found.push({ counter, amount });
      else known.amount += amount;
    };
    for (const term of other.rules.requiredAnti) if (matchesPod(term, rules, namespaceLabels)) add(this.#opposing, term, 1);
    if (allMatchPod(this.#required, other.rules)) for (const term of this.#required) add(this.#affinity, term, 1);
    for (const term of this.#requiredAnti) if (matchesPod(term, other.rules, undefined)) add(this.#anti, term, 1);
    if (isScoring) {
      for (const { term, weight } of this.#preferred) if (matchesPod(term, other.rules, undefined)) add(this.#scores, term, weight);
      if (weights.hardPodAffinityWeight > 0) {
        for (const term of other.rules.required) {
          if (matchesPod(term, rules, namespaceLabels)) add(this.#scores, term, weights.hardPodAffinityWeight);
        }
      }
      for (const { term, weight } of other.rules.preferred) if (matchesPod(term, rules, namespaceLabels)) add(this.#scores, term, weight);
    }
    return found;
  }

  #counter(counters: Counter[], column: Column): Counter {
    const known = counters.find((counter) => counter.column === column);
    if (known !== undefined) return known;
    const counter = { column, sums: new Int32Array(nextCapacity(16, column.topology.values.length)), entries: 0 };
    counters.push(counter);
    return counter;
  }
}

/** Whether pods are counted where the node stands. */
function isTaken(counters: readonly Counter[], node: number): boolean {
  for (let k = 0; k < counters.length; k++) {
    const { column, sums } = counters[k]!;
    const domain = column.domain[node]!;
    if (domain >= 0 && sums[domain]! > 0) return true;
  }
  return false;
}

function hasEntries(counters: readonly Counter[]): boolean {
  for (let k = 0; k < counters.length; k++) if (counters[k]!.entries !== 0) return true;
  return false;
}

/** Makes room for domains that have been numbered since, so that every node's domain can be read. */
function fitToDomains(counters: readonly Counter[]): void {
  for (let k = 0; k < counters.length; k++) {
    const counter = counters[k]!;
    if (counter.sums.length < counter.column.topology.values.length) fit(counter);
  }
}

function fit(counter: Counter): void {
  counter.sums = grown(counter.sums, nextCapacity(counter.sums.length, counter.column.topology.values.length));
}
