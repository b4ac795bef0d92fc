// Hot path: `verdict` and `score` run once per node visit, `catchUp` once per cycle.
// Benchmark: src/bench/kube, the workloads with affinity.
import { grown, nextCapacity } from '../../../../world/cluster/growable.js';
import type { Cluster } from '../../../../world/cluster/index.js';
import type { InterPodAffinityArgs } from '../config/args/inter-pod-affinity.js';
import { MARK, VERDICT, verdictOfMarks, type AffinityPicture, type DomainMarks } from './picture.js';
import type { Column, Placements } from './placements.js';
import type { Subject, Subjects } from './subjects.js';
import { allMatchPod, matchesPod, unrolled, type AffinityTerm, type WeightedTerm } from './terms.js';

/** The marks of a column; its array of domains is read anew in every cycle. */
interface Marks extends DomainMarks {
  readonly column: Column;
  domain: Int32Array;
  bits: Uint8Array;
  /** What a domain without pods is marked with. */
  empty: number;
}

/** Sums by domain of one label key. */
interface Counter {
  readonly column: Column;
  domain: Int32Array;
  /** By domain + 1: pods, or the sum of weights. Slot 0 stays 0. */
  sums: Int32Array;
  /** Additions that are still in: the sums may cancel each other out, this shows whether there were any. */
  entries: number;
  /** Where the counter shows whether a domain has pods; null for scores. */
  readonly marks: Marks | null;
  readonly mark: number;
}

/** What one pod of a subject adds where it stands. */
interface Contribution { readonly counter: Counter; amount: number }

/** Shared, as most subjects contribute nothing to most others. */
const NOTHING: readonly Contribution[] = [];

export interface CountingContext {
  readonly cluster: Cluster;
  readonly args: InterPodAffinityArgs;
  readonly placements: Placements;
  readonly subjects: Subjects;
  /** Numbers pictures from 1, so that no two are taken for one. */
  nextNumber(): number;
}

