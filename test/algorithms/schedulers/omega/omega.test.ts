import { describe, expect, test } from 'vitest';
import { omega } from '../../../../src/algorithms/schedulers/catalog.js';
import type { NodeSpec } from '../../../../src/world/cluster/index.js';
import { Trial } from '../trial.js';

const SECOND = 1e6;
/** Scheduler 0 thinks 1 s a job, scheduler 1 thinks 2 s; pods are dealt out in turn. */
const TWO = { actors: 2, jobThink: SECOND, taskThink: 0, skew: 1 };
const trialOf = (nodes: readonly NodeSpec[], parameters: Readonly<Record<string, unknown>>): Trial =>
  new Trial(omega, nodes, { parameters: { ...TWO, ...parameters }, unschedulable: 'wait' });

describe('worked example: one machine of 4 CPU, two schedulers that copy it at 0 and think 1 s and 2 s', () => {
  const machine = [{ name: 'm1', allocatable: { cpu: 4000 } }];
  const run = (cpu: number, conflicts: string, mode: string): Trial => {
    const trial = trialOf(machine, { conflicts, mode });
    const task = trial.cluster.addClass({ requests: { cpu } }).id;
    trial.arrive(task);
    trial.arrive(task);
    trial.kernel.run(2.5 * SECOND);
    return trial;
  };

  test.each(['incremental', 'all-or-nothing'])('tasks of 3 CPU: the first commits at 1 s, the second conflicts at 2 s (%s)', (mode) => {
    for (const conflicts of ['resource-fit', 'sequence']) {
      const trial = run(3000, conflicts, mode);
      expect(trial.decisions).toEqual([[0, 0, SECOND]]);
      expect(trial.host.refusedClaims).toBe(1);
    }
  });

  test('tasks of 1 CPU: both commit when only lack of room is a conflict', () => {
    const trial = run(1000, 'resource-fit', 'incremental');
    expect(trial.decisions).toEqual([[0, 0, SECOND], [1, 0, 2 * SECOND]]);
    expect(trial.host.refusedClaims).toBe(0);
  });

  test('tasks of 1 CPU: the second conflicts when any claim since the copy is one', () => {
    const trial = run(1000, 'sequence', 'incremental');
    expect(trial.decisions).toEqual([[0, 0, SECOND]]);
    expect(trial.host.refusedClaims).toBe(1);
    // Refused at 2 s, tried again after 1 s on a fresh copy, thought over for 2 s.
    trial.kernel.run(10 * SECOND);
    expect(trial.decisions[1]).toEqual([1, 0, 5 * SECOND]);
  });
});

describe('worked example: a job of two tasks, one of which conflicts', () => {
  // Licences tie each task to its machine: pods 0 (first scheduler) and 1 to m1, pod 3 to m2; pod 2 wants next to nothing.
  const run = (mode: string): Trial => {
    const trial = trialOf([
      { name: 'm1', allocatable: { cpu: 4000, 'example.org/one': 2 } }, { name: 'm2', allocatable: { cpu: 4000, 'example.org/two': 2 } },
    ], { mode, conflicts: 'resource-fit' });
    const onFirst = trial.cluster.addClass({ requests: { cpu: 3000, 'example.org/one': 1 } }).id;
    const onSecond = trial.cluster.addClass({ requests: { cpu: 1000, 'example.org/two': 1 } }).id;
    const filler = trial.cluster.addClass({ requests: { cpu: 1 } }).id;
    for (const id of [onFirst, onFirst, filler, onSecond]) trial.arrive(id);
    trial.kernel.run(2.5 * SECOND);
    return trial;
  };

  test('incremental commits the other one', () => {
    const trial = run('incremental');
    expect(trial.decisions.filter(([, , at]) => at === 2 * SECOND)).toEqual([[3, 1, 2 * SECOND]]);
    expect(trial.host.refusedClaims).toBe(1);
  });

  test('all-or-nothing commits none', () => {
    expect(run('all-or-nothing').decisions.filter(([, , at]) => at === 2 * SECOND)).toEqual([]);
  });
});

test('think time is t_job + t_task per pod: 0.1 s + 10 x 5 ms = 0.15 s', () => {
  const trial = new Trial(omega, [{ name: 'm', allocatable: { cpu: 64_000 } }], { parameters: { actors: 1 }, unschedulable: 'wait' });
  const task = trial.cluster.addClass({ requests: { cpu: 1 } }).id;
  for (let i = 0; i < 10; i++) trial.arrive(task);
  trial.kernel.run(SECOND);
  expect(new Set(trial.decisions.map(([, , at]) => at))).toEqual(new Set([150_000]));
  expect(trial.decisions.length).toBe(10);
});

test('a pod without room on the copy waits for the next try, or is given up', () => {
  const machine = [{ name: 'm1', allocatable: { cpu: 4000 } }];
  const waits = trialOf(machine, { actors: 1 });
  const huge = waits.cluster.addClass({ requests: { cpu: 5000 } }).id;
  waits.arrive(huge);
  waits.kernel.run(3.5 * SECOND);
  expect(waits.decisions).toEqual([[0, -1, SECOND], [0, -1, 3 * SECOND]]);
  const gives = new Trial(omega, machine, { parameters: { ...TWO, actors: 1 }, unschedulable: 'give-up' });
  gives.arrive(gives.cluster.addClass({ requests: { cpu: 5000 } }).id);
  gives.kernel.run(9 * SECOND);
  expect(gives.decisions).toEqual([[0, -1, SECOND]]);
});

test('a pod that found no room as often as `abandonAfter` says is given up', () => {
  const trial = trialOf([{ name: 'm1', allocatable: { cpu: 4000 } }], { actors: 1, abandonAfter: 3 });
  trial.arrive(trial.cluster.addClass({ requests: { cpu: 5000 } }).id);
  trial.kernel.run(3600 * SECOND);
  // Thinks 1 s, fails at 1 s, comes back 1 s later: 1, 3 and 5 s; the third failure is the last.
  expect(trial.decisions.map(([, , atUs]) => atUs)).toEqual([SECOND, 3 * SECOND, 5 * SECOND]);
});

test('four schedulers on a crowded cell conflict, lose no pod, place none twice and keep to capacity', () => {
  const nodes = Array.from({ length: 10 }, (_, i) => ({ name: `m${i}`, allocatable: { cpu: 10_000 } }));
  const trial = trialOf(nodes, { actors: 4, skew: 0.5, conflicts: 'sequence', mode: 'all-or-nothing', jobSize: 5 });
  const task = trial.cluster.addClass({ requests: { cpu: 1000 } }).id;
  for (let i = 0; i < 100; i++) trial.arrive(task);
  trial.kernel.run(3600 * SECOND);
  expect(trial.host.refusedClaims).toBeGreaterThan(0);
  expect(trial.decisions.map(([pod]) => pod).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect([...trial.cluster.nodes.podCount.subarray(0, 10)]).toEqual(Array<number>(10).fill(10));
});

test('demands for devices are refused by name', () => {
  const trial = trialOf([], {});
  const podClass = trial.cluster.addClass({ requests: {}, devices: { count: 1, milliEach: 500, models: null } });
  expect(omega.refuses?.(podClass, { ...TWO, conflicts: 'sequence', mode: 'incremental', jobSize: 1, retryAfter: 1e6, abandonAfter: 100 })).toMatch(/devices/);
});
