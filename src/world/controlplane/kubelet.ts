import { exp } from '../../base/math/exp.js';
import { normalQuantile } from '../../base/math/normal-quantile.js';
import type { EventKind, Kernel, TimerHandle } from '../kernel/kernel.js';
import { LANE } from '../kernel/lanes.js';
import type { ApiClient } from './api-client.js';
import { isDeleting, keyOf, type ApiObject } from './api-object.js';
import { fnv1a } from './hash.js';
import type { Informer } from './informer.js';
import { asRunning, isReady, isTerminal, nodeNameOf } from './pods.js';

/** Phases of a pod's start and end, microseconds. */
export interface KubeletLatencies {
  /** Bound and seen -> containers run; the median of a lognormal when `startSigma` > 0. */
  readonly startUs: number;
  readonly startSigma: number;
  /** Containers run -> Ready. */
  readonly readyUs: number;
  /** Deletion seen -> the pod is gone. */
  readonly stopUs: number;
}

/** What a node's agent does next about a pod. */
type Step = 'start' | 'ready' | 'stop' | 'none';

interface PodRow {
  readonly key: string;
  readonly uid: string;
  readonly node: string;
  /** The object as last seen; tells what is left to do after a crash. */
  pod: ApiObject;
  /** Drawn when the pod starts; empty before. */
  address: string;
  hasStarted: boolean;
  next: Step;
  timer: TimerHandle;
}

/**
 * The node agents of all nodes: they watch for pods bound to their node, start them, report them Running and Ready, and
 * let deleted pods go.
 *
 * ```
 *   bound ──start──► Running ──ready──► Ready           deleted ──stop──► removed
 * ```
 *
 * A crashed node does nothing: its timers stop and nothing is reported. When it heals it begins again: pods that had
 * not started start from the beginning, others report themselves ready.
 *
 * Differs: one watcher for all nodes instead of one each; no client-side limit (upstream 50 per second for each node);
 * Running and Ready are one write when `readyUs` is 0; containers never restart; a pod's start time is drawn from its
 * name, so that it does not depend on the order of events.
 */
export class Kubelet {
  readonly #kernel: Kernel;
  readonly #client: ApiClient;
  readonly #latencies: KubeletLatencies;
  readonly #draw: (entity: number) => number;
  readonly #stepKind: EventKind;
  readonly #rows: (PodRow | undefined)[] = [];
  readonly #freeRows: number[] = [];
  readonly #rowOf = new Map<string, number>();
  readonly #byNode = new Map<string, Set<number>>();
  readonly #crashed = new Set<string>();
  #addresses = 0;

  /** `draw` answers a uniform number in [0, 1) for an entity. */
  constructor(options: {
    kernel: Kernel; client: ApiClient; pods: Informer; latencies: KubeletLatencies; draw: (entity: number) => number;
  }) {
    this.#kernel = options.kernel;
    this.#client = options.client;
    this.#latencies = options.latencies;
    this.#draw = options.draw;
    this.#stepKind = options.kernel.kind({ name: 'kubelet', lane: LANE.WORK, handler: (row) => this.#step(row) });
    options.pods.handle({
      added: (pod) => this.#see(pod),
      updated: (_before, pod) => this.#see(pod),
      deleted: (pod) => this.#forget(pod),
    });
  }

