import type { DecisionExplanation, DecisionWitness } from '../algorithms/schedulers/explanation.js';
import { VERB } from './recorder.js';
import type { Testimony } from './result.js';

/** Attempts kept of each end: a pod may be tried a million times. */
const KEPT = 20;

const VERB_NAMES = new Map<number, Testimony['decisions'][number]['verb']>([
  [VERB.BIND, 'bind'], [VERB.GIVE_UP, 'give-up'], [VERB.PREEMPT, 'preempt'],
]);

/** Writes down every decision of a replay, and how those on one pod came about. */
export class Witness implements DecisionWitness {
  readonly #podName: string | null;
  readonly #nameOf: (pod: number) => string;
  /** Times, verbs, pods and nodes by turns. */
  readonly #decisions: number[] = [];
  readonly #first: DecisionExplanation[] = [];
  readonly #last: DecisionExplanation[] = [];

  /** @param podName  the pod to be explained, `namespace/name` or the name alone; null = none */
  constructor(podName: string | null, nameOf: (pod: number) => string) {
    this.#podName = podName;
    this.#nameOf = nameOf;
  }

  wants(pod: number): boolean {
    if (this.#podName === null) return false;
    const name = this.#nameOf(pod);
    return name === this.#podName || name === `default/${this.#podName}`;
  }

  explained(_pod: number, explanation: DecisionExplanation): void {
    if (this.#first.length < KEPT) this.#first.push(explanation);
    else if (this.#last.push(explanation) > KEPT) this.#last.shift();
  }

  decided(nowUs: number, verb: number, pod: number, node: number): void { this.#decisions.push(nowUs, verb, pod, node); }

  testimony(nodeName: (node: number) => string): Testimony {
    const decisions: Testimony['decisions'][number][] = [];
    for (let i = 0; i < this.#decisions.length; i += 4) {
      const [atUs, verb, pod, node] = this.#decisions.slice(i, i + 4) as [number, number, number, number];
      decisions.push({ atUs, verb: VERB_NAMES.get(verb)!, pod: this.#nameOf(pod), node: node < 0 ? null : nodeName(node) });
    }
    return { decisions, attempts: [...this.#first, ...this.#last] };
  }
}
