import type { NodeSpec } from '../world/cluster/index.js';
import type { Streams } from '../world/kernel/streams.js';
import { shuffle } from '../world/kernel/shuffle.js';
import { textAt, type NodeColumns } from '../workloads/demand.js';
import type { KubeObject } from '../world/objects/index.js';
import { nodeSpecOf } from './kube-specs.js';
import type { NodePlan } from './plan.js';

const ZONE_LABEL = 'topology.kubernetes.io/zone';
const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** The nodes of a trace, in recorded order or in a seeded permutation (ties between nodes go by row). */
export function traceNodes(plan: NodePlan & { kind: 'trace' }, columns: NodeColumns, streams: Streams): NodeSpec[] {
  const rows = Array.from({ length: columns.count }, (_, row) => row);
  if (plan.order === 'shuffled') shuffle(rows, streams.get('node-order'));
  return rows.map((row) => {
    const devices = columns.deviceCount[row]!;
    return {
      name: textAt(columns.names, row),
      allocatable: { cpu: columns.cpuMilli[row]!, memory: columns.memoryBytes[row]! },
      allowedPods: plan.allowedPods,
      ...(devices > 0 ? { devices: { count: devices, model: columns.models[columns.deviceModel[row]!]! } } : {}),
    };
  });
}

/** `count` nodes of one shape; zones are given in turn, each node is labelled with its host name. */
export function uniformNodes(plan: NodePlan & { kind: 'uniform' }): NodeSpec[] {
  return Array.from({ length: plan.count }, (_, i) => {
    const name = plan.name.replaceAll('{i}', String(i));
    const zone = plan.zones[i % plan.zones.length];
    return {
      name,
      allocatable: plan.allocatable,
      allowedPods: plan.allowedPods,
      ...(plan.devices === null ? {} : { devices: plan.devices }),
      template: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: { ...plan.labels, [HOSTNAME_LABEL]: name, ...(zone === undefined ? {} : { [ZONE_LABEL]: zone }) },
        },
        spec: { taints: plan.taints },
      },
    } as NodeSpec;
  });
}

/** The Node objects among manifests, in order. */
export function manifestNodes(objects: readonly KubeObject[]): NodeSpec[] {
  return objects.flatMap((object) => object.kind === 'Node' ? [nodeSpecOf(object)] : []);
}
