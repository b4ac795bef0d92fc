import type { CostModel } from '../contract.js';

/** Publication of the six policies and the program whose decisions they make. */
export const EXPERIMENT = 'Weng et al., "Beware of Fragmentation", USENIX ATC 2023; hkust-adsl/kubernetes-scheduler-simulator 8f3d641';

/** Declared decision cost of the policies that score by a formula. */
export const FORMULA_COST: CostModel = {
  perAttemptUs: 1,
  perNodeVisitedUs: 0.01,
  perFilterCallUs: 0.01,
  perScoreCallUs: 0.02,
  source: 'declared: 10 ns to look at a node, 10 ns a filter, 20 ns a score',
};

/** Declared decision cost of the fragmentation gradient: each score weighs every typical pod. */
export const GRADIENT_COST: CostModel = {
  ...FORMULA_COST,
  perScoreCallUs: 1,
  source: 'declared: 10 ns to look at a node, 10 ns a filter, 1 us a score (it weighs about 35 typical pods on up to 8 devices)',
};
