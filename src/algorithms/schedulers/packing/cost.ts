import type { CostModel } from '../contract.js';

/**
 * Declared decision cost of the simple packing rules: one comparison per node visited, in the order of a memory access.
 * Nodes are counted as the plain rule visits them, even where an index finds the answer without: an index saves wall
 * time and must not change what is simulated.
 */
export const PACKING_COST: CostModel = {
  perAttemptUs: 1,
  perNodeVisitedUs: 0.01,
  perFilterCallUs: 0,
  perScoreCallUs: 0,
  source: 'declared: 1 us an attempt and 10 ns a node that the plain rule visits; no program is imitated',
};
