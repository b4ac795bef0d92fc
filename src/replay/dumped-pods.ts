import { isStaticPod, type ClusterDump } from '../workloads/dump/cluster-dump.js';
import type { Pod } from '../world/objects/index.js';
import type { CellInputs, CellPlan, NodePlan } from './plan.js';

/** What becomes of the pods of a cell's dumps. */
export interface DumpedPods {
  /** Hold their node from the start. */
  readonly kept: readonly Pod[];
  /** Arrive at the start, oldest first. */
  readonly arriving: readonly Pod[];
}

/** Sorts the pods of all dumps of a cell by what its plan says; static pods stay where they are in any case. */
export function dumpedPods({ nodes }: Pick<CellPlan, 'nodes'>, { dumps = [] }: Pick<CellInputs, 'dumps'>): DumpedPods {
  const sorted = nodes.filter((group): group is NodePlan & { kind: 'dump' } => group.kind === 'dump')
    .map(({ input, pods }) => sortPods(dumps[input]!, pods));
  return { kept: sorted.flatMap(({ kept }) => kept), arriving: sorted.flatMap(({ arriving }) => arriving) };
}

function sortPods({ bound, pending }: ClusterDump, pods: 'keep' | 're-place' | 'drop'): DumpedPods {
  switch (pods) {
    case 'keep': return { kept: bound, arriving: pending };
    case 'drop': return { kept: bound.filter(isStaticPod), arriving: [] };
    case 're-place': return {
      kept: bound.filter(isStaticPod),
      arriving: [...bound.filter((pod) => !isStaticPod(pod)).map(unbound), ...pending],
    };
  }
}

/** The pod as it was before it had a node. */
function unbound({ apiVersion, kind, metadata, spec: { nodeName: _, ...spec } }: Pod): Pod {
  const { deletionTimestamp: __, ...rest } = metadata;
  return { ...apiVersion === undefined ? {} : { apiVersion }, ...kind === undefined ? {} : { kind }, metadata: rest, spec };
}
