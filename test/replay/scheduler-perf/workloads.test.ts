import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineScheduler } from '../../../src/algorithms/schedulers/contract.js';
import type { CellPlan } from '../../../src/replay/plan.js';
import { replay } from '../../../src/replay/replay.js';
import type { CellResult } from '../../../src/replay/result.js';
import type { PerfOperation, PerfWorkload, TemplateText } from '../../../src/workloads/readers/scheduler-perf/index.js';
import { perfName, readPerfFile } from '../../../src/workloads/readers/scheduler-perf/index.js';
import { repositoryRoot } from '../../shared.js';
import { builtIns, cell, choose, NO_INPUTS } from '../plans.js';

/** First fit by row, a quarter of a second per attempt; a pod that fits nowhere is tried again when something changes. */
const quarter = defineScheduler({
  name: 'quarter', title: 'four attempts a second', source: 'test', revision: 1, parameters: {}, readsConstraints: true,
  cost: { perAttemptUs: 250_000, perNodeVisitedUs: 0, perFilterCallUs: 0, perScoreCallUs: 0, source: 'declared' },
  create(context) {
    const queue: number[] = [];
    const parked: number[] = [];
    const wake = (): void => { queue.push(...parked.splice(0)); };
    const forget = (pod: number): void => {
      for (const list of [queue, parked]) if (list.includes(pod)) list.splice(list.indexOf(pod), 1);
    };
    return {
      podArrived(pod) { queue.push(pod); },
      podWithdrawn: forget,
      podEnded: wake,
      nodeChanged: wake,
      step() {
        const pod = queue.shift();
        if (pod === undefined) return false;
        context.operations.attempts++;
        const { cluster } = context;
        const podClass = cluster.classes[cluster.pods.classId[pod]!]!;
        for (let node = 0; node < cluster.nodes.count; node++) {
          if (cluster.fits(podClass, node)) {
            context.bind(pod, node);
            return true;
          }
        }
        context.failed(pod, 'full');
        parked.push(pod);
        return true;
      },
    };
  },
});

const catalogues = { ...builtIns, schedulers: new Map([...builtIns.schedulers, ['quarter', quarter]]) };

const template = (text: string): TemplateText => ({ file: 'template.yaml', text });
const POD = template('apiVersion: v1\nkind: Pod\nmetadata: { generateName: p-, labels: { app: a } }\n'
  + 'spec: { terminationGracePeriodSeconds: 0, containers: [{ name: c, image: i }] }\n');
const pods = (count: number, more: Partial<PerfOperation & { opcode: 'createPods' }> = {}): PerfOperation => ({
  opcode: 'createPods', count, namespace: null, template: POD, collectMetrics: false, skipWaitToCompletion: false, steadyStateUs: null, volume: null, ...more,
});
const nodes = (count: number, more: Partial<PerfOperation & { opcode: 'createNodes' }> = {}): PerfOperation => ({
  opcode: 'createNodes', count, template: null, prepare: null, ...more,
});

function perfCell(operations: readonly PerfOperation[], parts: Partial<CellPlan> = {}): CellPlan {
  return cell({
    nodes: [], workload: [], decisionTime: 'modelled', scheduler: { name: 'quarter', parameters: {} }, until: { quietUs: 0, atMostUs: 1800e6 }, recordPods: true,
    schedulerPerf: {
      name: 'Case/w', operations, declaredFeatures: 0, metrics: null, refused: null,
      threshold: { metric: 'SchedulingThroughput', labels: {}, bucket: 'Average', expectLower: false, value: 3 },
    },
    ...parts,
  });
}

const run = (operations: readonly PerfOperation[]): CellResult => replay(perfCell(operations), NO_INPUTS, catalogues);

