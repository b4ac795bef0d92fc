import { describe, expect, it } from 'vitest';
import { kube } from '../../../../src/algorithms/schedulers/kube/kube.js';
import type { SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import type { NodeSpec } from '../../../../src/world/cluster/index.js';
import { LANE } from '../../../../src/world/kernel/lanes.js';
import { Trial } from '../trial.js';

const NODES = Array.from({ length: 150 }, (_, i) => ({ name: `n${i}`, allocatable: { cpu: 4000 }, allowedPods: 110 }));
const definition = kube as SchedulerDefinition;

describe('kube on the real host', () => {
  it('decides in virtual time by its cost model: an attempt and each node visited', () => {
    const trial = new Trial(definition, NODES, { cost: kube.cost });
    const { id } = trial.cluster.addClass({ requests: { cpu: 100 } });
    trial.arrive(id);
    trial.arrive(id);
    trial.kernel.run(1_000_000);
    // Below 200 nodes at least 100 are looked for: 122.9 + 100 x 2.026 = 325.5 us, then 651.0 us for both.
    expect(trial.decisions.map(([pod, , atUs]) => [pod, atUs])).toEqual([[0, 325], [1, 651]]);
    // All scores are equal: the first of each window wins, and the second window starts where the first ended.
    expect(trial.decisions.map(([, node]) => node)).toEqual([0, 100]);
  });

  it('draws the same picks from the same seed in the mode of 1.34', () => {
    const picks = (seed: number): readonly number[] => {
      const trial = new Trial(definition, NODES, { seed, parameters: { tieBreak: 'uniform' } });
      const { id } = trial.cluster.addClass({ requests: { cpu: 100 } });
      return Array.from({ length: 20 }, () => trial.submit(id));
    };
    expect(picks(7)).toEqual(picks(7));
    expect(picks(7)).not.toEqual(picks(8));
    expect(new Set(picks(7)).size).toBeGreaterThan(15);
  });

  it('fills the nodes by the chosen strategy', () => {
    const place = (strategy: string): readonly number[] => {
      const trial = new Trial(definition, NODES.slice(0, 3), { parameters: { strategy } });
      const { id } = trial.cluster.addClass({ requests: { cpu: 1000 } });
      return Array.from({ length: 4 }, () => trial.submit(id));
    };
    // Only cpu exists, so the balance is the same everywhere and the strategy decides alone.
    expect(place('LeastAllocated')).toEqual([0, 1, 2, 0]);
    expect(place('MostAllocated')).toEqual([0, 0, 0, 0]);
    expect(place('RequestedToCapacityRatio')).toEqual([0, 0, 0, 0]);
  });

  describe('whose pods have to wait', () => {
    const SECOND = 1_000_000;
    const ROOM: NodeSpec = { name: 'room', allocatable: { cpu: 1000 }, allowedPods: 110 };
    const wait = (nodes: readonly NodeSpec[]): Trial => new Trial(definition, nodes, { unschedulable: 'wait' });

    it('lets a pod that found no nodes at all wait out its backoff, although a node comes', () => {
      const trial = wait([]);
      trial.submit(trial.cluster.addClass({ requests: { cpu: 100 } }).id);
      // Nothing that is going to happen could help: the replay need not wait for the next try.
      expect(trial.kernel.liveCount).toBe(0);
      trial.kernel.run(0.5 * SECOND);
      trial.host.nodeChanged(trial.cluster.addNode(ROOM), 'added');
      trial.settle();
      expect(trial.kernel.liveCount).toBe(1);
      trial.kernel.run(10 * SECOND);
      // Failed at 0 with 1 s to wait: held through second 1, found free by the check at 2 s.
      expect(trial.decisions).toEqual([[0, -1, 0], [0, 0, 2 * SECOND]]);
    });

    it('tries a pod again whose binding did not come through, after its backoff', () => {
      const trial = wait([ROOM]);
      const pod = trial.arrive(trial.cluster.addClass({ requests: { cpu: 100 } }).id);
      trial.settle();
      trial.cluster.unbind(pod);
      trial.host.bindFailed(pod, 0);
      trial.kernel.run(10 * SECOND);
      expect(trial.decisions).toEqual([[pod, 0, 0], [pod, 0, 2 * SECOND]]);
    });

    it('of nodes that differ in nothing else, evicts where the pod has run for the shortest time', () => {
      const evictedOn = (firstRuns: number): number => {
        const trial = wait([ROOM, { ...ROOM, name: 'other' }]);
        const low = trial.cluster.addClass({ requests: { cpu: 1000 } });
        const first = trial.submit(low.id);
        const { kernel } = trial;
        kernel.at(firstRuns * SECOND, kernel.kind({ name: 'second pod', lane: LANE.ARRIVAL, handler: () => trial.arrive(low.id) }));
        kernel.run(firstRuns * SECOND);
        trial.submit(trial.cluster.addClass({ requests: { cpu: 1000 }, priority: 10 }).id);
        expect(first).toBe(0);
        expect(trial.evicted).toHaveLength(1);
        return trial.cluster.pods.node[trial.evicted[0]!]!;
      };
      expect(evictedOn(5)).toBe(1);
      // The API keeps whole seconds: these two started at once, and the search for victims begins at a seeded node.
      expect([0, 1]).toContain(evictedOn(0.4));
    });

    it('evicts for a higher priority, keeps the room for it, and places it when the victim is gone', () => {
      const trial = wait([ROOM]);
      const { id: low } = trial.cluster.addClass({ requests: { cpu: 800 }, priority: 0 });
      const { id: high } = trial.cluster.addClass({ requests: { cpu: 800 }, priority: 10 });
      const { id: small } = trial.cluster.addClass({ requests: { cpu: 100 }, priority: 0 });
      const [victim, preemptor] = [trial.submit(low) === 0 ? 0 : -1, trial.arrive(high)];
      trial.settle();
      expect(trial.evicted).toEqual([victim]);
      trial.cluster.terminate(victim);
      trial.host.podTerminating(victim, 0);
      // 800 of the victim, which still runs, 800 promised and 100 more are too many for a node of 1000, although 200 are free.
      expect(trial.submit(small)).toBe(-1);
      trial.end(victim);
      trial.kernel.run(SECOND);
      // 800 + 100 fit; the preemptor is first, as its priority is higher.
      expect(trial.decisions.slice(-2).map(([pod, node]) => [pod, node])).toEqual([[preemptor, 0], [preemptor + 1, 0]]);
      expect(trial.evicted).toEqual([victim]);
    });

    it('keeps a replay alive for one more try after the last change, and not for ever', () => {
      const trial = wait([{ ...ROOM, template: { metadata: { name: 'room', labels: {} } } }]);
      const { id } = trial.cluster.addClass({
        requests: {}, template: { metadata: { name: '' }, spec: { containers: [], nodeSelector: { disk: 'ssd' } } },
      });
      trial.submit(id);
      expect(trial.kernel.liveCount).toBe(0);
      // More room is no news for a pod that looks for a label; still something changed since it was tried.
      const before = trial.cluster.nodes.specs[0]!;
      trial.cluster.updateNode(0, { ...before, allocatable: { cpu: 2000 } });
      trial.host.nodeChanged(0, 'updated', before);
      trial.settle();
      expect(trial.kernel.liveCount).toBe(1);
      trial.kernel.run(3600 * SECOND);
      // In the pool for more than 300 s at 330 s, then again every 330 s, but nobody has to wait for that.
      expect(trial.decisions[1]).toEqual([0, -1, 330 * SECOND]);
      expect(trial.kernel.liveCount).toBe(0);
    });
  });
});
