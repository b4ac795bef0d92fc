import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { drawFeasible } from './feasible-draw.js';
import { Room } from './room.js';

/**
 * Power of d choices: d draws among the nodes with room (a node may come twice); the one with the most {@link Room}
 * left is taken, the lowest row of equal ones.
 */
export const powerOfChoices = defineScheduler({
  name: 'power-of-choices',
  title: 'Power of two choices: the emptier of two random nodes with room',
  source: 'Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", IEEE TPDS 12(10), 2001',
  revision: 1,
  differs: ['draws only among nodes with room, since a pod cannot queue at a full node as a customer can'],
  parameters: {
    d: { type: 'integer', default: 2, min: 1, max: 100, unit: 'nodes', description: 'random nodes compared per pod' },
  },
  cost: PACKING_COST,
  create(context, { d }) {
    const { cluster } = context;
    const stream = context.stream('random-node');
    const room = new Room(cluster);
    for (let node = 0; node < cluster.nodes.count; node++) room.see(node);
    const scheduler = podByPod(context, {
      pick(_pod, podClass) {
        let chosen = drawFeasible(context, stream, podClass);
        for (let i = 1; i < d && chosen >= 0; i++) {
          const other = drawFeasible(context, stream, podClass);
          const difference = room.of(other) - room.of(chosen);
          if (difference > 0 || (difference === 0 && other < chosen)) chosen = other;
        }
        return chosen;
      },
    });
    return {
      ...scheduler,
      nodeChanged(node, change) {
        if (change !== 'removed') room.see(node);
        scheduler.nodeChanged?.(node, change);
      },
    };
  },
});
