import type { CostModel } from '../contract.js';

/** Declared decision cost of the simple packing rules: one comparison per node visited, in the order of a memory access. */
export const PACKING_COST: CostModel = {
  perAttemptUs: 1,
  perNodeVisitedUs: 0.01,
  perFilterCallUs: 0,
  perScoreCallUs: 0,
  source: 'declared: 1 us an attempt and 10 ns a node visited; no program is imitated',
};
