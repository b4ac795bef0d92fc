/** Why one scheduling attempt ended as it did; plain data. */
export interface DecisionExplanation {
  /** Which attempt on this pod, from 1. */
  readonly attempt: number;
  /** Virtual time, microseconds. */
  readonly atUs: number;
  /** Nodes in the cluster, and how many of them the search looked at. */
  readonly nodes: number;
  readonly visited: number;
  readonly feasible: number;
  /** The pod was rejected before any node was looked at: by whom and why. */
  readonly rejected: { readonly plugin: string; readonly reasons: readonly string[] } | null;
  /** Nodes turned down, by filter and reasons, most first. */
  readonly filtered: readonly { readonly plugin: string; readonly code: string; readonly reasons: readonly string[]; readonly nodes: number; readonly example: string }[];
  /** Feasible nodes with the highest totals, the chosen one first among equals. */
  readonly best: readonly ScoredNode[];
  /** Feasible nodes that share the highest total. */
  readonly tied: number;
  /** Node that the pod goes to; null = none. */
  readonly chosen: string | null;
  /** The scheduler's own words when there is none. */
  readonly message: string;
}

export interface ScoredNode {
  readonly node: string;
  readonly total: number;
  /** Per plugin in order: before normalisation, after it, and its weight. */
  readonly scores: readonly { readonly plugin: string; readonly raw: number; readonly normalized: number; readonly weight: number }[];
}

/** Somebody who wants to know why pods are decided as they are. */
export interface DecisionWitness {
  wants(pod: number): boolean;
  explained(pod: number, explanation: DecisionExplanation): void;
}
