import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { RoomIndex } from './room-index.js';

/**
 * Best fit: of the nodes with room, the one that has the least left. What a node has left over several resources is
 * its {@link Room}: the sum of its free amounts, each relative to the largest node. Ties go to the lowest row.
 */
export const bestFit = defineScheduler({
  name: 'best-fit',
  title: 'Best fit: the node with the least left over all resources',
  source: 'Johnson, "Near-optimal bin packing algorithms", MIT 1973; the rule BF, with one measure over several resources',
  revision: 1,
  parameters: {},
  cost: PACKING_COST,
  create(context) {
    const { cluster, operations } = context;
    const index = new RoomIndex(cluster);
    return podByPod(context, {
      pick(_pod, podClass) {
        operations.nodesVisited += cluster.nodes.count;
        return index.tightest(podClass);
      },
    });
  },
});
