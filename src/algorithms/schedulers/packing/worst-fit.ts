import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { RoomIndex } from './room-index.js';

/**
 * Worst fit: of the nodes with room, the one that has the most left (see {@link RoomIndex}); ties go to the lowest row.
 * In bin packing an empty bin is opened only when no bin in use fits; over all nodes the rule spreads pods.
 */
export const worstFit = defineScheduler({
  name: 'worst-fit',
  title: 'Worst fit: the node with the most left over all resources',
  source: 'Johnson, "Near-optimal bin packing algorithms", MIT 1973; the rule WF, with one measure over several resources',
  revision: 1,
  parameters: {
    nodes: {
      type: 'choice', default: 'used-first', choices: ['used-first', 'all'],
      description: 'used-first: an empty node only when no node in use fits, as in bin packing; all: spread over all nodes',
    },
  },
  cost: PACKING_COST,
  create(context, { nodes: candidates }) {
    const { cluster, operations } = context;
    const { nodes } = cluster;
    const first = new RoomIndex(cluster, candidates === 'all' ? undefined : (node) => nodes.podCount[node]! > 0);
    const second = candidates === 'all' ? null : new RoomIndex(cluster, (node) => nodes.podCount[node] === 0);
    return podByPod(context, {
      pick(_pod, podClass) {
        operations.nodesVisited += nodes.count;
        const node = first.roomiest(podClass);
        return node >= 0 || second === null ? node : second.roomiest(podClass);
      },
    });
  },
});
