import { describe, expect, it } from 'vitest';
import { FREE, defineScheduler, type CostModel, type Scheduler, type SchedulerContext, type SchedulerDefinition } from '../../src/algorithms/schedulers/contract.js';
import { podByPod } from '../../src/algorithms/schedulers/pod-by-pod.js';
import type { CellPlan, NodePlan, WorkloadPlan } from '../../src/replay/plan.js';
import { replay } from '../../src/replay/replay.js';
import type { CellResult } from '../../src/replay/result.js';
import { Streams } from '../../src/world/kernel/streams.js';
import { standardExponential } from '../../src/world/kernel/exponential.js';
import { Trial } from '../algorithms/schedulers/trial.js';
import { podColumns, type PodRow } from './columns.js';
import { builtIns, cell } from './plans.js';

const AS_RECORDED: WorkloadPlan = { kind: 'trace', input: 0, order: 'recorded', fill: null, times: 'recorded', speedup: 1, lifetimes: 'recorded' };
/** Room for everything that the tests ask for. */
const LARGE_NODE: NodePlan = {
  kind: 'uniform', count: 1, name: 'node-{i}', allocatable: { cpu: 1e9, memory: 1e15 }, allowedPods: 1e9, labels: {}, taints: [], zones: [], devices: null,
};

/** Replays pods on one large node with a scheduler made for the test. */
function run(pods: readonly PodRow[], create: (context: SchedulerContext) => Scheduler, cost: CostModel = FREE, parts: Partial<CellPlan> = {}): CellResult {
  const definition = defineScheduler({ name: 'made-up', title: 'made up', source: 'this test', revision: 1, parameters: {}, cost, create });
  const plan = cell({
    nodes: [LARGE_NODE],
    workload: [AS_RECORDED],
    scheduler: { name: 'made-up', parameters: {} },
    decisionTime: 'modelled',
    recordPods: true,
    until: { quietUs: 60e6, atMostUs: 1e15 },
    ...parts,
  });
  return replay(plan, { nodes: [], pods: [podColumns(pods)], manifests: [] }, { ...builtIns, schedulers: new Map([['made-up', definition]]) });
}

const onFirstNode = (context: SchedulerContext): Scheduler => podByPod(context, { pick: () => 0 });
const POD: PodRow = { cpuMilli: 1, memoryBytes: 1 };

describe('decision time', () => {
  it('makes pods queue: three at once, a second each, are bound after one, two and three seconds', () => {
    const cost = { ...FREE, perAttemptUs: 1e6 };
    expect([...run([POD, POD, POD], onFirstNode, cost).pods!.boundUs]).toEqual([1e6, 2e6, 3e6]);
  });

  it('carries fractions of a microsecond over: four attempts of 0.75 us take 3 us', () => {
    const cost = { ...FREE, perAttemptUs: 0.75 };
    // Whole microseconds reached after each: 0.75 -> 0, 1.5 -> 1, 2.25 -> 2, 3.0 -> 3.
    expect([...run([POD, POD, POD, POD], onFirstNode, cost).pods!.boundUs]).toEqual([0, 1, 2, 3]);
  });

  it('is spent in full, although a preemption that is carried out brings the news of its end', () => {
    const evicting = (context: SchedulerContext): Scheduler => podByPod(context, { pick: (pod) => {
      if (pod > 0) context.preempt(pod - 1);
      return 0;
    } });
    expect([...run([POD, POD, POD, POD], evicting, { ...FREE, perAttemptUs: 1e6 }).pods!.boundUs]).toEqual([1e6, 2e6, 3e6, 4e6]);
  });

  it('is the queue of theory: M/D/1 at load 0.75 waits 0.225 s in the mean', () => {
    // Poisson arrivals at 5 a second, 0.15 s a decision: wait = rho t / (2 (1 - rho)) = 0.75 x 0.15 / 0.5 = 0.225 s.
    const stream = new Streams(7).get('arrivals');
    let clock = 0;
    const pods = Array.from({ length: 60_000 }, () => {
      clock += standardExponential(stream) / 5;
      return { ...POD, createdUs: Math.round(clock * 1e6), lifetimeUs: 1e6 };
    });
    const { createdUs, boundUs } = run(pods, onFirstNode, { ...FREE, perAttemptUs: 150_000 }).pods!;
    let wait = 0;
    for (let i = 0; i < pods.length; i++) wait += boundUs[i]! - createdUs[i]! - 150_000;
    // The standard error of the mean over 60,000 correlated waits is about 0.006 s.
    expect(wait / pods.length / 1e6).toBeGreaterThan(0.225 - 0.02);
    expect(wait / pods.length / 1e6).toBeLessThan(0.225 + 0.02);
  });
});

