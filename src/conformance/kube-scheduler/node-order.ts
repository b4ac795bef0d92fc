import { NodeOrder, zoneKey } from '../../algorithms/schedulers/kube/node-order.js';
import type { KindOfCases } from '../contract.js';

interface OrderStep {
  readonly op: 'add' | 'update' | 'remove';
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names of all nodes after the step. */
  readonly order: readonly string[];
}

/** The order of the nodes that searches go round in, after each change. */
export const kubeNodeOrder: KindOfCases = {
  name: 'kube-scheduler node order',
  title: 'a history of nodes, with the order of the list after every step',
  shape: 'cases',
  recognises: ({ steps }) => {
    const first: unknown = Array.isArray(steps) ? steps[0] : undefined;
    return typeof first === 'object' && first !== null && 'op' in first && 'node' in first && 'order' in first;
  },
  compare: ({ steps }, tally) => {
    const order = new NodeOrder();
    const names: string[] = [];
    const rows = new Map<string, number>();
    (steps as readonly OrderStep[]).forEach(({ op, node, labels, order: recorded }, i) => tally.decide(`step ${i} (${op} ${node})`, (comparison) => {
      if (op === 'add') rows.set(node, names.push(node) - 1);
      const row = rows.get(node);
      if (row === undefined) throw new Error(`there is no node ${node}`);
      if (op === 'add') order.add(row, zoneKey(labels));
      else if (op === 'update') order.update(row, zoneKey(labels));
      else if (op === 'remove') order.remove(row);
      else throw new Error(`unknown operation ${String(op)}`);
      const here = Array.from(order.list(), (member) => names[member]!);
      comparison.sameByNode({ field: 'order' }, here.map((_, place) => `place ${place + 1}`), recorded, here);
    }));
  },
};
