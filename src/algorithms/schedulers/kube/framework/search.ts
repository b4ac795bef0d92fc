// Hot path: the arrays are filled once per node visit and reused from cycle to cycle.

/** Which nodes a cycle visits: `candidates[(start + i) mod count]` for i = 0, 1, ... */
export interface SearchRange {
  readonly candidates: Int32Array;
  readonly count: number;
  readonly start: number;
  /** Feasible nodes to keep; finding one more ends the search. */
  readonly limit: number;
  /** Verdict on a node that pods of the same or a higher priority are nominated to; null = there is no such node. */
  readonly nominated: NominatedFilter | null;
}

/** The filters' verdict with the pods nominated to a node counted in; null when nobody relevant is nominated there. */
export type NominatedFilter = (node: number) => number | null;

/** What a search found, in visit order. Owned by the cycle and overwritten by the next one. */
export class Search {
  feasible: Int32Array = new Int32Array(64);
  feasibleCount = 0;
  /** Weighted score per feasible node, less `offset`, which all of them share. */
  totals: Float64Array = new Float64Array(64);
  offset = 0;
  failed: Int32Array = new Int32Array(64);
  /** Interned status per failed node. */
  failedStatus: Int32Array = new Int32Array(64);
  failedCount = 0;
  /** Interned status of the filter that failed and ended the search, or 0. */
  error = 0;

  /** Empties the search and makes room for `nodes` visits. */
  reset(nodes: number): void {
    this.feasibleCount = 0;
    this.failedCount = 0;
    this.offset = 0;
    this.error = 0;
    if (this.feasible.length >= nodes) return;
    const capacity = Math.max(nodes, this.feasible.length * 2);
    this.feasible = new Int32Array(capacity);
    this.totals = new Float64Array(capacity);
    this.failed = new Int32Array(capacity);
    this.failedStatus = new Int32Array(capacity);
  }
}
