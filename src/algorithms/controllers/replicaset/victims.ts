import { pdqSort } from '../../../base/pdq-sort.js';
import { conditionOf, nodeNameOf, podStatusOf } from '../../../world/controlplane/index.js';
import { isActive, type StoredPod } from '../workloads.js';

/** Annotation by which users say which pods are dear to them: lower goes first; a 32-bit integer, 0 when unreadable. */
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** What the choice looks at, one row per pod. */
interface Candidate {
  readonly pod: StoredPod;
  readonly isUnassigned: boolean;
  readonly phase: number;
  readonly isReady: boolean;
  readonly cost: number;
  /** Active pods of the same owner on the same node. */
  readonly neighbours: number;
  readonly readySinceUs: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdUs: number;
}

/**
 * The pods that a ReplicaSet deletes to lose `count` of them, in the order of deletion: first those that are of least
 * use, then those whose loss spreads the rest best, then the youngest.
 *
 * Each rule decides only between pods that are equal by those before it: without a node, Pending before Unknown before
 * Running, not ready, lower deletion cost, more neighbours of the same owner on the node, ready for a shorter time,
 * more restarts, younger. Times are compared by the power of two of their nanoseconds; within one power the smaller uid
 * goes first, which keeps the choice spread out. When all pods go, the order is that of `pods`.
 *
 * @param related  pods of all ReplicaSets of the same owner, these pods among them; empty without an owner
 * Source: pkg/controller/controller_utils.go v1.36.3, ActivePodsWithRanks.
 */
export function victimsOf(
  pods: readonly StoredPod[], related: readonly StoredPod[], options: { readonly count: number; readonly nowUs: number },
): readonly StoredPod[] {
  if (options.count >= pods.length) return pods;
  return deletionOrder(pods, related, options.nowUs).slice(0, options.count);
}

/** All pods in the order in which they would be deleted. */
export function deletionOrder(pods: readonly StoredPod[], related: readonly StoredPod[], nowUs: number): readonly StoredPod[] {
  const onNode = new Map<string, number>();
  for (const pod of related) {
    if (isActive(pod)) onNode.set(nodeNameOf(pod), (onNode.get(nodeNameOf(pod)) ?? 0) + 1);
  }
  const candidates = pods.map((pod) => candidate(pod, onNode.get(nodeNameOf(pod)) ?? 0));
  pdqSort(candidates, (x, y) => goesBefore(x, y, nowUs));
  return candidates.map(({ pod }) => pod);
}

function goesBefore(x: Candidate, y: Candidate, nowUs: number): boolean {
  if (x.isUnassigned !== y.isUnassigned) return x.isUnassigned;
  if (x.phase !== y.phase) return x.phase < y.phase;
  if (x.isReady !== y.isReady) return !x.isReady;
  if (x.cost !== y.cost) return x.cost < y.cost;
  if (x.neighbours !== y.neighbours) return x.neighbours > y.neighbours;
  if (x.isReady && x.readySinceUs !== y.readySinceUs) return isYounger(x, y, nowUs - x.readySinceUs, nowUs - y.readySinceUs);
  if (x.restarts !== y.restarts) return x.restarts > y.restarts;
  if (x.sidecarRestarts !== y.sidecarRestarts) return x.sidecarRestarts > y.sidecarRestarts;
  if (x.createdUs !== y.createdUs) return isYounger(x, y, nowUs - x.createdUs, nowUs - y.createdUs);
  return false;
}

function isYounger(x: Candidate, y: Candidate, ageXUs: number, ageYUs: number): boolean {
  const difference = ageClass(ageXUs) - ageClass(ageYUs);
  return difference === 0 ? (x.pod.metadata.uid ?? '') < (y.pod.metadata.uid ?? '') : difference < 0;
}

/** floor(log2(age in nanoseconds)); -1 for no age. Upstream compares nanoseconds. */
function ageClass(ageUs: number): number {
  if (ageUs <= 0) return -1;
  const ns = ageUs * 1000;
  const high = Math.floor(ns / 4294967296);
  return high > 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(ns);
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function candidate(pod: StoredPod, neighbours: number): Candidate {
  const ready = conditionOf(pod, 'Ready');
  const isReady = ready?.status === 'True';
  return {
    pod,
    isUnassigned: nodeNameOf(pod) === '',
    phase: PHASES[podStatusOf(pod).phase] ?? 0,
    isReady,
    cost: deletionCost(pod.metadata.annotations?.[DELETION_COST]),
    neighbours,
    readySinceUs: isReady ? ready.sinceUs : -1,
    ...restartsOf(pod),
    createdUs: pod.metadata.createdUs ?? 0,
  };
}

/** A 32-bit decimal without a plus sign or leading zeros; anything else counts as 0. */
function deletionCost(text: string | undefined): number {
  if (text === undefined || !/^(0|-[0-9]+|[1-9][0-9]*)$/.test(text)) return 0;
  const cost = Number(text);
  return cost < -2_147_483_648 || cost > 2_147_483_647 ? 0 : cost;
}

interface ContainerStatusPart { readonly name: string; readonly restartCount: number }
interface RestartsPart { readonly containerStatuses?: readonly ContainerStatusPart[]; readonly initContainerStatuses?: readonly ContainerStatusPart[] }

/** The largest restart counts of regular containers and of sidecars (init containers that restart always). */
function restartsOf(pod: StoredPod): { readonly restarts: number; readonly sidecarRestarts: number } {
  const status = (pod.status ?? {}) as RestartsPart;
  const sidecars = new Set((pod.spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  let restarts = 0;
  for (const { restartCount } of status.containerStatuses ?? []) restarts = Math.max(restarts, restartCount);
  let sidecarRestarts = 0;
  for (const { name, restartCount } of status.initContainerStatuses ?? []) {
    if (sidecars.has(name)) sidecarRestarts = Math.max(sidecarRestarts, restartCount);
  }
  return { restarts, sidecarRestarts };
}
