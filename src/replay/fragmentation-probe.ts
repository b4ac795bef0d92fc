import { FragmentationMeter, typicalPods, type DemandGroup } from '../world/metrics/fragmentation.js';
import { demandGroups } from '../workloads/orders/demand-groups.js';
import type { CellInputs, CellPlan } from './plan.js';
import type { World } from './world.js';

/** Every demand of the cell's traces with its number of pods, as recorded: before tuning and shuffling. */
export function tracedDemand(plan: CellPlan, inputs: CellInputs): DemandGroup[] {
  return demandGroups(plan.workload.flatMap((workload) => workload.kind === 'trace' ? [inputs.pods[workload.input]!] : []));
}

/** Measures fragmentation of devices against the typical pods of the traces; null where there is no device or no trace. */
export function fragmentationMeter(world: World): FragmentationMeter | null {
  if (world.cluster.nodes.deviceTotal === 0) return null;
  return world.expected.length === 0 ? null : new FragmentationMeter(world.cluster, typicalPods(world.expected));
}