  isCrashed(node: string): boolean { return this.#crashed.has(node); }

  /** Nodes that have crashed and not healed, in order of their crash. */
  get crashedNodes(): readonly string[] { return [...this.#crashed]; }

  /** Keys of the pods that a node's agent knows, in the order in which it saw them. */
  podsOn(node: string): readonly string[] {
    return [...(this.#byNode.get(node) ?? [])].map((row) => this.#rows[row]!.key);
  }

  crash(node: string): void {
    if (this.#crashed.has(node)) return;
    this.#crashed.add(node);
    for (const row of this.#byNode.get(node) ?? []) this.#cancel(this.#rows[row]!);
  }

  heal(node: string): void {
    if (!this.#crashed.delete(node)) return;
    for (const row of [...(this.#byNode.get(node) ?? [])]) this.#plan(row);
  }

  #see(pod: ApiObject): void {
    const node = nodeNameOf(pod);
    if (node === '' || isTerminal(pod)) return;
    const key = keyOf(pod);
    const known = this.#rowOf.get(key);
    if (known !== undefined) {
      const row = this.#rows[known]!;
      const wasDeleting = isDeleting(row.pod);
      row.pod = pod;
      if (isDeleting(pod) && !wasDeleting) this.#plan(known);
      return;
    }
    const row = this.#freeRows.pop() ?? this.#rows.length;
    this.#rows[row] = {
      key, uid: pod.metadata.uid ?? '', node, pod, address: '', hasStarted: isReady(pod), next: 'none', timer: 0,
    };
    this.#rowOf.set(key, row);
    const onNode = this.#byNode.get(node);
    if (onNode === undefined) this.#byNode.set(node, new Set([row]));
    else onNode.add(row);
    this.#plan(row);
  }

  #forget(pod: ApiObject): void {
    const key = keyOf(pod);
    const index = this.#rowOf.get(key);
    if (index === undefined) return;
    const row = this.#rows[index]!;
    this.#cancel(row);
    this.#byNode.get(row.node)?.delete(index);
    this.#rowOf.delete(key);
    this.#rows[index] = undefined;
    this.#freeRows.push(index);
  }

  /** Decides the next step of a pod and when it is due; a step that is due at once is taken at once. */
  #plan(index: number): void {
    const row = this.#rows[index]!;
    this.#cancel(row);
    if (this.#crashed.has(row.node)) return;
    if (isDeleting(row.pod)) this.#schedule(index, 'stop', this.#latencies.stopUs);
    else if (!row.hasStarted) this.#schedule(index, 'start', this.#startUs(row.key));
    else if (!isReady(row.pod)) this.#schedule(index, 'ready', 0);
  }

  #schedule(index: number, step: Step, delayUs: number): void {
    const row = this.#rows[index]!;
    row.next = step;
    if (delayUs === 0) this.#step(index);
    else row.timer = this.#kernel.after(delayUs, this.#stepKind, index);
  }

  #cancel(row: PodRow): void {
    if (row.next !== 'none') this.#kernel.cancel(row.timer);
    row.next = 'none';
  }

  #step(index: number): void {
    const row = this.#rows[index]!;
    const step = row.next;
    row.next = 'none';
    if (step === 'stop') {
      this.#client.send({ verb: 'delete', kind: 'Pod', key: row.key, uid: row.uid, force: true });
      return;
    }
    const isPodReady = step === 'ready' || this.#latencies.readyUs === 0;
    row.hasStarted = true;
    if (row.address === '') row.address = addressOf(++this.#addresses);
    this.#report(row, isPodReady);
    if (!isPodReady) this.#schedule(index, 'ready', this.#latencies.readyUs);
  }

  #report(row: PodRow, isPodReady: boolean): void {
    this.#client.send({
      verb: 'patch', kind: 'Pod', key: row.key,
      change: (pod) => (pod.metadata.uid === row.uid && !isTerminal(pod) ? asRunning(pod, isPodReady, this.#kernel.nowUs, row.address) : pod),
    });
  }

  #startUs(key: string): number {
    const { startUs, startSigma } = this.#latencies;
    if (startUs === 0 || startSigma === 0) return startUs;
    // The open interval keeps the quantile finite.
    const unit = Math.min(Math.max(this.#draw(fnv1a(key)), 2 ** -53), 1 - 2 ** -53);
    return Math.round(startUs * exp(startSigma * normalQuantile(unit)));
  }
}

/** The n-th address of 10.0.0.0/8. */
function addressOf(n: number): string { return `10.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`; }
