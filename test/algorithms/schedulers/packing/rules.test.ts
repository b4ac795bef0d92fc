import { describe, expect, test } from 'vitest';
import { bestFit, firstFit, nextFit, powerOfChoices, random, roundRobin, worstFit } from '../../../../src/algorithms/schedulers/catalog.js';
import type { SchedulerDefinition } from '../../../../src/algorithms/schedulers/contract.js';
import { Trial, type TrialOptions } from '../trial.js';

/** Nodes that items of one resource are put on, in order of arrival. */
function packing(definition: SchedulerDefinition, capacity: number, items: readonly number[], options: TrialOptions = {}): number[] {
  const trial = new Trial(definition, items.map((_, i) => ({ name: `bin-${i}`, allocatable: { cpu: capacity } })), options);
  return items.map((size) => trial.submit(trial.cluster.addClass({ requests: { cpu: size } }).id));
}

const binsOf = (nodes: readonly number[]): number => new Set(nodes).size;

describe('worked example: bins of 10', () => {
  test.each([
    // 6 | 5 4 | 5: the 5 did not fit beside the 6, and next fit never looks back at it
    { rule: nextFit, items: [6, 5, 4, 5], nodes: [0, 1, 1, 2] },
    { rule: firstFit, items: [6, 5, 4, 5], nodes: [0, 1, 0, 1] },
    { rule: bestFit, items: [6, 5, 4, 5], nodes: [0, 1, 0, 1] },
    // the 4 goes to the 5 (5 left), not to the 6 (4 left); then neither has 5 left
    { rule: worstFit, items: [6, 5, 4, 5], nodes: [0, 1, 1, 2] },
    { rule: firstFit, items: [4, 7, 3, 6], nodes: [0, 1, 0, 2] }, // 4 3 | 7 | 6
    { rule: bestFit, items: [4, 7, 3, 6], nodes: [0, 1, 1, 0] }, // 4 6 | 7 3
    { rule: worstFit, items: [4, 7, 3, 6], nodes: [0, 1, 0, 2] },
  ])('$rule.name packs $items', ({ rule, items, nodes }) => expect(packing(rule, 10, items)).toEqual(nodes));

  test('first fit and best fit take 3 bins for 4 4 3 3 3 3, although 2 are enough', () => {
    // 4 4 | 3 3 3 | 3; the best packing is 4 3 3 | 4 3 3
    for (const rule of [firstFit, bestFit]) expect(binsOf(packing(rule, 10, [4, 4, 3, 3, 3, 3]))).toBe(3);
  });

  test('first fit, bad case in integers: 6 x 15, 6 x 34, 6 x 51 of 101 take 10 bins, 6 are enough', () => {
    const items = [15, 34, 51].flatMap((size) => Array<number>(6).fill(size));
    expect(binsOf(packing(firstFit, 101, items))).toBe(10);
  });
});

test('round robin goes on after the node used last, and comes round', () => {
  expect(packing(roundRobin, 10, [4, 4, 4, 4])).toEqual([0, 1, 2, 3]);
  const trial = new Trial(roundRobin, [0, 1, 2].map((i) => ({ name: `n${i}`, allocatable: { cpu: [10, 4, 10][i]! } })));
  const item = trial.cluster.addClass({ requests: { cpu: 5 } }).id;
  expect([1, 2, 3, 4, 5].map(() => trial.submit(item))).toEqual([0, 2, 0, 2, -1]); // node 1 is too small
});

test('worst fit over all nodes spreads', () => {
  expect(packing(worstFit, 10, [6, 5, 4, 5], { parameters: { nodes: 'all' } })).toEqual([0, 1, 2, 3]);
});

test('best fit over two resources takes the node with the least left of both together', () => {
  // Shares of the largest node (10 CPU, 100 memory): a has 8/10 + 20/100 = 1.0 left, b 3/10 + 60/100 = 0.9.
  const trial = new Trial(bestFit, [
    { name: 'largest', allocatable: { cpu: 10, memory: 100 } }, { name: 'a', allocatable: { cpu: 8, memory: 20 } }, { name: 'b', allocatable: { cpu: 3, memory: 60 } },
  ]);
  expect(trial.submit(trial.cluster.addClass({ requests: { cpu: 1, memory: 10 } }).id)).toBe(2);
  // b has too little CPU now for 3: a is next.
  expect(trial.submit(trial.cluster.addClass({ requests: { cpu: 3, memory: 10 } }).id)).toBe(1);
});

test('random places on every node with room equally often', () => {
  const counts = [0, 0, 0, 0];
  for (let seed = 0; seed < 3000; seed++) {
    const trial = new Trial(random, [4, 1, 4, 4].map((cpu, i) => ({ name: `n${i}`, allocatable: { cpu } })), { seed });
    counts[trial.submit(trial.cluster.addClass({ requests: { cpu: 2 } }).id)]!++;
  }
  // 1000 +- 4 x sqrt(3000 x 1/3 x 2/3) = 104
  expect(counts[1]).toBe(0);
  for (const node of [0, 2, 3]) expect(Math.abs(counts[node]! - 1000)).toBeLessThan(104);
});

test('random finds the only node with room among many', () => {
  const trial = new Trial(random, Array.from({ length: 500 }, (_, i) => ({ name: `n${i}`, allocatable: { cpu: i === 321 ? 4 : 1 } })));
  expect(trial.submit(trial.cluster.addClass({ requests: { cpu: 2 } }).id)).toBe(321);
});

describe('power of two choices', () => {
  // n equal balls into n bins: the fullest bin holds about ln n / ln ln n with one choice and ln ln n / ln 2 with two.
  const fullest = (d: number): number => {
    const n = 2000;
    const trial = new Trial(powerOfChoices, Array.from({ length: n }, (_, i) => ({ name: `n${i}`, allocatable: { cpu: 1000 } })), { parameters: { d } });
    const ball = trial.cluster.addClass({ requests: { cpu: 1 } }).id;
    for (let i = 0; i < n; i++) trial.submit(ball);
    return Math.max(...trial.cluster.nodes.podCount);
  };

  test('the fullest of 2,000 nodes holds at most 4 of 2,000 pods; with one choice it holds more', () => {
    // ln ln 2000 / ln 2 = 2.9, plus a constant; one choice: P(no node with 5) = exp(-2000 / (e 5!)) = 0.2 %.
    expect(fullest(2)).toBeLessThanOrEqual(4);
    expect(fullest(1)).toBeGreaterThanOrEqual(5);
  });

  test('both draws on one of two nodes have one chance in four, else the emptier one is taken', () => {
    let emptier = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const trial = new Trial(powerOfChoices, [4, 5].map((cpu, i) => ({ name: `n${i}`, allocatable: { cpu } })), { seed });
      if (trial.submit(trial.cluster.addClass({ requests: { cpu: 1 } }).id) === 1) emptier++;
    }
    expect(Math.abs(emptier - 1500)).toBeLessThan(78); // 4 x sqrt(2000 x 3/16)
  });
});
