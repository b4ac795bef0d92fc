import { Digest } from '../base/digest.js';
import { invariant } from '../base/invariant.js';
import type { KubeObject, Pod } from '../world/objects/index.js';
import { shuffle } from '../world/kernel/shuffle.js';
import type { Streams } from '../world/kernel/streams.js';
import type { Cluster } from '../world/cluster/index.js';
import { textAt, type PodColumns } from '../workloads/demand.js';
import { generateDemand } from '../workloads/generators/synthetic.js';
import { tunePods } from '../workloads/orders/tune.js';
import type { ClassInterner } from './class-interner.js';
import { dumpedPods } from './dumped-pods.js';
import { podClassKey, podClassSpecOf, podKey } from './kube-specs.js';
import type { CellInputs, CellPlan, WorkloadPlan } from './plan.js';

/** Pods in order of arrival, columns of equal length: what a workload asks of the cluster. */
export interface Arrivals {
  readonly count: number;
  /** Creation, microseconds, not decreasing; null = each pod is submitted when the one before is decided. */
  readonly createdUs: Float64Array | null;
  readonly classId: Int32Array;
  /** From binding to end, microseconds; -1 = never ends. */
  readonly lifetimeUs: Float64Array;
  readonly nameOf: (index: number) => string;
  /** The first pod that finds no node ends the list: the others are never submitted. */
  readonly endsWhenFull?: true;
  /** Kubernetes pods of the list, where it is made of them. */
  readonly podOf?: (index: number) => Pod;
}

/** What the arrivals are made in. */
interface Surroundings { readonly cluster: Cluster; readonly classes: ClassInterner; readonly streams: Streams }

/** One list per trace and generator of the plan, in order. Manifests are applied to a control plane instead. */
export function arrivalLists(world: Surroundings & { readonly plan: CellPlan; readonly inputs: CellInputs }): Arrivals[] {
  const { arriving } = dumpedPods(world.plan, world.inputs);
  const dumped = arriving.length === 0 ? [] : [dumpArrivals(arriving, world)];
  return [...dumped, ...world.plan.workload.flatMap((workload) => {
    if (workload.kind === 'headroom') return [headroomArrivals(workload, world.inputs.manifests[workload.input]!, world)];
    if (workload.kind === 'trace') return [traceArrivals(workload, world.inputs.pods[workload.input]!, world)];
    if (workload.kind === 'synthetic') return [syntheticArrivals(workload, world)];
    invariant(world.plan.controlPlane !== null, 'manifests need a control plane');
    return [];
  })];
}

/** Digest of what arrives (times, classes and lifetimes in order) and of the nodes it arrives at. */
export function hashArrivals(cluster: Cluster, lists: readonly Arrivals[]): string {
  const digest = new Digest();
  digest.add(cluster.nodes.count);
  for (const name of cluster.nodes.names) digest.addText(name);
  for (const { count, createdUs, classId, lifetimeUs } of lists) {
    digest.add(count);
    for (let i = 0; i < count; i++) {
      const podClass = cluster.classes[classId[i]!]!;
      digest.add(createdUs === null ? -1 : createdUs[i]!);
      digest.add(podClass.cpuMilli);
      digest.add(podClass.memoryBytes);
      digest.add(podClass.deviceCount * 1000 + podClass.deviceMilli);
      digest.add(lifetimeUs[i]!);
    }
  }
  return digest.hex();
}

/** Arrivals of a pod trace: ordered, tuned to a fill, timed as the plan says. */
function traceArrivals(plan: WorkloadPlan & { kind: 'trace' }, columns: PodColumns, world: Surroundings): Arrivals {
  const rows = orderRows(plan, columns, world);
  const classOfRow = new Int32Array(columns.count).fill(-1);
  const count = rows.length;
  const classId = new Int32Array(count);
  const lifetimeUs = new Float64Array(count);
  const createdUs = plan.times === 'recorded' ? new Float64Array(count) : null;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    if (classOfRow[row] === -1) classOfRow[row] = internRow(columns, row, world.classes);
    classId[i] = classOfRow[row]!;
    const life = columns.lifetimeUs[row]!;
    lifetimeUs[i] = plan.lifetimes === 'endless' || life < 0 ? -1 : Math.round(life / plan.speedup);
    if (createdUs !== null) createdUs[i] = Math.round(columns.createdUs[row]! / plan.speedup);
  }
  return { count, createdUs, classId, lifetimeUs, nameOf: (index) => textAt(columns.names, rows[index]!) };
}