/**
 * The picture for one subject, kept from cycle to cycle. What a pod of another subject contributes is worked out once;
 * a pod that comes or leaves then costs an addition per contribution.
 *
 *   node row          0    1    2
 *   domain          [ 0 ][ 1 ][-1 ]             of kubernetes.io/hostname
 *   anti    sums    [ 0 ][ 1 ][ 0 ]             none, domain 0, domain 1
 *   marks   bits    [ 0 ][ T ][ 0 ]             T: taken, node 0 is rejected
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
  readonly #marks: Marks[] = [];
  /** By subject; null = not worked out yet. */
  readonly #contributions: (readonly Contribution[] | null)[] = [];
  /** Placements before this one are counted; meaningless in another epoch than the placements'. */
  #position = 0;
  #epoch = -1;
  /** The placements' count of node changes when the domains were read last. */
  #seenNodes = -1;
  /** For choosing the picture that has been idle for longest. */
  lastUsed = 0;
  isOpposed = false;
  isScored = false;
  onlyMarks: DomainMarks | null = null;
  nodeLocal = 0;
  readonly #number: number;

  constructor(context: CountingContext, subject: Subject) {
    const { cluster: { objects }, placements } = context;
    const { required, requiredAnti, preferred } = subject.rules;
    this.#context = context;
    this.#subject = subject;
    this.#number = context.nextNumber();
    this.#required = required.map((term) => unrolled(term, objects));
    this.#requiredAnti = requiredAnti.map((term) => unrolled(term, objects));
    this.#preferred = preferred.map(({ term, weight }) => ({ term: unrolled(term, objects), weight }));
    this.#isSociable = allMatchPod(this.#required, subject.rules);
    // The filter asks for these keys whether or not any pod is counted.
    for (const { topologyKey } of required) this.#counter(this.#affinity, placements.column(topologyKey), MARK.LONELY);
  }

  /** Whether catching up costs less than counting anew. */
  get isWarm(): boolean {
    const { placements } = this.#context;
    return this.#epoch === placements.epoch && placements.remembers(this.#position);
  }

  /** Entries of all counters, for the memory account. */
  get size(): number {
    return sizeOf(this.#affinity) + sizeOf(this.#anti) + sizeOf(this.#opposing) + sizeOf(this.#scores);
  }

  /** Counts the pods that came and left since; the placements must be in sync. */
  catchUp(): void {
    const { placements } = this.#context;
    const isWarm = this.isWarm;
    if (this.#position === placements.end && isWarm && this.#seenNodes === placements.nodeChanges) return;
    if (this.#seenNodes !== placements.nodeChanges) this.#fitToNodes();
    if (isWarm) {
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
    this.isOpposed = hasEntries(this.#opposing);
    this.isScored = hasEntries(this.#scores);
    this.onlyMarks = this.#marks.length === 1 ? this.#marks[0]! : null;
    const isFiltered = this.#requiredAnti.length > 0 || this.isOpposed;
    const isLocal = isFiltered && this.#required.length === 0
      && this.#marks.every(({ column }) => hasNodesApart(column, this.#context.cluster));
    this.nodeLocal = isLocal ? this.#number : 0;
  }

  verdict(node: number): number {
    const marks = this.#marks;
    let bits = 0;
    for (let k = 0; k < marks.length; k++) {
      const { domain, bits: ofDomain } = marks[k]!;
      bits |= ofDomain[domain[node]! + 1]!;
    }
    const verdict = verdictOfMarks(bits);
    if (verdict !== null) return verdict;
    // The first of a group of pods that want to be together may go anywhere.
    const isFirst = this.#isSociable && !hasEntries(this.#affinity);
    return isFirst ? verdictOfMarks(bits & ~MARK.LONELY)! : VERDICT.AFFINITY;
  }

  score(node: number): number {
    const scores = this.#scores;
    let sum = 0;
    for (let k = 0; k < scores.length; k++) {
      const { domain, sums } = scores[k]!;
      sum += sums[domain[node]! + 1]!;
    }
    return sum;
  }

  move(classId: number, node: number, sign: 1 | -1): void { this.#add(classId, node, sign); }

  #countAll(): void {
    const { cluster: { nodes, pods } } = this.#context;
    for (const counter of this.#counters()) {
      counter.sums.fill(0);
      counter.entries = 0;
    }
    for (const { bits, empty } of this.#marks) bits.fill(empty, 1);
    for (let node = 0; node < nodes.count; node++) {
      for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) this.#add(pods.classId[pod]!, node, 1);
    }
  }

  #add(classId: number, node: number, sign: 1 | -1): void {
    const other = this.#context.subjects.of(classId);
    const contributions = this.#contributions[other.id] ?? this.#learn(other);
    for (let k = 0; k < contributions.length; k++) {
      const { counter, amount } = contributions[k]!;
      const slot = counter.domain[node]! + 1;
      if (slot === 0) continue;
      const sum = counter.sums[slot]! + sign * amount;
      counter.sums[slot] = sum;
      counter.entries += sign;
      if (counter.marks !== null) mark(counter.marks, slot, counter.mark, sum);
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
    const { placements, args } = this.#context;
    const { rules, namespaceLabels, isScoring } = this.#subject;
    const found: Contribution[] = [];
    const add = (counters: Counter[], { topologyKey }: AffinityTerm, amount: number, bit = 0): void => {
      const counter = this.#counter(counters, placements.column(topologyKey), bit);
      const known = found.find((contribution) => contribution.counter === counter);
      if (known === undefined) found.push({ counter, amount });
      else known.amount += amount;
    };
    for (const term of other.rules.requiredAnti) if (matchesPod(term, rules, namespaceLabels)) add(this.#opposing, term, 1, MARK.OPPOSED);
    if (allMatchPod(this.#required, other.rules)) for (const term of this.#required) add(this.#affinity, term, 1, MARK.LONELY);
    for (const term of this.#requiredAnti) if (matchesPod(term, other.rules, undefined)) add(this.#anti, term, 1, MARK.TAKEN);
    if (isScoring) {
      for (const { term, weight } of this.#preferred) if (matchesPod(term, other.rules, undefined)) add(this.#scores, term, weight);
      if (args.hardPodAffinityWeight > 0) {
        for (const term of other.rules.required) {
          if (matchesPod(term, rules, namespaceLabels)) add(this.#scores, term, args.hardPodAffinityWeight);
        }
      }
      for (const { term, weight } of other.rules.preferred) if (matchesPod(term, rules, namespaceLabels)) add(this.#scores, term, weight);
    }
    return found.length === 0 ? NOTHING : found;
  }

  #counter(counters: Counter[], column: Column, bit: number): Counter {
    const known = counters.find((counter) => counter.column === column);
    if (known !== undefined) return known;
    const sums = new Int32Array(slotsOf(column, 16));
    const counter = { column, domain: column.domain, sums, entries: 0, marks: bit === 0 ? null : this.#marksOf(column), mark: bit };
    if (bit === MARK.LONELY) {
      const { bits } = counter.marks!;
      counter.marks!.empty |= bit;
      for (let slot = 1; slot < bits.length; slot++) bits[slot] = bits[slot]! | bit;
      bits[0] = MARK.NOWHERE;
    }
    counters.push(counter);
    return counter;
  }

  #marksOf(column: Column): Marks {
    const known = this.#marks.find((marks) => marks.column === column);
    if (known !== undefined) return known;
    const marks = { column, domain: column.domain, bits: new Uint8Array(slotsOf(column, 16)), empty: 0 };
    this.#marks.push(marks);
    return marks;
  }

  #counters(): readonly Counter[] { return [...this.#affinity, ...this.#anti, ...this.#opposing, ...this.#scores]; }

  /** Reads the domains of nodes that came, and makes room for them. */
  #fitToNodes(): void {
    for (const counter of this.#counters()) {
      counter.domain = counter.column.domain;
      const slots = slotsOf(counter.column, counter.sums.length);
      if (slots > counter.sums.length) counter.sums = grown(counter.sums, slots);
    }
    for (const marks of this.#marks) {
      marks.domain = marks.column.domain;
      const slots = slotsOf(marks.column, marks.bits.length);
      if (slots > marks.bits.length) marks.bits = grown(marks.bits, slots, marks.empty);
    }
    this.#seenNodes = this.#context.placements.nodeChanges;
  }
}

/** Whether every domain of a label key has one node alone. */
function hasNodesApart({ topology }: Column, { presentNodeCount }: Cluster): boolean {
  return topology.usedCount + topology.outsideCount === presentNodeCount;
}

function sizeOf(counters: readonly Counter[]): number {
  let size = 0;
  for (let k = 0; k < counters.length; k++) size += counters[k]!.sums.length;
  return size;
}

/** Slots for all domains of a column, at least `least`. */
function slotsOf({ topology }: Column, least: number): number { return nextCapacity(least, topology.values.length + 1); }

/** Shows whether a domain has pods: their presence sets a mark of anti-affinity and clears one of loneliness. */
function mark({ bits }: Marks, slot: number, bit: number, pods: number): void {
  const isSet = bit === MARK.LONELY ? pods <= 0 : pods > 0;
  bits[slot] = isSet ? bits[slot]! | bit : bits[slot]! & ~bit;
}

function hasEntries(counters: readonly Counter[]): boolean {
  for (let k = 0; k < counters.length; k++) if (counters[k]!.entries !== 0) return true;
  return false;
}
