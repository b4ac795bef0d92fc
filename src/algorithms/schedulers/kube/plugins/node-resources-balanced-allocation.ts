// Hot path: score runs once per node visit.
import { balancedAllocationArgs, type BalancedAllocationArgs } from '../config/args/node-resources-balanced-allocation.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { resourceColumns } from './resource-columns.js';

/**
 * NodeResourcesBalancedAllocation: prefers nodes whose resources are used evenly. Uses requests without defaults;
 * pods that ask for none of the resources are not scored.
 *
 *   balance = trunc((1 - standard deviation of used shares) x 100)      50 .. 100 for two resources
 *   change  = 50 + (50 + balance with the pod - balance without it) ÷ 2  75 when the pod changes nothing
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go.
 */
export const nodeResourcesBalancedAllocation = definePlugin<BalancedAllocationArgs>({
  name: 'NodeResourcesBalancedAllocation', defaults: balancedAllocationArgs.defaults, create,
});

function create({ cluster }: PluginHost, args: BalancedAllocationArgs): Plugin {
  const { nodes } = cluster;
  const scored = resourceColumns({
    cluster,
    resources: args.resources,
    amount: ({ vector }, column) => vector[column] ?? 0,
  });
  const shares = new Float64Array(args.resources.length);
  const before = new Float64Array(args.resources.length);
  const isChange = args.formula === 'change';

  return {
    name: 'NodeResourcesBalancedAllocation',
    reads: 'node-usage',
    preScore: (podClass) => (scored(podClass).amounts.some((amount) => amount > 0) ? 'score' : 'skip'),
    score(podClass, node) {
      const { columns, amounts } = scored(podClass);
      // Both balances in one pass: with the pod in `shares`, without it in `before`.
      let count = 0;
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k]!;
        const allocatable = nodes.allocatable[column]![node]!;
        if (allocatable === 0) continue;
        const requested = nodes.requested[column]![node]!;
        shares[count] = Math.min(1, (requested + amounts[k]!) / allocatable);
        before[count++] = Math.min(1, requested / allocatable);
      }
      const withPod = balance(shares, count);
      // A balance is 50 or more, so the sum that is halved is not negative and rounding down truncates.
      return isChange ? 50 + ((50 + withPod - balance(before, count)) >> 1) : withPod;
    },
  };
}

/**
 * trunc((1 - standard deviation) x 100) of the first `count` shares; two are done without a root, as upstream. Shares
 * lie in 0 .. 1, where the deviation is 0.5 at most.
 */
function balance(shares: Float64Array, count: number): number {
  if (count === 2) return Math.trunc((1 - Math.abs((shares[0]! - shares[1]!) / 2)) * MAX_NODE_SCORE);
  if (count < 2) return MAX_NODE_SCORE;
  let total = 0;
  for (let i = 0; i < count; i++) total += shares[i]!;
  const mean = total / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (shares[i]! - mean) * (shares[i]! - mean);
  return Math.trunc((1 - Math.sqrt(squares / count)) * MAX_NODE_SCORE);
}
