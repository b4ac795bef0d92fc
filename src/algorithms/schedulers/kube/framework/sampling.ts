/** Clusters below this size are always searched in full; also the least number of feasible nodes to look for. */
const MIN_FEASIBLE_NODES = 100;
/** Adaptive sampling never goes below this percentage. */
const MIN_PERCENTAGE = 5;

/**
 * How many feasible nodes a cycle looks for before it stops searching.
 *
 * @param nodeCount   candidate nodes, after PreFilter narrowed them
 * @param percentage  percentageOfNodesToScore, 0 .. 100; 0 = adaptive (50 % less one per 125 nodes, at least 5 %)
 * Source: kubernetes v1.36, pkg/scheduler/schedule_one.go, numFeasibleNodesToFind.
 */
export function feasibleNodesToFind(nodeCount: number, percentage: number): number {
  if (nodeCount < MIN_FEASIBLE_NODES) return nodeCount;
  const percent = percentage === 0 ? Math.max(MIN_PERCENTAGE, 50 - Math.trunc(nodeCount / 125)) : percentage;
  return Math.max(MIN_FEASIBLE_NODES, Math.trunc((nodeCount * percent) / 100));
}
