import type { PodClass } from '../../../../world/cluster/index.js';
import type { CyclePlan } from './framework.js';
import type { Search, SearchRange } from './search.js';

/** A node chosen without listing the feasible ones. */
export interface QuickChoice {
  /** Row of the winner. */
  readonly node: number;
  /** Feasible nodes kept, and nodes visited in all, as a search would have counted them. */
  readonly feasible: number;
  readonly visited: number;
}

/**
 * How nodes are filtered and scored. There are two that must decide alike: the plain one asks every plugin about every
 * node, the fast one remembers what cannot have changed.
 */
export interface Evaluation {
  plan(podClass: PodClass, pod: number): CyclePlan;
  /** First failing filter's interned status for one node as the tables show it, or SUCCESS; nominated pods ignored. */
  filter(plan: CyclePlan, podClass: PodClass, node: number): number;
  /**
   * Visits nodes until one more than `limit` is feasible (that one is dropped, as upstream does) or all are seen. Nodes
   * with pods nominated to them are asked by `range.nominated`.
   */
  search(plan: CyclePlan, podClass: PodClass, range: SearchRange, found: Search): void;
  /**
   * Fills `totals` (and `offset`) for the feasible nodes; called after `search`, only when scoring takes place. Answers
   * the error of a PreScore plugin, or null.
   */
  score(plan: CyclePlan, podClass: PodClass, found: Search): string | null;
  /**
   * What `search`, `score` and the heap rule together would choose, found without listing nodes; null when that is not
   * possible or not worth it. Only asked when no pod is nominated and no name narrows the nodes.
   */
  choose?(plan: CyclePlan, podClass: PodClass, range: SearchRange): QuickChoice | null;
}
