import type { Node, Pod } from '../world/objects/index.js';

/** The first thing that a pod asks for beside resources, in words; null when there is none. */
export function constraintOfPod({ spec }: Pod): string | null {
  const { affinity } = spec;
  if (Object.keys(spec.nodeSelector ?? {}).length > 0) return 'spec.nodeSelector';
  for (const kind of ['nodeAffinity', 'podAffinity', 'podAntiAffinity'] as const) {
    if (affinity?.[kind] !== undefined) return `spec.affinity.${kind}`;
  }
  if ((spec.topologySpreadConstraints ?? []).length > 0) return 'spec.topologySpreadConstraints';
  if ((spec.schedulingGates ?? []).length > 0) return 'spec.schedulingGates';
  const containers = [...spec.containers ?? [], ...spec.initContainers ?? []];
  const hasHostPort = containers.some(({ ports = [] }) => ports.some(({ hostPort = 0 }) => hostPort > 0));
  return hasHostPort ? 'a host port' : null;
}

/** What a node keeps pods away by, in words; null when it takes any. */
export function constraintOfNode({ spec }: Node): string | null {
  if (spec?.unschedulable === true) return 'spec.unschedulable';
  const taint = (spec?.taints ?? []).find(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return taint === undefined ? null : `the taint ${taint.key}:${taint.effect}`;
}