function dataOf(result: CellResult, metric: string, labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, number>> | null | undefined {
  return result.perf!.items.find((item) => item.labels.Metric === metric && Object.entries(labels).every(([key, value]) => item.labels[key] === value))?.data;
}

describe('a measured workload', () => {
  const result = run([nodes(3), pods(20, { collectMetrics: true })]);

  it('samples four placements a second, and waits until a look at a whole second finds all placed', () => {
    // Pod k is bound at k / 4 s: 4 at the first tick, which sets the start, then 8, 12, 16 and 20, at 5 s, where the wait ends.
    expect(result.outcome).toBe('completed');
    expect(dataOf(result, 'SchedulingThroughput')).toEqual({ Average: 4, Perc50: 4, Perc90: 4, Perc95: 4, Perc99: 4, AverageThreshold: 3 });
    expect(dataOf(result, 'SchedulingDuration')).toEqual({ Duration: 5 });
    expect(result.perf!.progress).toEqual([[2, 3, 4, 5].map((second) => ({ seconds: second - 1, completed: 4 * second, attempts: 4 * second, observed: 4 * second, rate: 4 }))]);
  });

  it('has the histograms of upstream\'s buckets, in milliseconds', () => {
    // 250 ms each, all in the bucket from 128 to 256 ms: 128 + 128 x P.
    const attempts = dataOf(result, 'scheduler_scheduling_attempt_duration_seconds', { result: 'scheduled' })!;
    expect(attempts).toMatchObject({ Average: 250, Perc50: 192 });
    expect(attempts.Perc90).toBeCloseTo(128 + 128 * 0.9, 9);
    // 250, 500 ... 5,000 ms: 250 x 21 / 2.
    expect(dataOf(result, 'scheduler_pod_scheduling_duration_seconds')).toMatchObject({ Average: 2625 });
    expect(dataOf(result, 'scheduler_scheduling_attempt_duration_seconds', { result: 'unschedulable' })).toBeUndefined();
  });

  it('is called as upstream calls it, by the namespace of its operation', () => {
    expect(result.perf!.items[0]!.labels).toEqual({ Name: 'BenchmarkPerfScheduling/Case/w/namespace-1', Metric: 'SchedulingThroughput' });
    expect(result.pods!.names[0]).toBe('namespace-1/p-0');
  });

  it('is the same every time', () => {
    expect(run([nodes(3), pods(20, { collectMetrics: true })])).toEqual(result);
  });
});

describe('operations', () => {
  it('label nodes in turn, name them and give them their host name', () => {
    const seen: unknown[] = [];
    const looking = { ...quarter, create: (...[context, values]: Parameters<typeof quarter.create>) => {
      const scheduler = quarter.create(context, values);
      return { ...scheduler, nodeChanged: (node: number) => { seen.push(context.cluster.nodes.specs[node]!.template!.metadata); } };
    } };
    const prepare = { kind: 'labels', key: 'zone', values: ['a', 'b'] } as const;
    replay(perfCell([nodes(3, { prepare }), nodes(1), pods(1, { collectMetrics: true })]), NO_INPUTS, { ...builtIns, schedulers: new Map([['quarter', looking]]) });
    const hostname = 'kubernetes.io/hostname';
    expect(seen).toEqual([
      ...['a', 'b', 'a'].map((zone, i) => expect.objectContaining({ name: `node-0-${i}`, labels: { zone, [hostname]: `node-0-${i}` } })),
      expect.objectContaining({ name: 'node-1-3', labels: { [hostname]: 'node-1-3' } }),
    ]);
  });

  it('of a steady state place, delete and create batch after batch for their duration', () => {
    // Two pods take half a second; then they go at once and the next two come: 2 x 2 a second for 10 s, and four pods a second.
    const result = run([nodes(1), pods(2, { collectMetrics: true, steadyStateUs: 10e6 })]);
    expect(result.outcome).toBe('completed');
    expect(dataOf(result, 'SchedulingDuration')).toEqual({ Duration: 10 });
    expect(dataOf(result, 'SchedulingThroughput')).toMatchObject({ Average: 4, Perc50: 4 });
    expect(result.metrics).toContainEqual({ metric: 'pods_bound', statistic: 'value', value: 40 });
  });

  it('delete pods at their pace in the background, or all at once', () => {
    const paced = run([
      nodes(1), pods(4), { opcode: 'deletePods', namespace: 'namespace-1', labels: {}, skipWaitToCompletion: true, perSecond: 2 },
      pods(12, { collectMetrics: true })]);
    // Deletions start with the second group at 1 s: at 1.5, 2, 2.5 and 3 s.
    expect([...paced.pods!.endedUs].slice(0, 4)).toEqual([1.5e6, 2e6, 2.5e6, 3e6]);
    const atOnce = run([
      nodes(1), pods(4), { opcode: 'deletePods', namespace: 'namespace-1', labels: { app: 'a' }, skipWaitToCompletion: false, perSecond: 0 },
      pods(1, { collectMetrics: true })]);
    expect([...atOnce.pods!.endedUs].slice(0, 4)).toEqual([1e6, 1e6, 1e6, 1e6]);
    const others = run([
      nodes(1), pods(4), { opcode: 'deletePods', namespace: 'namespace-1', labels: { app: 'b' }, skipWaitToCompletion: false, perSecond: 0 },
      pods(1, { collectMetrics: true })]);
    expect([...others.pods!.endedUs].slice(0, 4)).toEqual([-1, -1, -1, -1]);
  });

  it('churn by creating a pod per tick until the number is reached', () => {
    // Ticks at 0.5, 1 and 1.5 s beside the measured pods, which are placed by 10 of 4 a second.
    const result = run([nodes(1), { opcode: 'churn', mode: 'create', number: 3, intervalUs: 500_000, namespace: null, templates: [POD] }, pods(10, { collectMetrics: true })]);
    const churned = result.pods!.names.flatMap((name, i) => (name.startsWith('namespace-1/') ? [result.pods!.createdUs[i]!] : []));
    expect(churned).toEqual([500_000, 1_000_000, 1_500_000]);
  });

  it('churn by filling and emptying a ring of slots in turn', () => {
    const result = run([
      nodes(1), { opcode: 'churn', mode: 'recreate', number: 1, intervalUs: 1_000_000, namespace: 'churn', templates: [POD] },
      pods(16, { collectMetrics: true })]);
    const churned = result.pods!.names.flatMap((name, i) => (name.startsWith('churn/') ? [i] : []));
    // Created at 1, 3 ... s; the queue is 4 s long, so the first is deleted at 2 s without having been tried.
    expect(churned.map((pod) => result.pods!.createdUs[pod]).slice(0, 2)).toEqual([1e6, 3e6]);
    expect(result.pods!.boundUs[churned[0]!]).toBe(-1);
  });

  it('wait at a barrier for pods that nobody has waited for', () => {
    const skipped = pods(8, { namespace: 'a', skipWaitToCompletion: true });
    const result = run([nodes(1), skipped, { opcode: 'barrier', namespaces: [], labels: {}, stage: 'Scheduled' }, pods(1, { collectMetrics: true })]);
    // 8 pods are placed at 2 s: the pod behind the barrier is created then.
    expect(result.pods!.createdUs[8]).toBe(2e6);
  });

  it('wait for attempts where pods cannot be placed; a gated pod counts as attempted', () => {
    const gated = template('apiVersion: v1\nkind: Pod\nmetadata: { generateName: g- }\nspec: { schedulingGates: [{ name: gate }], containers: [{ name: c, image: i }] }\n');
    const attempted = { opcode: 'barrier', namespaces: [], labels: {}, stage: 'Attempted' } as const;
    const sleeping = { opcode: 'sleep', us: 3_000_000 } as const;
    const full = run([pods(4, { skipWaitToCompletion: true }), attempted, nodes(1), sleeping, pods(1, { collectMetrics: true })]);
    expect([...full.pods!.attempts].slice(0, 4)).toEqual([2, 2, 2, 2]);
    expect(full.pods!.createdUs[4]).toBe(1e6 + 3e6);
    const held = run([pods(4, { template: gated, skipWaitToCompletion: true }), attempted, nodes(1), pods(1, { collectMetrics: true })]);
    expect(held.outcome).toBe('completed');
    expect(held.pods!.createdUs[4]).toBe(0);
  });

  it('measure between start and stop the pods that are meant', () => {
    const other = template(POD.text.replace('app: a', 'app: b'));
    const result = run([
      nodes(1), { opcode: 'startCollectingMetrics', name: 'both', namespaces: ['x'], labels: { app: 'a' } },
      pods(8, { namespace: 'x' }), pods(8, { namespace: 'x', template: other }), { opcode: 'stopCollectingMetrics' },
    ]);
    // 8 pods in 2 s count: 4 at the first tick, 8 at the second; of the others none.
    expect(dataOf(result, 'SchedulingThroughput')).toMatchObject({ Average: 4, Perc99: 4 });
    expect(result.perf!.items[0]!.labels.Name).toBe('BenchmarkPerfScheduling/Case/w/both');
  });

  it('create and update objects of any kind from templates', () => {
    const small = template('apiVersion: v1\nkind: Node\nmetadata: { name: "n{{.Index}}" }\nstatus: { capacity: { cpu: 0, pods: 1 } }\n');
    const large = template(small.text.replace('cpu: 0, pods: 1', 'cpu: 1, memory: 1Gi, pods: 5'));
    const wanting = template(POD.text.replace('image: i', 'image: i, resources: { requests: { cpu: 100m } }'));
    const result = run([
      { opcode: 'createAny', template: small, namespace: '', count: 2 },
      pods(3, { template: wanting, skipWaitToCompletion: true }),
      { opcode: 'updateAny', template: large, namespace: '', count: 2, perSecond: 1, subresources: [] },
      { opcode: 'barrier', namespaces: [], labels: {}, stage: 'Scheduled' }, pods(1, { collectMetrics: true }),
    ]);
    // The first node is updated at 1 s; until then all three were tried in vain (0.25, 0.5, 0.75 s).
    expect([...result.pods!.boundUs].slice(0, 3)).toEqual([1.25e6, 1.5e6, 1.75e6]);
  });

  it('limit the client to 5,000 requests at once and 5,000 a second', () => {
    const result = run([pods(6000, { skipWaitToCompletion: true }), nodes(1), { opcode: 'sleep', us: 1 }, pods(0, { collectMetrics: true })]);
    expect(result.pods!.createdUs[4999]).toBe(0);
    expect([5000, 5001, 5999].map((pod) => result.pods!.createdUs[pod])).toEqual([200, 400, 200_000]);
  });

  it('give up waiting after ten minutes, and say for what', () => {
    const result = run([nodes(1), pods(111, { collectMetrics: true })]);
    expect(result.outcome).toBe('deadline-exceeded');
    expect(result.reason!.message).toBe('operation 1 (createPods): after 10m only 110 of 111 pods of namespace namespace-1 were scheduled');
  });

  it('that contradict one another end the workload', () => {
    const start = { opcode: 'startCollectingMetrics', name: 'a', namespaces: ['x'], labels: {} } as const;
    expect(run([start, start]).reason!.message).toContain('a measurement is under way already');
    expect(run([{ opcode: 'stopCollectingMetrics' }]).reason!.message).toContain('no measurement is under way');
    expect(run([{ opcode: 'barrier', namespaces: ['x'], labels: {}, stage: 'Scheduled' }]).reason!.message).toContain('unknown namespace x');
    expect(run([{ opcode: 'createAny', template: POD, namespace: '', count: 1 }]).reason!.message).toContain('needs a namespace');
  });
});

describe('upstream\'s workloads, with kube', () => {
  const load = async (name: string): Promise<PerfWorkload[]> => readPerfFile(path.join(repositoryRoot, 'test/recorded/scheduler-perf', name, 'performance-config.yaml'));
  const replayed = (workload: PerfWorkload): CellResult => replay(perfCell([], {
    scheduler: choose('kube'), recordPods: true,
    schedulerPerf: { name: perfName(workload), operations: workload.operations,
      declaredFeatures: workload.declaredFeatures, metrics: workload.metrics, threshold: workload.threshold, refused: workload.refused },
  }), NO_INPUTS, builtIns);

  it('run or are refused by name, each of the small ones', async () => {
    for (const file of ['misc', 'volumes', 'nodedeclaredfeatures', 'dra/extendedresource/scoring']) {
      for (const workload of (await load(file)).filter(({ labels }) => labels.includes('short') && !labels.includes('performance'))) {
        const result = replayed(workload);
        expect(['completed', 'rejected'], `${perfName(workload)}: ${result.reason?.message}`).toContain(result.outcome);
        if (workload.refused !== null) expect(result.reason!.message).toBe(workload.refused);
      }
    }
  }, 60_000);

  it('place 1,000 pods of SchedulingBasic on 500 nodes at the speed that its cost model declares', async () => {
    const workload = (await load('misc')).find(({ testCase, name }) => testCase === 'SchedulingBasic' && name === '500Nodes')!;
    const result = replayed(workload);
    // 122.9 us + 230 nodes x 2.026 us (numFeasibleNodesToFind of 500 nodes is 230) = 588.88 us.
    expect(dataOf(result, 'scheduler_scheduling_attempt_duration_seconds', { result: 'scheduled' })!.Average).toBeCloseTo(0.58888, 4);
    expect(result.metrics).toContainEqual({ metric: 'pods_bound', statistic: 'value', value: 1500 });
  });

  it('preempt three pods of low priority for each of high priority in PreemptionBasic', async () => {
    const workload = (await load('misc')).find(({ testCase, name }) => testCase === 'PreemptionBasic' && name === '5Nodes')!;
    const result = replayed(workload);
    // Nodes of 4 CPU hold four pods of 900m; 3,000m fit when one of them is left: 3 x 5 victims.
    expect(result.outcome).toBe('completed');
    expect(result.metrics).toContainEqual({ metric: 'preemptions', statistic: 'value', value: 15 });
  });
});
