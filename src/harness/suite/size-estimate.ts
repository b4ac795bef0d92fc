import { dumpedPods } from '../../replay/dumped-pods.js';
import type { CellInputs, CellPlan } from '../../replay/plan.js';
import { largestCount } from '../../workloads/generators/synthetic.js';
import type { KubeObject } from '../../world/objects/index.js';

/** Rows of a cell, known before it runs, and the bytes that its tables will about take. */
export interface SizeEstimate { readonly nodes: number; readonly pods: number; readonly bytes: number }

/**
 * Bytes of a row with its share of growing tables (twice the row on average) and the record of what happened: node rows
 * about 100 bytes, pod rows 33 and their record 28.
 */
const BYTES_PER_NODE = 400;
const BYTES_PER_POD = 200;
/** A worker's own heap and code. */
const BYTES_PER_WORKER = 64 * 2 ** 20;

/** Estimates the size of a cell from its plan: exact for fixed counts, an upper guess for tuned lists. */
export function estimateCell(plan: Pick<CellPlan, 'nodes' | 'workload' | 'changes' | 'schedulerPerf'>, inputs: CellInputs): SizeEstimate {
  const { operations = [] } = plan.schedulerPerf ?? {};
  const created = (opcode: 'createNodes' | 'createPods'): number => operations.reduce((sum, entry) => sum + (entry.opcode === opcode ? entry.count : 0), 0);
  let nodes = created('createNodes');
  for (const group of plan.nodes) {
    if (group.kind === 'uniform') nodes += group.count;
    else if (group.kind === 'trace') nodes += inputs.nodes[group.input]!.count;
    else if (group.kind === 'dump') nodes += inputs.dumps![group.input]!.nodes.length;
    else nodes += inputs.manifests[group.input]!.filter(({ kind }) => kind === 'Node').length;
  }
  const { kept, arriving } = dumpedPods(plan, inputs);
  let pods = kept.length + arriving.length + created('createPods');
  for (const entry of plan.workload) {
    if (entry.kind === 'trace') pods += Math.ceil(inputs.pods[entry.input]!.count * Math.max(1, entry.fill ?? 1));
    else if (entry.kind === 'headroom') pods += entry.most;
    else if (entry.kind === 'synthetic') pods += largestCount(entry.options);
    else for (const object of inputs.manifests[entry.input]!) pods += replicasOf(object);
  }
  // A change of image replaces every pod, a scale adds up to its target.
  for (const change of plan.changes) if (change.kind === 'scale') pods += change.replicas;
  if (plan.changes.some(({ kind }) => kind === 'set-image')) pods *= 2;
  return { nodes, pods, bytes: BYTES_PER_WORKER + nodes * BYTES_PER_NODE + pods * BYTES_PER_POD };
}

function replicasOf(object: KubeObject): number {
  if (object.kind === 'Pod') return 1;
  const { replicas } = ((object as { spec?: { replicas?: unknown } }).spec ?? {});
  return typeof replicas === 'number' ? replicas : object.kind === 'Deployment' || object.kind === 'ReplicaSet' ? 1 : 0;
}
