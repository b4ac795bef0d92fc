import { describe, expect, it } from 'vitest';
import { definePicker, type PickerDefinition } from '../../../src/algorithms/schedulers/define-picker.js';
import type { NodeView, PodView } from '../../../src/algorithms/schedulers/views.js';
import { replay } from '../../../src/replay/replay.js';
import type { SchedulerDefinition } from '../../../src/algorithms/schedulers/contract.js';
import { podColumns } from '../../replay/columns.js';
import { builtIns, cell, uniform } from '../../replay/plans.js';

const GIB = 2 ** 30;

/** Nodes that three pods of 1 CPU get on three nodes of 4 CPU, by a picker. */
function nodesOf(score: PickerDefinition<Record<never, never>>['score']): readonly string[] {
  const picker = definePicker({ name: 'mine', title: 'mine', score }) as unknown as SchedulerDefinition;
  const pods = [0, 1, 2].map((second) => ({ cpuMilli: 1000, memoryBytes: GIB, createdUs: second * 1e6, lifetimeUs: -1 }));
  const plan = cell({
    nodes: [uniform(3)], scheduler: { name: 'mine', parameters: {} }, recordPods: true, unschedulable: 'give-up',
    workload: [{ kind: 'trace', input: 0, order: 'recorded', fill: null, times: 'recorded', speedup: 1, lifetimes: 'recorded' }],
  });
  const catalogues = { ...builtIns, schedulers: new Map([['mine', picker]]) };
  return replay(plan, { nodes: [], pods: [podColumns(pods)], manifests: [] }, catalogues).pods!.node;
}

describe('a picker', () => {
  it('takes the highest score', () => {
    // Least CPU left wins: all go where the first went. Most left wins: they take turns.
    expect(nodesOf((_pod, node) => -node.cpuMilliFree)).toEqual(['node-0', 'node-0', 'node-0']);
    expect(nodesOf((_pod, node) => node.cpuMilliFree)).toEqual(['node-0', 'node-1', 'node-2']);
  });

  it('takes the lowest index on ties', () => expect(nodesOf(() => 0)).toEqual(['node-0', 'node-0', 'node-0']));

  it('passes over nodes without a score', () => {
    expect(nodesOf((_pod, node) => (node.name === 'node-0' ? null : 1))).toEqual(['node-1', 'node-1', 'node-1']);
    expect(nodesOf(() => null)).toEqual(['', '', '']);
  });

  it('sees pod and node by accessors', () => {
    const seen: unknown[] = [];
    nodesOf((pod: PodView, node: NodeView) => {
      seen.push([pod.cpuMilli, pod.memoryBytes, pod.deviceCount, node.index, node.cpuMilliFree, node.cpuMilliTotal, node.podCount, node.free('memory') / GIB,
        node.free('nothing'), node.deviceMilliFree, node.labels['topology.kubernetes.io/zone']]);
      return 0;
    });
    // The second pod: 1 of 4 CPU and 1 of 32 GiB of the first node are taken.
    expect(seen[3]).toEqual([1000, GIB, 0, 0, 3000, 4000, 1, 31, 0, [], 'a']);
  });

  it.each([['a text', 'high'], ['no number', NaN], ['nothing', undefined]])('that answers %s is refused', (_what, answer) => {
    expect(() => nodesOf(() => answer as never)).toThrow('expected a number or null');
  });
});