/** Arrivals of the synthetic generator. */
function syntheticArrivals(plan: WorkloadPlan & { kind: 'synthetic' }, world: Surroundings): Arrivals {
  const demand = generateDemand(plan.options, world.streams);
  const classIds = demand.shapes.map((shape) => world.classes.internDemand({
    cpuMilli: shape.cpuMilli, memoryBytes: shape.memoryBytes, deviceCount: 0, deviceMilli: 0, models: null,
  }).id);
  return {
    count: demand.count,
    createdUs: demand.arrivalUs.map((timeUs) => timeUs + plan.atUs),
    classId: demand.shape.map((shape) => classIds[shape]!),
    lifetimeUs: demand.lifetimeUs,
    nameOf: (index) => `pod-${index}`,
  };
}

/** Pods of a dump, all at once at the start. */
function dumpArrivals(pods: readonly Pod[], { classes }: Surroundings): Arrivals {
  return {
    count: pods.length,
    createdUs: new Float64Array(pods.length),
    classId: Int32Array.from(pods, (pod) => internPod(pod, classes)),
    lifetimeUs: new Float64Array(pods.length).fill(-1),
    nameOf: (index) => podKey(pods[index]!),
    podOf: (index) => pods[index]!,
  };
}

/** Equal pods one by one, as many as fit. */
function headroomArrivals({ most }: WorkloadPlan & { kind: 'headroom' }, objects: readonly KubeObject[], { classes }: Surroundings): Arrivals {
  const pod = objects.find((object): object is KubeObject & { kind: 'Pod' } => object.kind === 'Pod');
  invariant(pod !== undefined, 'headroom is asked for one pod');
  return {
    count: most,
    createdUs: null,
    classId: new Int32Array(most).fill(internPod(pod, classes)),
    lifetimeUs: new Float64Array(most).fill(-1),
    nameOf: (index) => `${podKey(pod)}-${index}`,
    endsWhenFull: true,
    podOf: () => pod,
  };
}

/** Class of a Kubernetes pod. */
export function internPod(pod: Pod, classes: ClassInterner): number {
  return classes.intern(podClassKey(pod), () => podClassSpecOf(pod)).id;
}

function orderRows(plan: WorkloadPlan & { kind: 'trace' }, columns: PodColumns, world: Surroundings): Int32Array {
  invariant(plan.times === 'one-by-one' || (plan.order === 'recorded' && plan.fill === null),
    'recorded times need the recorded order: a shuffled or tuned list is submitted one by one');
  const rows = Int32Array.from({ length: columns.count }, (_, row) => row);
  if (plan.times === 'recorded') return rows.sort((x, y) => columns.createdUs[x]! - columns.createdUs[y]! || x - y);
  if (plan.order === 'shuffled') shuffle(rows, world.streams.get('arrival-order'));
  if (plan.fill === null) return rows;
  const capacityMilli = world.cluster.nodes.deviceTotal * 1000;
  return tunePods(columns, rows, { fill: plan.fill, capacityMilli, stream: world.streams.get('fill') });
}

function internRow(columns: PodColumns, row: number, classes: ClassInterner): number {
  const modelSet = columns.modelSet[row]!;
  return classes.internDemand({
    cpuMilli: columns.cpuMilli[row]!,
    memoryBytes: columns.memoryBytes[row]!,
    deviceCount: columns.deviceCount[row]!,
    deviceMilli: columns.deviceMilli[row]!,
    models: modelSet < 0 ? null : columns.modelSets[modelSet]!,
  }).id;
}
