import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';

/** First fit: the lowest-numbered node with room. */
export const firstFit = defineScheduler({
  name: 'first-fit',
  title: 'First fit: the first node with room, in node order',
  source: 'Johnson, "Near-optimal bin packing algorithms", MIT 1973; the rule FF',
  revision: 1,
  parameters: {},
  cost: PACKING_COST,
  create: (context) => podByPod(context, {
    pick(_pod, podClass) {
      const { cluster, operations } = context;
      for (let node = 0; node < cluster.nodes.count; node++) {
        operations.nodesVisited++;
        if (cluster.fits(podClass, node)) return node;
      }
      return -1;
    },
  }),
});
