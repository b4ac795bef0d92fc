// Replays a recording of the original simulator and compares decision by decision.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import { textAt, type NodeColumns, type PodColumns } from '../../../../src/workloads/demand.js';
import { demandGroups } from '../../../../src/workloads/orders/demand-groups.js';
import { openb } from '../../../../src/workloads/readers/catalog.js';
import { FragmentationMeter, typicalPods, type TypicalPod } from '../../../../src/world/metrics/fragmentation.js';
import { repositoryRoot } from '../../../shared.js';
import { Trial } from '../trial.js';

interface Head {
  readonly policy: string;
  readonly cluster: 'all' | 'every20th';
  readonly typical: readonly [number, number, number, string, number][];
  readonly nodes: readonly string[];
}

interface Arrival {
  readonly pod: string;
  readonly node: string | null;
  readonly gpus?: readonly number[];
  readonly frag: number;
  readonly used: number;
}

export interface Comparison {
  readonly typical: { readonly recorded: Head['typical']; readonly ours: Head['typical'] };
  readonly arrivals: number;
  /** Every difference in words; empty when all nodes, devices and fragmentations are equal. */
  readonly differences: readonly string[];
  /**
   * Arrivals that the recorded program put on a device without room, or failed to reserve on a node that it had made
   * overfull so: no simulation that keeps to capacity can. The recorded state is carried over to compare what follows.
   */
  readonly anomalies: readonly string[];
}

const data = (file: string) => path.join(repositoryRoot, 'scenarios/data/openb', file);

/** Keeps every n-th row of a trace. */
function everyNth(columns: PodColumns, n: number): PodColumns {
  const rows = Array.from({ length: Math.ceil(columns.count / n) }, (_, i) => i * n);
  const pick = <T extends Float64Array | Int32Array>(column: T): T => column.filter((_, row) => row % n === 0) as T;
  return {
    ...columns, count: rows.length, cpuMilli: pick(columns.cpuMilli), memoryBytes: pick(columns.memoryBytes),
    deviceCount: pick(columns.deviceCount), deviceMilli: pick(columns.deviceMilli), modelSet: pick(columns.modelSet),
  };
}

/** Feeds the recorded arrivals to our policy on the recorded nodes, in the order of their prefixed names. */
export async function compareWith(file: string, definition: SchedulerDefinition): Promise<Comparison> {
  const [head, ...arrivals] = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown) as [Head, ...Arrival[]];
  const nodes = (await openb.readNodes(data('openb_node_list_gpu_node.csv'))).columns;
  const pods = (await openb.readPods(data('openb_pod_list_default.csv'))).columns;
  const expected = demandGroups([head.cluster === 'all' ? pods : everyNth(pods, 20)]);
  const typical = typicalPods(expected);

  const trial = new Trial(definition, nodeSpecs(head, nodes), { expected });
  const meter = new FragmentationMeter(trial.cluster, typical);
  const rowOfPod = new Map(Array.from({ length: pods.count }, (_, row) => [textAt(pods.names, row), row]));
  const classes = new Map<string, number>();
  const differences: string[] = [];
  const anomalies: string[] = [];
  const overfullNodes = new Set<number>();
  let used = 0;
  arrivals.forEach((arrival, i) => {
    const row = rowOfPod.get(arrival.pod.replace(/-tuned-\d+$/, ''))!;
    const overfull = overfullDevice(trial, arrival, pods.deviceMilli[row]!);
    let node = trial.submit(classOf(trial, classes, pods, row));
    if (arrival.node === null && overfullNodes.has(node)) {
      anomalies.push(`${i} ${arrival.pod}: refused by the overfull ${trial.cluster.nodes.names[node]}`);
      trial.cluster.release(trial.cluster.pods.count - 1);
      node = -1;
    }
    if (overfull >= 0) {
      anomalies.push(`${i} ${arrival.pod}: device ${overfull} of ${arrival.node} made overfull`);
      overfullNodes.add(node);
      carryOver(trial, overfull);
    }
    if (node >= 0) {
      meter.nodeChanged(node);
      used += pods.deviceCount[row]! * pods.deviceMilli[row]!;
    }
    const pod = trial.cluster.pods.count - 1;
    const name = node < 0 ? null : trial.cluster.nodes.names[node]!;
    const devices = indexes(trial.cluster.pods.devices[pod]!);
    if (name !== arrival.node) differences.push(`${i} ${arrival.pod}: node ${name}, recorded ${arrival.node}`);
    else if (overfull < 0 && head.cluster !== 'all' && devices.join() !== (arrival.gpus ?? []).join()) {
      differences.push(`${i} ${arrival.pod}: devices ${devices.join()}, recorded ${arrival.gpus?.join()}`);
    }
    if (Math.abs(meter.totalMilli - arrival.frag) > 0.00501) {
      differences.push(`${i} ${arrival.pod}: fragmentation ${meter.totalMilli}, recorded ${arrival.frag}`);
    }
    if (used !== arrival.used) differences.push(`${i} ${arrival.pod}: used ${used}, recorded ${arrival.used}`);
  });
  return { typical: { recorded: head.typical, ours: typical.map(asRecorded) }, arrivals: arrivals.length, differences, anomalies };
}

