// Hot path: a few calls per pod.
import { Digest } from '../base/digest.js';
import { grown, nextCapacity } from '../world/cluster/growable.js';
import type { Cluster } from '../world/cluster/index.js';

/** Verbs of decisions, as they enter the digests. */
export const VERB = { BIND: 1, GIVE_UP: 2, PREEMPT: 3 } as const;

/** Keeps what happened to every pod and the digests of the decisions. Times are microseconds, -1 = never. */
export class Recorder {
  readonly #cluster: Cluster;
  readonly #decisions = new Digest();
  readonly #order = new Digest();
  boundUs: Float64Array = new Float64Array(0);
  readyUs: Float64Array = new Float64Array(0);
  endedUs: Float64Array = new Float64Array(0);
  /** Node of the latest binding, kept after the pod ended. */
  lastNode: Int32Array = new Int32Array(0);
  /** Pods that were bound at least once. */
  boundCount = 0;
  givenUpCount = 0;
  preemptions = 0;
  #decisionUs: Float64Array = new Float64Array(16);
  #decisionCount = 0;
  /** Grows with everything that is not periodic; quiescence is when it stands still. */
  activity = 0;
  /** Instant of the latest activity. */
  latestUs = 0;

  /** Told of every decision, when somebody asked. */
  onDecision: ((nowUs: number, verb: number, pod: number, target: number) => void) | null = null;

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  get decisionDigest(): string { return this.#decisions.hex(); }
  get orderDigest(): string { return this.#order.hex(); }

  /** Modelled time of every piece of decision work so far, microseconds. */
  get decisionUs(): Float64Array { return this.#decisionUs.subarray(0, this.#decisionCount); }

  /** One piece of decision work took this long, microseconds of virtual time. */
  decided(costUs: number): void {
    if (this.#decisionCount === this.#decisionUs.length) {
      this.#decisionUs = grown(this.#decisionUs, nextCapacity(this.#decisionCount, this.#decisionCount + 1));
    }
    this.#decisionUs[this.#decisionCount++] = costUs;
  }

  bound(pod: number, node: number, nowUs: number): void {
    this.#reserve(pod);
    if (this.boundUs[pod] === -1) {
      this.boundCount++;
      this.boundUs[pod] = nowUs;
    }
    this.lastNode[pod] = node;
    this.#decide(nowUs, VERB.BIND, pod, node);
  }

  gaveUp(pod: number, nowUs: number): void {
    this.givenUpCount++;
    this.#decide(nowUs, VERB.GIVE_UP, pod, -1);
  }

  preempted(victim: number, node: number, nowUs: number): void {
    this.preemptions++;
    this.#decide(nowUs, VERB.PREEMPT, victim, node);
  }

  arrived(nowUs: number): void { this.#touch(nowUs); }

  ready(pod: number, nowUs: number): void {
    this.#reserve(pod);
    if (this.readyUs[pod] === -1) this.readyUs[pod] = nowUs;
    this.#touch(nowUs);
  }

  ended(pod: number, nowUs: number): void {
    this.#reserve(pod);
    this.endedUs[pod] = nowUs;
    this.#touch(nowUs);
  }

  #touch(nowUs: number): void {
    this.activity++;
    this.latestUs = nowUs;
  }

  #decide(nowUs: number, verb: number, pod: number, target: number): void {
    this.#touch(nowUs);
    this.onDecision?.(nowUs, verb, pod, target);
    this.#decisions.add(nowUs);
    this.#decisions.add(verb);
    this.#decisions.add(pod);
    this.#decisions.add(target);
    this.#order.add(verb);
    this.#order.add(pod);
    this.#order.add(target);
  }

  /** Makes the columns as long as the pod table. */
  #reserve(pod: number): void {
    if (pod < this.boundUs.length) return;
    const capacity = this.#cluster.pods.state.length;
    this.boundUs = grown(this.boundUs, capacity, -1);
    this.readyUs = grown(this.readyUs, capacity, -1);
    this.endedUs = grown(this.endedUs, capacity, -1);
    this.lastNode = grown(this.lastNode, capacity, -1);
  }

  /** Bytes held by the columns, for the cell's memory account. */
  get tableBytes(): number {
    return this.boundUs.byteLength + this.readyUs.byteLength + this.endedUs.byteLength + this.lastNode.byteLength
      + this.#decisionUs.byteLength;
  }
}
