import type { Picker } from '../pod-by-pod.js';
import type { SchedulerContext } from '../contract.js';
import { RowIndex } from './row-index.js';

/** The first node with room in cyclic order, beginning `offset` rows after the node used last (row 0 at first). */
export function cyclicPicker(context: SchedulerContext, offset: 0 | 1): Picker {
  const { cluster, operations } = context;
  const rows = new RowIndex(cluster);
  let start = 0;
  return {
    pick(_pod, podClass) {
      const { count } = cluster.nodes;
      if (start >= count) start = 0;
      let node = rows.firstFrom(podClass, start);
      if (node < 0) node = rows.firstFrom(podClass, 0);
      operations.nodesVisited += node < 0 ? count : (node - start + count) % count + 1;
      if (node >= 0) start = node + offset;
      return node;
    },
  };
}
