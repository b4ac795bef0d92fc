import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { PACKING_COST } from './cost.js';
import { cyclicPicker } from './cyclic.js';

/** Next fit: the node used last while it has room, else the next one in cyclic order. */
export const nextFit = defineScheduler({
  name: 'next-fit',
  title: 'Next fit: the node used last, else the next with room',
  source: 'Johnson, "Near-optimal bin packing algorithms", MIT 1973; the rule NF',
  revision: 1,
  differs: ['bins never close: after the last node the search goes on from the first, since room comes back when pods end'],
  parameters: {},
  cost: PACKING_COST,
  create: (context) => podByPod(context, cyclicPicker(context, 0)),
});
