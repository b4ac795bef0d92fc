import { describe, expect, test } from 'vitest';
import { firstFit } from '../../../src/algorithms/schedulers/catalog.js';
import { Trial } from './trial.js';

const node = (cpu: number) => [{ name: 'n', allocatable: { cpu } }];

describe('pods that wait', () => {
  test('are woken in order of arrival, whatever their class', () => {
    const trial = new Trial(firstFit, node(10), { unschedulable: 'wait' });
    const [large, three, two] = [10, 3, 2].map((cpu) => trial.cluster.addClass({ requests: { cpu } }).id);
    const first = trial.arrive(large!);
    for (const id of [three!, two!, three!, two!]) trial.arrive(id);
    trial.settle();
    expect(trial.decisions.map(([, at]) => at)).toEqual([0, -1, -1, -1, -1]);
    trial.end(first);
    trial.settle();
    // Arrival order is 1 (three), 2 (two), 3 (three), 4 (two): 3 + 2 + 3 + 2 = 10.
    expect(trial.decisions.slice(5).map(([pod]) => pod)).toEqual([1, 2, 3, 4]);
  });

  test('come before pods that arrived later', () => {
    const trial = new Trial(firstFit, node(10), { unschedulable: 'wait', cost: { perAttemptUs: 5, perNodeVisitedUs: 0, perFilterCallUs: 0, perScoreCallUs: 0, source: '' } });
    const ten = trial.cluster.addClass({ requests: { cpu: 10 } }).id;
    const first = trial.arrive(ten);
    const early = trial.arrive(ten);
    trial.kernel.run(100);
    const late = trial.arrive(ten);
    trial.end(first);
    trial.kernel.run(200);
    expect(trial.cluster.pods.node[early]).toBe(0);
    expect(trial.cluster.pods.node[late]).toBe(-1);
  });

  test('stay asleep when a node changes that still has no room for them', () => {
    const trial = new Trial(firstFit, node(10), { unschedulable: 'wait' });
    const [six, five] = [6, 5].map((cpu) => trial.cluster.addClass({ requests: { cpu } }).id);
    trial.submit(five!);
    const small = trial.submit(trial.cluster.addClass({ requests: { cpu: 1 } }).id);
    expect(small).toBe(0);
    trial.submit(six!);
    trial.end(1);
    trial.settle();
    expect(trial.host.operations.attempts).toBe(3); // 5 of 10 are free now: not enough for the 6
  });

  test('that are withdrawn are not tried again', () => {
    const trial = new Trial(firstFit, node(10), { unschedulable: 'wait' });
    const ten = trial.cluster.addClass({ requests: { cpu: 10 } }).id;
    const [first, second, third] = [trial.arrive(ten), trial.arrive(ten), trial.arrive(ten)];
    trial.settle();
    trial.cluster.withdraw(second);
    trial.host.podWithdrawn(second);
    trial.end(first);
    trial.settle();
    expect(trial.cluster.pods.node[third]).toBe(0);
    expect(trial.decisions.map(([pod]) => pod)).toEqual([0, 1, 2, 2]);
  });
});

test('a thousand pods that come back out of order keep their order of arrival', () => {
  const trial = new Trial(firstFit, node(1000), { unschedulable: 'wait' });
  const all = trial.cluster.addClass({ requests: { cpu: 1000 } }).id;
  const classes = Array.from({ length: 7 }, (_, i) => trial.cluster.addClass({ requests: { cpu: 1, memory: 0, [`example.org/${i}`]: 0 } }).id);
  const first = trial.arrive(all);
  for (let i = 0; i < 1000; i++) trial.arrive(classes[(i * 5) % 7]!);
  trial.settle();
  trial.end(first);
  trial.settle();
  expect(trial.decisions.slice(1001).map(([pod]) => pod)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
});
