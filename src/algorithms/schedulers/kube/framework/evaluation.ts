import type { PodClass } from '../../../../world/cluster/index.js';
import type { CyclePlan } from './framework.js';
import type { Search, SearchRange } from './search.js';

/**
 * How nodes are filtered and scored. There are two that must decide alike: the plain one asks every plugin about every
 * node, the fast one remembers what cannot have changed.
 */
export interface Evaluation {
  plan(podClass: PodClass): CyclePlan;
  /** First failing filter's interned status for one node, or SUCCESS. */
  filter(plan: CyclePlan, podClass: PodClass, node: number): number;
  /** Visits nodes until one more than `limit` is feasible (that one is dropped, as upstream does) or all are seen. */
  search(plan: CyclePlan, podClass: PodClass, range: SearchRange, found: Search): void;
  /** Fills `totals` (and `offset`) for the feasible nodes; called after `search`, only when scoring takes place. */
  score(plan: CyclePlan, podClass: PodClass, found: Search): void;
}
