// Hot path: two passes over the nodes per pod. Benchmark: the sixty replays of experiment.test.ts.
import type { Cluster, PodClass } from '../../../world/cluster/index.js';
import type { SchedulerContext } from '../contract.js';
import { lowestDevices, type Picker } from '../pod-by-pod.js';

/** What distinguishes one policy from the next: how it scores a node, and which device a pod with a share of one gets. */
export interface GpuPolicy {
  /** Score of a node that has room, an integer; higher wins. Depends on the node, its pods and the class alone. */
  score(podClass: PodClass, node: number): number;
  /** Index of the device for a pod that wants a share of one device; asked for the chosen node. */
  device(podClass: PodClass, node: number): number;
}

/** Score of a node without room. */
const UNFIT = -(2 ** 31);
/** Bytes that remembered scores may take; the oldest class is forgotten beyond. */
const MEMORY_BYTES = 64 * 2 ** 20;

/** Whether the pod wants a share of a single device; other pods with devices take whole ones. */
export function isShare(podClass: PodClass): boolean {
  return podClass.deviceCount === 1 && podClass.deviceMilli < 1000;
}

/**
 * Picks the node of the highest score; ties go to the lowest row (the original's smallest name: the plan permutes the
 * rows instead of prefixing names). A score is remembered per pod class and node until the node changes, since it
 * depends on nothing else: the decisions are those of scoring every node again.
 */
export function highestScore(context: SchedulerContext, policy: GpuPolicy): Picker {
  const { cluster, operations } = context;
  const memory = new ScoreMemory(cluster, policy);
  return {
    pick(_pod, podClass) {
      const scores = memory.scores(podClass);
      const { count } = cluster.nodes;
      let chosen = -1;
      let best = UNFIT;
      let feasible = 0;
      for (let node = 0; node < count; node++) {
        const score = scores[node]!;
        if (score === UNFIT) continue;
        feasible++;
        if (score > best) {
          best = score;
          chosen = node;
        }
      }
      operations.nodesVisited += count;
      operations.filterCalls += count;
      operations.scoreCalls += feasible;
      return chosen;
    },
    devices: (_pod, podClass, node) => devicesOf(context, policy, podClass, node),
  };
}

/** Picks a node with room, all equally likely. */
export function anyFeasible(context: SchedulerContext, policy: GpuPolicy): Picker {
  const { cluster, operations } = context;
  const memory = new ScoreMemory(cluster, policy);
  const stream = context.stream('gpu-random-node');
  return {
    pick(_pod, podClass) {
      const scores = memory.scores(podClass);
      const { count } = cluster.nodes;
      let feasible = 0;
      for (let node = 0; node < count; node++) if (scores[node] !== UNFIT) feasible++;
      operations.nodesVisited += count;
      operations.filterCalls += count;
      operations.scoreCalls += feasible;
      if (feasible === 0) return -1;
      // A single feasible node is bound without scoring, hence without a draw.
      let skip = feasible === 1 ? 0 : stream.below(feasible);
      for (let node = 0; ; node++) if (scores[node] !== UNFIT && skip-- === 0) return node;
    },
    devices: (_pod, podClass, node) => devicesOf(context, policy, podClass, node),
  };
}

function devicesOf(context: SchedulerContext, policy: GpuPolicy, podClass: PodClass, node: number): number {
  return isShare(podClass) ? 1 << policy.device(podClass, node) : lowestDevices(context.cluster, podClass, node);
}

/** The device that has least left but enough; the lowest-numbered of equal ones. */
export function tightestDevice(cluster: Cluster, podClass: PodClass, node: number): number {
  const { nodes } = cluster;
  const start = nodes.deviceStart[node]!;
  let chosen = -1;
  let least = Infinity;
  for (let i = 0; i < nodes.deviceCount[node]!; i++) {
    const left = nodes.deviceFree[start + i]!;
    if (left < podClass.deviceMilli || left >= least) continue;
    least = left;
    chosen = i;
  }
  return chosen;
}

/** Milli-devices that the node has left over all its devices. */
export function idleDeviceMilli(cluster: Cluster, node: number): number {
  const { nodes } = cluster;
  const start = nodes.deviceStart[node]!;
  let idle = 0;
  for (let i = 0; i < nodes.deviceCount[node]!; i++) idle += nodes.deviceFree[start + i]!;
  return idle;
}

/** Scores by class and node, renewed where the node's version moved on. */
class ScoreMemory {
  readonly #rows = new Map<number, { scores: Int32Array; seen: Float64Array }>();
  #bytes = 0;

  constructor(readonly cluster: Cluster, readonly policy: GpuPolicy) {}

  /** Current scores of all node rows for a class, UNFIT where it has no room. */
  scores(podClass: PodClass): Int32Array {
    const { count, version } = this.cluster.nodes;
    const { scores, seen } = this.#row(podClass.id);
    for (let node = 0; node < count; node++) {
      if (seen[node] === version[node]) continue;
      seen[node] = version[node]!;
      scores[node] = this.cluster.fits(podClass, node) ? this.policy.score(podClass, node) : UNFIT;
    }
    return scores;
  }

  #row(classId: number): { scores: Int32Array; seen: Float64Array } {
    const capacity = this.cluster.nodes.present.length;
    const known = this.#rows.get(classId);
    if (known !== undefined && known.scores.length === capacity) return known;
    if (known !== undefined) this.#forget(classId);
    const row = { scores: new Int32Array(capacity), seen: new Float64Array(capacity).fill(-1) };
    this.#rows.set(classId, row);
    this.#bytes += 12 * capacity;
    for (const oldest of this.#rows.keys()) {
      if (this.#bytes <= MEMORY_BYTES || oldest === classId) break;
      this.#forget(oldest);
    }
    return row;
  }

  #forget(classId: number): void {
    this.#bytes -= 12 * this.#rows.get(classId)!.scores.length;
    this.#rows.delete(classId);
  }
}
