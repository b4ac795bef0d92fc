import { defineScheduler } from '../contract.js';
import { podByPod } from '../pod-by-pod.js';
import { EXPERIMENT, FORMULA_COST } from './cost.js';
import { anyFeasible } from './policy.js';

/** Random: any node with room, and any device that has enough left, each equally likely. */
export const gpuRandom = defineScheduler({
  name: 'gpu-random',
  title: 'Random: any node with room, any device with enough left',
  source: EXPERIMENT,
  revision: 1,
  parameters: {},
  cost: FORMULA_COST,
  create(context) {
    const { nodes } = context.cluster;
    const stream = context.stream('gpu-random-device');
    return podByPod(context, anyFeasible(context, {
      score: () => 0,
      device(podClass, node) {
        const start = nodes.deviceStart[node]!;
        const fitting: number[] = [];
        for (let i = 0; i < nodes.deviceCount[node]!; i++) {
          if (nodes.deviceFree[start + i]! >= podClass.deviceMilli) fitting.push(i);
        }
        return fitting[stream.below(fitting.length)]!;
      },
    }));
  },
});