describe('rules of the simulated world', () => {
  it('violated: a pod bound where there is no room', () => {
    const result = run([{ cpuMilli: 2e9, memoryBytes: 1 }], onFirstNode);
    expect(result).toMatchObject({ outcome: 'violated', reason: { kind: 'capacity' } });
    expect(result.reason!.message).toMatch(/pod 0 was bound to node node-0/);
  });

  it('violated: a pod bound twice', () => {
    const twice = (context: SchedulerContext): Scheduler => ({
      podArrived(pod) {
        context.bind(pod, 0);
        context.bind(pod, 0);
      },
    });
    expect(run([POD], twice)).toMatchObject({ outcome: 'violated', reason: { kind: 'one-node-per-pod' } });
  });

  it('a node that does not exist is the scheduler\'s own failure, told with the rows that do', () => {
    const elsewhere = (context: SchedulerContext): Scheduler => podByPod(context, { pick: () => 7 });
    expect(() => run([POD], elsewhere)).toThrow(/bind to node 7, rows are 0 to 0/);
  });

  it('a demand that cannot be expressed rejects the variant by name', () => {
    const picky = defineScheduler({
      name: 'made-up', title: 'picky', source: 'this test', revision: 1, parameters: {}, cost: FREE, create: onFirstNode,
      refuses: ({ cpuMilli }) => cpuMilli === 1 ? 'one milli-CPU is too little to bother' : null,
    });
    const plan = cell({
      workload: [AS_RECORDED],
      scheduler: { name: 'made-up', parameters: {} },
    });
    const result = replay(plan, { nodes: [], pods: [podColumns([POD])], manifests: [] }, { ...builtIns, schedulers: new Map([['made-up', picky]]) });
    expect(result).toMatchObject({ outcome: 'rejected', reason: { kind: 'made-up' } });
    expect(result.reason!.message).toMatch(/too little to bother/);
  });

  it('the deadline leaves pods that never came as deadline-exceeded', () => {
    const result = run([POD, { ...POD, createdUs: 3600e6 }], onFirstNode, FREE, { until: { quietUs: 60e6, atMostUs: 60e6 } });
    expect(result.outcome).toBe('deadline-exceeded');
    expect(result.reason!.message).toMatch(/1 had not arrived/);
  });
});

describe('what a host tells', () => {
  const quiet: Scheduler = { podArrived() {} };
  const hostOf = (create: (context: SchedulerContext) => Scheduler): Trial =>
    new Trial(defineScheduler({ name: 'made-up', title: 'made up', source: 'this test', revision: 1, parameters: {}, cost: FREE, create }) as SchedulerDefinition,
      [{ name: 'n', allocatable: { cpu: 1000 } }]);

  it('of a binding that failed: an end and an arrival, unless the scheduler listens to it', () => {
    const told: string[] = [];
    const deaf = hostOf(() => ({ podArrived: (pod) => { told.push(`arrived ${pod}`); }, podEnded: (pod, node) => { told.push(`ended ${pod}@${node}`); } }));
    deaf.host.bindFailed(3, 0);
    deaf.settle();
    const listening = hostOf(() => ({ ...quiet, podEnded: () => { told.push('ended'); }, bindFailed: (pod, node) => { told.push(`failed ${pod}@${node}`); } }));
    listening.host.bindFailed(4, 0);
    listening.settle();
    expect(told).toEqual(['ended 3@0', 'arrived 3', 'failed 4@0']);
  });

  it('of changes: with what was there before', () => {
    const told: unknown[] = [];
    const trial = hostOf(() => ({
      ...quiet,
      nodeChanged: (node, change, before) => { told.push([node, change, before?.allocatable['cpu']]); },
      podChanged: (pod, before) => { told.push([pod, before.priority]); },
      objectChanged: ({ kind, before, after }) => { told.push([kind, before, after?.metadata.name]); },
      podTerminating: (pod, node) => { told.push(['terminating', pod, node]); },
    }));
    const before = trial.cluster.nodes.specs[0]!;
    trial.cluster.updateNode(0, { ...before, allocatable: { cpu: 2000 } });
    trial.host.nodeChanged(0, 'updated', before);
    trial.host.podChanged(7, trial.cluster.addClass({ requests: {}, priority: 5 }));
    trial.host.objectChanged({ kind: 'StorageClass', before: null, after: { metadata: { name: 'fast' }, provisioner: 'p' } });
    trial.host.podTerminating(7, 0);
    trial.settle();
    expect(told).toEqual([[0, 'updated', 1000], [7, 5], ['StorageClass', null, 'fast'], ['terminating', 7, 0]]);
  });

  it('a timer that nobody has to wait for does not keep the replay alive', () => {
    const rung: number[] = [];
    const trial = hostOf((context) => ({
      podArrived() {
        context.setTimer(5, 1, { keepsAlive: false });
        context.setTimer(9, 2);
      },
      timer: (tag) => { rung.push(tag); },
    }));
    trial.arrive(trial.cluster.addClass({ requests: {} }).id);
    trial.settle();
    expect(trial.kernel.liveCount).toBe(1);
    trial.kernel.run();
    expect(rung).toEqual([1, 2]);
  });

  it('carries out writes of objects, and tells everybody of them', () => {
    const told: string[] = [];
    const trial = hostOf((context) => ({
      podArrived() { context.write('StorageClass', { metadata: { name: 'fast' }, provisioner: 'p' }); },
      objectChanged: ({ kind, after }) => { told.push(`${kind} ${after?.metadata.name}`); },
    }));
    trial.arrive(trial.cluster.addClass({ requests: {} }).id);
    trial.settle();
    expect(trial.cluster.objects.get('StorageClass', 'fast')?.provisioner).toBe('p');
    expect(told).toEqual(['StorageClass fast']);
  });
});
