// The packing rules as a scan over all nodes: what the indexed ones must decide like.
import { defineScheduler, FREE, type SchedulerContext, type SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import { podByPod, type Picker } from '../../../../src/algorithms/schedulers/pod-by-pod.js';
import { Room } from '../../../../src/algorithms/schedulers/packing/room.js';
import type { PodClass } from '../../../../src/world/cluster/index.js';

/** The first node of the highest value among those that fit. */
function extreme(context: SchedulerContext, value: (node: number, room: number) => number): Picker {
  const { cluster, operations } = context;
  const room = new Room(cluster);
  // Room is relative to the largest node seen so far, at the start or at a decision.
  const seeAll = (): void => { for (let node = 0; node < cluster.nodes.count; node++) room.see(node); };
  seeAll();
  return {
    pick(_pod, podClass: PodClass) {
      seeAll();
      let chosen = -1;
      let best = -Infinity;
      for (let node = 0; node < cluster.nodes.count; node++) {
        operations.nodesVisited++;
        if (!cluster.fits(podClass, node)) continue;
        const now = value(node, room.of(node));
        if (now > best) [chosen, best] = [node, now];
      }
      return chosen;
    },
  };
}

/** The first node in cyclic order that fits. */
function cyclic(context: SchedulerContext, next: (used: number) => number): Picker {
  const { cluster, operations } = context;
  let start = 0;
  return {
    pick(_pod, podClass) {
      const { count } = cluster.nodes;
      if (start >= count) start = 0;
      for (let i = 0; i < count; i++) {
        const node = (start + i) % count;
        operations.nodesVisited++;
        if (!cluster.fits(podClass, node)) continue;
        start = next(node);
        return node;
      }
      return -1;
    },
  };
}

const plain = (name: string, picker: (context: SchedulerContext) => Picker): SchedulerDefinition => defineScheduler({
  name, title: '', source: '', revision: 1, parameters: {}, cost: FREE, create: (context) => podByPod(context, picker(context)),
});

export const plainFirstFit = plain('plain-first-fit', (context) => cyclic(context, () => 0));
export const plainNextFit = plain('plain-next-fit', (context) => cyclic(context, (used) => used));
export const plainRoundRobin = plain('plain-round-robin', (context) => cyclic(context, (used) => used + 1));
export const plainBestFit = plain('plain-best-fit', (context) => extreme(context, (_node, room) => -room));
export const plainSpread = plain('plain-worst-fit-all', (context) => extreme(context, (_node, room) => room));
export const plainWorstFit = plain('plain-worst-fit', (context) =>
  extreme(context, (node, room) => room + (context.cluster.nodes.podCount[node]! > 0 ? 1000 : 0)));
