import type { SpreadRules } from './rules.js';

/** Pods of a constraint by domain. */
export interface DomainCount {
  /** Pods by domain, on the nodes that count; zero elsewhere. May be replaced between cycles, never within one. */
  readonly sums: Int32Array;
  /** Domains with at least one node that counts. */
  readonly domainCount: number;
  /** Fewest pods in such a domain; meaningless without any. */
  lowest(): number;
  /**
   * In a what-if, `by` pods came to (or left) a node; ignored if the node does not count. Moving them back restores all.
   *
   * Upstream follows the minimum in two slots that do not see every domain. All pods that one of its what-ifs moves are
   * on one node, and then the lower slot is the exact minimum, which this is.
   */
  shift(node: number, by: number): void;
}

/** What one cycle reads: counts in the order of the rules' constraints. */
export interface CountedRules {
  readonly hard: readonly DomainCount[];
  readonly soft: readonly SoftCount[];
}

export interface SoftCount {
  /** Null for a constraint that counts single nodes. */
  readonly domains: DomainCount | null;
  /** Pods by node row, terminating ones left out; only where `domains` is null. */
  readonly byNode: Int32Array | null;
}

/** Counts for topology spread: kept up to date, or made anew. */
export interface SpreadCounts {
  /** What the cluster shows now. Holds until the next call. */
  of(rules: SpreadRules): CountedRules;
  /** A cycle that needs no counts goes by. */
  pass(): void;
}
