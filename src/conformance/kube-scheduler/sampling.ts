import type { CaseTally } from '../case-tally.js';
import type { KindOfCases } from '../contract.js';
import { visitedNodes } from './decision-comparer.js';
import { EVALUATIONS, profileOf, ReplayedScheduler, type EvaluationName } from './replayed-scheduler.js';

interface Sampling {
  readonly nodes: number;
  /** Percentage of nodes to score; 0 = adaptive. */
  readonly pct: number;
  /** The k-th, 2k-th ... node has a taint that the pod does not tolerate. */
  readonly everyNthTainted?: number;
  readonly start: readonly number[];
  readonly feasible: readonly number[];
  readonly evaluated: readonly number[];
}

/** How many nodes a search visits, and where the next one begins. */
export const kubeSampling: KindOfCases = {
  name: 'kube-scheduler sampling',
  title: 'searches over many equal nodes: start index, feasible and evaluated nodes',
  shape: 'cases',
  recognises: ({ nodes, pct, start }) => typeof nodes === 'number' && typeof pct === 'number' && Array.isArray(start),
  compare: (line, tally) => {
    compareSampling(line as unknown as Sampling, tally);
  },
};

function compareSampling(recorded: Sampling, tally: CaseTally): void {
  const searches = new Map(EVALUATIONS.map((name) => [name, new Searches(recorded, name)]));
  recorded.start.forEach((start, i) => tally.decide(`search ${i + 1}`, (comparison) => {
    for (const [name, search] of searches) {
      comparison.same({ field: `start, feasible, evaluated (${name})` }, [start, recorded.feasible[i], recorded.evaluated[i]], search.next());
    }
  }));
}

/** Searches for the same pod, one after another; nothing is applied in between. */
class Searches {
  readonly #scheduler: ReplayedScheduler;

  constructor({ nodes, pct, everyNthTainted }: Sampling, name: EvaluationName) {
    const scheduler = this.#scheduler = new ReplayedScheduler({ ...profileOf('sampling', undefined), percentageOfNodesToScore: pct }, name);
    const taints = [{ key: 'k', effect: 'NoSchedule' }];
    for (let i = 0; i < nodes; i++) {
      const isTainted = everyNthTainted !== undefined && (i + 1) % everyNthTainted === 0;
      scheduler.addNode({ metadata: { name: `n${i}` }, spec: isTainted ? { taints } : {}, status: { allocatable: { cpu: '4', pods: '110' } } });
    }
  }

  next(): readonly number[] {
    const { cycle } = this.#scheduler;
    const start = cycle.rotation.nextStart;
    const template = { metadata: { name: 'p' }, spec: { containers: [] } };
    const podClass = this.#scheduler.addClass(template);
    const pod = this.#scheduler.addPod(template, podClass);
    const picked = cycle.run(pod, podClass);
    this.#scheduler.forget(pod);
    return [start, cycle.feasibleCount, visitedNodes(cycle, picked, -1)];
  }
}
