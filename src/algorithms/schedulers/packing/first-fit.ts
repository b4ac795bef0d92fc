import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { RowIndex } from './row-index.js';

/** First fit: the lowest-numbered node with room. */
export const firstFit = defineScheduler({
  name: 'first-fit',
  title: 'First fit: the first node with room, in node order',
  source: 'Johnson, "Near-optimal bin packing algorithms", MIT 1973; the rule FF',
  revision: 1,
  parameters: {},
  cost: PACKING_COST,
  create(context) {
    const { cluster, operations } = context;
    const rows = new RowIndex(cluster);
    return podByPod(context, {
      pick(_pod, podClass) {
        const node = rows.firstFrom(podClass, 0);
        operations.nodesVisited += node < 0 ? cluster.nodes.count : node + 1;
        return node;
      },
    });
  },
});