/** The recorded device that has less left than the pod wants of it, or -1. */
function overfullDevice(trial: Trial, arrival: Arrival, milli: number): number {
  if (arrival.node === null) return -1;
  const { nodes } = trial.cluster;
  const start = nodes.deviceStart[trial.cluster.findNode(arrival.node)]!;
  return (arrival.gpus ?? []).find((device) => nodes.deviceFree[start + device]! < milli) ?? -1;
}

/** Moves the latest pod to the recorded device, beyond its capacity, so that the comparison goes on from the recorded state. */
function carryOver(trial: Trial, device: number): void {
  const { nodes, pods, classes } = trial.cluster;
  const pod = pods.count - 1;
  const node = pods.node[pod]!;
  const milli = classes[pods.classId[pod]!]!.deviceMilli;
  const start = nodes.deviceStart[node]!;
  for (const i of indexes(pods.devices[pod]!)) nodes.deviceFree[start + i]! += milli;
  nodes.deviceFree[start + device]! -= milli;
  pods.devices[pod] = 1 << device;
  trial.cluster.updateNode(node, nodes.specs[node]!);
}

function nodeSpecs(head: Head, nodes: NodeColumns): ConstructorParameters<typeof Trial>[1] {
  const rowOfNode = new Map(Array.from({ length: nodes.count }, (_, row) => [textAt(nodes.names, row), row]));
  return [...head.nodes].sort((a, b) => a < b ? -1 : 1).map((name) => {
    const row = rowOfNode.get(name.slice(5))!;
    return {
      name,
      allocatable: { cpu: nodes.cpuMilli[row]!, memory: nodes.memoryBytes[row]! },
      allowedPods: 1001,
      devices: { count: nodes.deviceCount[row]!, model: nodes.models[nodes.deviceModel[row]!]! },
    };
  });
}

function classOf(trial: Trial, classes: Map<string, number>, pods: PodColumns, row: number): number {
  const [cpu, memory] = [pods.cpuMilli[row]!, pods.memoryBytes[row]!];
  const [count, milliEach] = [pods.deviceCount[row]!, pods.deviceMilli[row]!];
  const key = `${cpu} ${memory} ${count} ${milliEach}`;
  let id = classes.get(key);
  if (id === undefined) {
    id = trial.cluster.addClass({
      requests: { cpu, memory }, ...(count > 0 ? { devices: { count, milliEach, models: null } } : {}),
    }).id;
    classes.set(key, id);
  }
  return id;
}

function indexes(mask: number): number[] {
  return Array.from({ length: 31 }, (_, i) => i).filter((i) => (mask >>> i) & 1);
}

/** As the program's log prints it: CPU in cores with two decimals, so the recording has it to 10 milli. */
function asRecorded(pod: TypicalPod): [number, number, number, string, number] {
  return [Math.round(pod.cpuMilli / 10) * 10, pod.deviceMilli, pod.deviceCount, pod.models?.join('|') ?? '', pod.podCount];
}
