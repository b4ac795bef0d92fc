import type { Fields } from '../fields.js';
import type { ArgumentsKind } from './arguments-kind.js';
import { CPU_AND_MEMORY, decodeResources, describeResources, type ResourceWeight } from './scored-resources.js';

export interface BalancedAllocationArgs {
  /** Weights are accepted and not used, as in the real one. */
  readonly resources: readonly ResourceWeight[];
  /** `change`: 1.36, scores how the pod changes the balance. `balance`: up to 1.35, the balance with the pod. */
  readonly formula: 'change' | 'balance';
}

const DEFAULTS: BalancedAllocationArgs = { resources: CPU_AND_MEMORY, formula: 'change' };

/** Source: kubernetes v1.36, pkg/scheduler/apis/config: NodeResourcesBalancedAllocationArgs, its defaults and validation. */
export const balancedAllocationArgs: ArgumentsKind<BalancedAllocationArgs> = {
  defaults: DEFAULTS,
  decode: (fields: Fields) => ({ resources: decodeResources(fields, { most: 1, repeated: 'refused' }), formula: DEFAULTS.formula }),
  describe: ({ resources }) => ({ resources: describeResources(resources) }),
};
