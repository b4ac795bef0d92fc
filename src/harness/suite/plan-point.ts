import type { ChangePlan, NodePlan, WorkloadPlan } from '../../replay/plan.js';
import { unreachable } from '../../base/invariant.js';
import type { InputIndex } from './inputs.js';
import type { DecodedChange } from './schema-changes.js';
import type { DecodedNodes } from './schema-cluster.js';
import type { DecodedWorkload } from './schema-workload.js';

/** Node groups of a decoded scenario as plan entries; `inputs` gives loaded files their index. */
export function planNodes(groups: readonly DecodedNodes[], inputs: InputIndex): NodePlan[] {
  return groups.map((group): NodePlan => {
    if ('trace' in group) {
      const { format, file, order, pods } = group.trace;
      return { kind: 'trace', input: inputs.nodes(format, file), order, allowedPods: pods };
    }
    if ('dump' in group) return { kind: 'dump', input: inputs.dump(group.dump.file), pods: group.dump.pods };
    if ('manifests' in group) return { kind: 'manifests', input: inputs.manifests(group.manifests) };
    const { pods, ...allocatable } = group.capacity;
    return {
      kind: 'uniform',
      count: group.count,
      name: group.name,
      allocatable,
      allowedPods: pods,
      labels: group.labels,
      taints: group.taints.map(({ key, effect, value }) => ({ key, effect, ...(value === undefined ? {} : { value }) })),
      zones: group.zones,
      devices: group.devices,
    };
  });
}

/** Workload entries of a decoded scenario as plan entries. */
export function planWorkload(entries: readonly DecodedWorkload[], inputs: InputIndex): WorkloadPlan[] {
  return entries.map((entry): WorkloadPlan => {
    if ('trace' in entry) {
      const { format, file, ...rest } = entry.trace;
      return { kind: 'trace', input: inputs.pods(format, file), ...rest };
    }
    if ('manifests' in entry) return { kind: 'manifests', input: inputs.manifests(entry.manifests), atUs: entry.at };
    if ('headroom' in entry) return { kind: 'headroom', input: inputs.manifests([entry.headroom.pod]), most: entry.headroom['at-most'] };
    return { kind: 'synthetic', options: entry.synthetic, atUs: entry.at };
  });
}

/** Scripted changes of a decoded scenario as plan entries. */
export function planChanges(changes: readonly DecodedChange[]): ChangePlan[] {
  return changes.map((change): ChangePlan => {
    const atUs = change.at;
    if ('scale' in change) return { kind: 'scale', atUs, target: change.scale, replicas: change.replicas };
    if ('set-image' in change) {
      return { kind: 'set-image', atUs, target: change['set-image'], image: change.image, container: change.container ?? null };
    }
    if ('delete' in change) return { kind: 'delete', atUs, target: change.delete };
    return unreachable(change);
  });
}
