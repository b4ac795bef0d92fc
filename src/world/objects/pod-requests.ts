import { invariant } from '../../base/invariant.js';
import { addQuantities, compareQuantities, parseQuantity, quantityMilliValue, quantityValue, type Quantity } from '../../base/quantity.js';
import type { Container } from './container.js';
import type { ContainerStatus, Pod } from './pod.js';
import type { ResourceAmounts, ResourceList } from './resource-list.js';

/** Effective requests by resource name, exact. */
export type Requests = ReadonlyMap<string, Quantity>;

export interface PodRequestsOptions {
  /** Looks at what the node has set aside during a resize, too; for bound pods. */
  readonly useStatusResources?: boolean;
  readonly skipPodLevelResources?: boolean;
  readonly excludeOverhead?: boolean;
  /** Adds what claims of dynamic resource allocation hold of the node's ordinary resources. */
  readonly useClaimStatuses?: boolean;
  /** Taken for a container that does not name the resource; an explicit zero counts as named. */
  readonly missing?: ResourceList;
}

/** kube-scheduler's stand-in for absent requests when it scores, per container (kubernetes v1.36, scheduler/util/pod_resources.go). */
export const NON_ZERO_DEFAULTS: ResourceList = { cpu: '100m', memory: '200Mi' };

/**
 * What a pod takes on its node: the sum over its containers and sidecars, or what an init container needs with the
 * sidecars before it, whichever is larger; pod-level requests replace it; overhead comes on top.
 *
 * Source: k8s.io/component-helpers v0.36.3, resource/helpers.go, PodRequests.
 */
export function podRequests(pod: Pod, options: PodRequestsOptions = {}): Requests {
  const { spec } = pod;
  const total = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) {
    add(total, containerRequests(container, pod, pod.status?.containerStatuses, options));
  }
  const sidecars = new Map<string, Quantity>();
  const starting = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always';
    // Only what keeps running can be resized.
    const requests = containerRequests(container, pod, isSidecar ? pod.status?.initContainerStatuses : undefined, options);
    if (isSidecar) {
      add(total, requests);
      add(sidecars, requests);
      max(starting, sidecars);
    } else {
      const alone = new Map(requests);
      add(alone, sidecars);
      max(starting, alone);
    }
  }
  max(total, starting);
  if (options.useClaimStatuses === true) {
    for (const { resources } of pod.status?.nodeAllocatableResourceClaimStatuses ?? []) add(total, parsed(resources));
  }
  if (options.skipPodLevelResources !== true && spec.resources !== undefined) {
    for (const [name, amount] of parsed(spec.resources.requests)) if (isPodLevelResource(name)) total.set(name, amount);
  }
  if (options.excludeOverhead !== true) add(total, parsed(spec.overhead));
  return total;
}

/** Whether a resource may be requested for the pod as a whole. */
function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** Requests in the units of the cluster tables: milli-CPU, whole units else; rounded up once, after summing. */
export function requestAmounts(requests: Requests): ResourceAmounts {
  return Object.fromEntries([...requests].map(([name, amount]) => [name, Number(name === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount))]));
}

/**
 * Requests that scoring counts for a pod on a node: those of {@link podRequests}, with 100m CPU and 200 MiB for every
 * container that names none. With pod-level requests, only resources that the pod requests nowhere are filled in.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/types.go, calculateResource.
 */
export function nonZeroRequests(
  pod: Pod, options: Omit<PodRequestsOptions, 'missing'> = {},
): { readonly cpuMilli: number; readonly memoryBytes: number } {
  const isPodLevel = options.skipPodLevelResources !== true
    && Object.keys(pod.spec.resources?.requests ?? {}).some(isPodLevelResource);
  const plain = isPodLevel ? podRequests(pod, options) : null;
  const missing = plain === null ? NON_ZERO_DEFAULTS
    : Object.fromEntries(Object.entries(NON_ZERO_DEFAULTS).filter(([name]) => !plain.has(name)));
  const { cpu = 0, memory = 0 } = requestAmounts(podRequests(pod, { ...options, missing }));
  return { cpuMilli: cpu, memoryBytes: memory };
}

function containerRequests(
  container: Container, pod: Pod, statuses: readonly ContainerStatus[] | undefined, options: PodRequestsOptions,
): Requests {
  const requests = effectiveRequests(container, pod, options.useStatusResources === true ? statuses : undefined);
  for (const [name, amount] of parsed(options.missing)) if (!requests.has(name)) requests.set(name, amount);
  return requests;
}

/** The container's own requests; during a resize the largest of what is wanted, set aside and in use. */
function effectiveRequests(
  container: Container, pod: Pod, statuses: readonly ContainerStatus[] | undefined,
): Map<string, Quantity> {
  const wanted = parsed(container.resources?.requests);
  const status = statuses?.find((candidate) => candidate.name === container.name);
  if (status?.resources === undefined) return wanted;
  const held = parsed(status.resources.requests);
  max(held, parsed(status.allocatedResources));
  if (!isResizeInfeasible(pod)) max(held, wanted);
  return held;
}

function isResizeInfeasible(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some(({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible');
}

function parsed(list: ResourceList | undefined): Map<string, Quantity> {
  return new Map(Object.entries(list ?? {}).map(([name, written]) => {
    const amount = parseQuantity(String(written));
    invariant(amount !== null, `resource ${name} has the amount "${written}", which is no quantity`);
    return [name, amount];
  }));
}

function add(sum: Map<string, Quantity>, more: Requests): void {
  for (const [name, amount] of more) {
    const before = sum.get(name);
    sum.set(name, before === undefined ? amount : addQuantities(before, amount));
  }
}

function max(largest: Map<string, Quantity>, candidates: Requests): void {
  for (const [name, amount] of candidates) {
    const before = largest.get(name);
    if (before === undefined || compareQuantities(amount, before) > 0) largest.set(name, amount);
  }
}
