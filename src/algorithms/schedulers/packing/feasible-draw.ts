import type { RandomStream } from '../../../world/kernel/streams.js';
import type { PodClass } from '../../../world/cluster/index.js';
import type { SchedulerContext } from '../contract.js';

/** Blind draws before every node is looked at: enough while one node in four has room, cheap where none has. */
const BLIND_DRAWS = 16;

/**
 * A node with room for the class, each equally likely, or -1: draws nodes blindly and keeps the first that fits; after
 * 16 misses it looks at all nodes and draws among those that fit. Both ways every feasible node is equally likely.
 */
export function drawFeasible(context: SchedulerContext, stream: RandomStream, podClass: PodClass): number {
  const { cluster, operations } = context;
  const { count } = cluster.nodes;
  if (count === 0) return -1;
  for (let i = 0; i < BLIND_DRAWS; i++) {
    const node = stream.below(count);
    operations.nodesVisited++;
    if (cluster.fits(podClass, node)) return node;
  }
  const feasible: number[] = [];
  operations.nodesVisited += count;
  for (let node = 0; node < count; node++) if (cluster.fits(podClass, node)) feasible.push(node);
  return feasible.length === 0 ? -1 : feasible[stream.below(feasible.length)]!;
}
