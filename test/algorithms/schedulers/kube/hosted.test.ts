import { describe, expect, it } from 'vitest';
import { kube } from '../../../../src/algorithms/schedulers/kube/kube.js';
import type { SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
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
});
