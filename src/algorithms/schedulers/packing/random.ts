import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { drawFeasible } from './feasible-draw.js';

/** Random: any node with room, each equally likely. */
export const random = defineScheduler({
  name: 'random',
  title: 'Random: any node with room',
  source: 'folklore; the usual baseline',
  revision: 1,
  parameters: {},
  cost: PACKING_COST,
  create(context) {
    const stream = context.stream('random-node');
    return podByPod(context, { pick: (_pod, podClass) => drawFeasible(context, stream, podClass) });
  },
});
