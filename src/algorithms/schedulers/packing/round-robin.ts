import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { cyclicPicker } from './cyclic.js';

/** Round robin: the next node with room after the one used last, in cyclic order. */
export const roundRobin = defineScheduler({
  name: 'round-robin',
  title: 'Round robin: the next node with room after the one used last',
  source: 'folklore; the spread rule of classic cluster and load-balancing software',
  revision: 1,
  parameters: {},
  cost: PACKING_COST,
  create: (context) => podByPod(context, cyclicPicker(context, 1)),
});
