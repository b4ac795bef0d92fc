import { jsonEqual } from '../../../../world/controlplane/index.js';
import type { NodeSpec, PodClass } from '../../../../world/cluster/index.js';
import type { EventAction } from '../framework/events.js';

/**
 * What of a node changed, each aspect an event of its own, in the order in which the real program tells of them. A node
 * that is cordoned is no news, one that is released counts as a changed taint.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/events.go (NodeSchedulingPropertiesChange).
 */
export function nodeChanges(before: NodeSpec, after: NodeSpec): readonly EventAction[] {
  const was = before.template;
  const is = after.template;
  const actions: EventAction[] = [];
  if (was?.spec?.unschedulable === true && is?.spec?.unschedulable !== true) actions.push('UpdateNodeTaint');
  if (!sameAmounts(before.allocatable, after.allocatable) || before.allowedPods !== after.allowedPods) {
    actions.push('UpdateNodeAllocatable');
  }
  if (was === is) return actions;
  if (!jsonEqual(was?.metadata.labels ?? {}, is?.metadata.labels ?? {})) actions.push('UpdateNodeLabel');
  if (!jsonEqual(was?.spec?.taints ?? [], is?.spec?.taints ?? [])) actions.push('UpdateNodeTaint');
  if (!jsonEqual(conditions(before), conditions(after))) actions.push('UpdateNodeCondition');
  if (!jsonEqual(was?.metadata.annotations ?? {}, is?.metadata.annotations ?? {})) actions.push('UpdateNodeAnnotation');
  if (!jsonEqual(was?.status?.declaredFeatures ?? [], is?.status?.declaredFeatures ?? [])) actions.push('UpdateNodeDeclaredFeature');
  return actions;
}

/**
 * What of a pod changed, each aspect an event of its own; `Update` when none of them did.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/events.go (PodSchedulingPropertiesChange).
 */
export function podChanges(before: PodClass, after: PodClass): readonly EventAction[] {
  if (before === after) return ['Update'];
  const was = before.template;
  const is = after.template;
  const actions: EventAction[] = [];
  if (!jsonEqual(was?.metadata.labels ?? {}, is?.metadata.labels ?? {})) actions.push('UpdatePodLabel');
  if (Object.entries(before.requests).some(([name, amount]) => !(name in after.requests) || amount > after.requests[name]!)) {
    actions.push('UpdatePodScaleDown');
  }
  if ((was?.spec.schedulingGates ?? []).length > 0 && (is?.spec.schedulingGates ?? []).length === 0) {
    actions.push('UpdatePodSchedulingGatesEliminated');
  }
  if ((was?.spec.tolerations ?? []).length !== (is?.spec.tolerations ?? []).length) actions.push('UpdatePodToleration');
  return actions.length === 0 ? ['Update'] : actions;
}

function conditions({ template }: NodeSpec): Readonly<Record<string, string>> {
  return Object.fromEntries((template?.status?.conditions ?? []).map(({ type, status }) => [type, status]));
}

function sameAmounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
