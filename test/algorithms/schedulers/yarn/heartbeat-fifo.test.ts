import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { heartbeatFifo } from '../../../../src/algorithms/schedulers/catalog.js';
import { Streams } from '../../../../src/world/kernel/streams.js';
import { Trial, type TrialOptions } from '../trial.js';

const SECOND = 1e6;
const nodes = (count: number, cpu = 8) => Array.from({ length: count }, (_, i) => ({ name: `n${i}`, allocatable: { cpu } }));
const trialOf = (count: number, options: TrialOptions = {}, cpu = 8): Trial => new Trial(heartbeatFifo, nodes(count, cpu), { unschedulable: 'wait', ...options });

/** Phase of a node's heartbeats, microseconds. */
const phaseOf = (seed: number, node: number): number => Math.floor(new Streams(seed).unitOf('heartbeat-phase', node) * SECOND);

describe('worked example: one ask on free nodes', () => {
  test('waits for the heartbeat of the only node', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const trial = trialOf(1, { seed });
      trial.arrive(trial.cluster.addClass({ requests: { cpu: 1 } }).id);
      trial.kernel.run(SECOND);
      expect(trial.decisions[0]).toEqual([0, 0, phaseOf(seed, 0)]);
    }
  });

  test.each([[1, 0.5, 1 / 12], [3, 0.25, 3 / 80]])('with %i nodes the first heartbeat comes after %f s in the mean', (count, mean, variance) => {
    // Least of n uniform numbers: mean 1 / (n + 1), variance n / ((n + 1)^2 (n + 2)).
    const runs = 2000;
    let total = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const trial = trialOf(count, { seed });
      trial.arrive(trial.cluster.addClass({ requests: { cpu: 1 } }).id);
      trial.kernel.run(SECOND);
      total += trial.decisions[0]![2] / SECOND;
    }
    expect(Math.abs(total / runs - mean)).toBeLessThan(4 * Math.sqrt(variance / runs));
  });
});

test('a heartbeat assigns to its own node only, and fills it in order of submission', () => {
  const trial = trialOf(1, {}, 8);
  const large = trial.cluster.addClass({ requests: { cpu: 5 } }).id;
  const small = trial.cluster.addClass({ requests: { cpu: 2 } }).id;
  for (const id of [large, large, small, small]) trial.arrive(id);
  trial.kernel.run(SECOND - 1);
  // 5 goes in, the second 5 does not fit and lets a 2 pass; 1 is left.
  expect(trial.decisions.map(([pod]) => pod)).toEqual([0, 2]);
});

test('room that comes back is used at the next heartbeat of that node, not before', () => {
  const trial = trialOf(1, { seed: 5 });
  const ask = trial.cluster.addClass({ requests: { cpu: 8 } }).id;
  const first = trial.arrive(ask);
  trial.kernel.run(SECOND - 1);
  const second = trial.arrive(ask);
  trial.end(first);
  trial.settle();
  expect(trial.cluster.pods.node[second]).toBe(-1);
  trial.kernel.run(2 * SECOND - 1);
  expect(trial.decisions.at(-1)).toEqual([second, 0, phaseOf(5, 0) + SECOND]);
});

test('an ask that no node takes within an interval is given up, or fails and waits on, as the scenario says', () => {
  for (const unschedulable of ['give-up', 'wait'] as const) {
    const trial = trialOf(2, { unschedulable });
    const pod = trial.arrive(trial.cluster.addClass({ requests: { cpu: 9 } }).id);
    trial.kernel.run(3 * SECOND);
    expect(trial.decisions).toEqual([[pod, -1, SECOND]]);
  }
});

test('the interval is a parameter', () => {
  const trial = trialOf(1, { parameters: { interval: 10 * SECOND }, seed: 3 });
  trial.arrive(trial.cluster.addClass({ requests: { cpu: 1 } }).id);
  trial.kernel.run(10 * SECOND);
  expect(trial.decisions[0]![2]).toBe(Math.floor(new Streams(3).unitOf('heartbeat-phase', 0) * 10 * SECOND));
});

test('queues by class assign like one queue', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 40 }), fc.integer({ min: 1, max: 99 }), (sizes, seed) => {
    const trial = trialOf(3, { seed });
    const classes = [1, 2, 3, 4, 5, 6].map((cpu) => trial.cluster.addClass({ requests: { cpu } }).id);
    for (const size of sizes) trial.arrive(classes[size - 1]!);
    trial.kernel.run(SECOND - 1);
    // The plain rule: nodes in order of their phases, each walks the whole list.
    const left = [8, 8, 8];
    const placed = new Map<number, number>();
    for (const node of [0, 1, 2].sort((a, b) => phaseOf(seed, a) - phaseOf(seed, b))) {
      sizes.forEach((size, pod) => {
        if (placed.has(pod) || size > left[node]!) return;
        left[node]! -= size;
        placed.set(pod, node);
      });
    }
    expect(new Map(trial.decisions.map(([pod, node]) => [pod, node]))).toEqual(placed);
  }));
});
