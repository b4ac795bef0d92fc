import type { Fields } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';

export interface DefaultPreemptionArgs {
  /** Least share of the nodes to look at for candidates, 0 .. 100 percent; not both zero. */
  readonly minCandidateNodesPercentage: number;
  /** Least number of nodes to look at for candidates. */
  readonly minCandidateNodesAbsolute: number;
}

const DEFAULTS: DefaultPreemptionArgs = { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 };

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: DefaultPreemptionArgs, its defaults and validation. */
export const defaultPreemptionArgs: ArgumentsKind<DefaultPreemptionArgs> = {
  defaults: DEFAULTS,
  decode,
  describe: ({ minCandidateNodesAbsolute, minCandidateNodesPercentage }) => ({ minCandidateNodesAbsolute, minCandidateNodesPercentage }),
};

function decode(fields: Fields): DefaultPreemptionArgs {
  const percentage = fields.optional('minCandidateNodesPercentage', (value) => value.integer({ min: 0, max: 100 }))
    ?? DEFAULTS.minCandidateNodesPercentage;
  const absolute = fields.optional('minCandidateNodesAbsolute', (value) => value.integer({ min: 0 })) ?? DEFAULTS.minCandidateNodesAbsolute;
  if (percentage === 0 && absolute === 0) {
    fields.place('minCandidateNodesPercentage').refuse('cannot be zero at the same time as minCandidateNodesAbsolute');
  }
  return { minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute };
}
