// Hot path: filter and score run once per node visit, over the cluster's columns.
import { invariant } from '../../../../base/invariant.js';
import { CPU, MEMORY, type PodClass } from '../../../../world/cluster/index.js';
import { NON_ZERO_DEFAULTS, podRequests, requestAmounts } from '../../../../world/objects/index.js';
import { nodeResourcesFitArgs, type NodeResourcesFitArgs, type ScoringStrategy } from '../config/args/node-resources-fit.js';
import { ClassMemo } from '../framework/class-memo.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { SUCCESS } from '../framework/status.js';
import { isExtendedResource, isScalarResource } from '../matching/resource-names.js';
import { leastAllocated, mostAllocated, requestedToCapacityRatio, type ResourceScore } from './allocation-strategies.js';
import { resourceColumns } from './resource-columns.js';
import { NATIVE_RESOURCES, RESOURCE_EVENTS } from './resource-events.js';

/** Bit of a failure mask that says "more than the node has when empty". Bit 2^k = the k-th entry of the class fails. */
const UNRESOLVABLE = 1;
const TOO_MANY_PODS = 2;
const FIRST_RESOURCE = 4;
/** Resources of one class that a mask of 32 bits can tell apart. */
const MOST_RESOURCES = 28;

/** What a class asks for, by column; amounts above zero only. */
interface Wanted {
  readonly columns: Int32Array;
  readonly amounts: Float64Array;
  /** Interned status by failure mask. */
  readonly statuses: Map<number, number>;
}

/**
 * NodeResourcesFit. Filter: pods per node and every requested resource, all failures reported at once; unresolvable
 * when one of them asks for more than the whole node has. Score: how full the node would be, by strategy.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/noderesources/fit.go and resource_allocation.go.
 */
export const nodeResourcesFit = definePlugin<NodeResourcesFitArgs>({ name: 'NodeResourcesFit', defaults: nodeResourcesFitArgs.defaults, create });

function create({ cluster, statuses }: PluginHost, args: NodeResourcesFitArgs): Plugin {
  const name = 'NodeResourcesFit';
  const { nodes } = cluster;

  const wanted = new ClassMemo(({ vector }): Wanted => {
    const columns: number[] = [];
    vector.forEach((amount, column) => {
      if (amount > 0 && isFiltered(cluster.resources.names[column]!, args)) columns.push(column);
    });
    invariant(columns.length <= MOST_RESOURCES, `a pod with ${columns.length} resources, at most ${MOST_RESOURCES}`);
    return {
      columns: Int32Array.from(columns),
      amounts: Float64Array.from(columns, (column) => vector[column]!),
      statuses: new Map(),
    };
  });

  const statusOf = (request: Wanted, mask: number): number => {
    const known = request.statuses.get(mask);
    if (known !== undefined) return known;
    const reasons = (mask & TOO_MANY_PODS) === 0 ? [] : ['Too many pods'];
    request.columns.forEach((column, k) => {
      if ((mask & (FIRST_RESOURCE << k)) !== 0) reasons.push(`Insufficient ${cluster.resources.names[column]!}`);
    });
    const status = statuses.intern({ plugin: name, code: (mask & UNRESOLVABLE) === 0 ? 'U' : 'UU', reasons });
    request.statuses.set(mask, status);
    return status;
  };

  const strategy = args.scoringStrategy;
  const scored = resourceColumns({ cluster, resources: strategy.resources, amount: scoringRequest });
  const resourceScore = scoreFunction(strategy);
  const isRatio = strategy.type === 'RequestedToCapacityRatio';

  return {
    name,
    reads: 'node-usage',
    events: RESOURCE_EVENTS,
    preFilter: () => ({}),
    filter(podClass, node) {
      const request = wanted.of(podClass);
      const { columns, amounts } = request;
      let mask = nodes.podCount[node]! + 1 > nodes.allowedPods[node]! ? TOO_MANY_PODS : 0;
      for (let k = 0; k < columns.length; k++) {
        const amount = amounts[k]!;
        const allocatable = nodes.allocatable[columns[k]!]![node]!;
        if (amount <= allocatable - nodes.requested[columns[k]!]![node]!) continue;
        mask |= FIRST_RESOURCE << k;
        if (amount > allocatable) mask |= UNRESOLVABLE;
      }
      return mask === 0 ? SUCCESS : statusOf(request, mask);
    },
    preScore: () => 'score',
    score(podClass, node) {
      const { columns, amounts, weights } = scored(podClass);
      let sum = 0;
      let weightSum = 0;
      for (let k = 0; k < columns.length; k++) {
        const column = columns[k]!;
        const allocatable = nodes.allocatable[column]![node]!;
        if (allocatable === 0) continue;
        const used = column === CPU ? nodes.nonZeroCpuMilli : column === MEMORY ? nodes.nonZeroMemoryBytes : nodes.requested[column]!;
        const score = resourceScore(used[node]! + amounts[k]!, allocatable);
        // A requested-to-capacity score of 0 takes its resource out of the mean, weight included.
        if (isRatio && score === 0) continue;
        sum += score * weights[k]!;
        weightSum += weights[k]!;
      }
      if (weightSum === 0) return 0;
      return isRatio ? Math.round(sum / weightSum) : Math.floor(sum / weightSum);
    },
  };
}

/** Whether Filter looks at a resource. */
export function isFiltered(resource: string, { ignoredResources, ignoredResourceGroups }: NodeResourcesFitArgs): boolean {
  if (NATIVE_RESOURCES.includes(resource)) return true;
  if (!isExtendedResource(resource)) return isScalarResource(resource);
  return !ignoredResources.includes(resource) && !ignoredResourceGroups.includes(resource.slice(0, resource.indexOf('/')));
}

function scoreFunction(strategy: ScoringStrategy): ResourceScore {
  switch (strategy.type) {
    case 'LeastAllocated': return leastAllocated;
    case 'MostAllocated': return mostAllocated;
    case 'RequestedToCapacityRatio': return requestedToCapacityRatio(strategy.shape);
  }
}

/**
 * What the pod adds in the eyes of Score: cpu and memory with defaults per container. The real scorer is not told about
 * pod-level requests, so it does not see them, although the sums of the pods on the node contain them.
 */
function scoringRequest({ template, vector, nonZeroCpuMilli, nonZeroMemoryBytes }: PodClass, column: number, resource: string): number {
  if (template?.spec.resources?.requests !== undefined) {
    const perContainer = podRequests(template, { skipPodLevelResources: true, missing: NON_ZERO_DEFAULTS });
    return requestAmounts(perContainer)[resource] ?? 0;
  }
  if (column === CPU) return nonZeroCpuMilli;
  return column === MEMORY ? nonZeroMemoryBytes : vector[column] ?? 0;
}
