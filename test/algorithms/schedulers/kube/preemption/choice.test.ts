import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import { SchedulingCycle } from '../../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation } from '../../../../../src/algorithms/schedulers/kube/framework/plain.js';
import type { PluginHost, PostFilterAnswer } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { NodeOrder } from '../../../../../src/algorithms/schedulers/kube/node-order.js';
import { Cluster, type PodClass } from '../../../../../src/world/cluster/index.js';
import { pluginHost } from '../host.js';

/** A bound pod: it asks for one CPU unless told otherwise. */
interface Bound { readonly name: string; readonly priority?: number; readonly started?: number; readonly cpu?: number; readonly app?: string }

interface Desk {
  readonly cluster: Cluster;
  readonly host: PluginHost;
  /** PostFilter's answer for a pod that wants so many milli-CPU, with victims by name. */
  preempt(cpu: number, options?: { readonly policy?: string; readonly nominated?: string }): Omit<PostFilterAnswer, 'victims'> & { readonly victims?: readonly string[] };
}

/** Nodes of four CPUs with these pods; candidates are limited as DefaultPreemptionArgs say. */
function desk(nodes: Readonly<Record<string, readonly Bound[]>>, minCandidateNodesAbsolute = 100, offset = 0): Desk {
  const cluster = new Cluster();
  const order = new NodeOrder();
  const addClass = (cpu: number, priority: number, app?: string, policy?: string): PodClass => cluster.addClass({
    requests: { cpu }, priority,
    template: {
      metadata: { name: '', labels: app === undefined ? {} : { app } },
      spec: {
        priority, containers: [{ name: 'c', resources: { requests: { cpu: `${cpu}m` } } }],
        ...(policy === undefined ? {} : { preemptionPolicy: policy }),
      },
    },
  });
  for (const [name, pods] of Object.entries(nodes)) {
    const node = cluster.addNode({ name, allocatable: { cpu: 4000 }, template: { metadata: { name }, spec: {} } });
    order.add(node, '');
    for (const { name: podName, priority = 0, started, cpu = 1000, app } of pods) {
      const pod = cluster.addPod(addClass(cpu, priority, app).id, 0, `default/${podName}`);
      if (started !== undefined) cluster.pods.startUs[pod] = started;
      cluster.place(pod, node);
    }
  }
  const host: PluginHost = { ...pluginHost(cluster), random: { below: () => offset, unit: () => 0, uint32: () => 0 } };
  const args = new Map([['DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute }]]);
  const framework = createFramework(host, defaultProfile({ percentageOfNodesToScore: 0, args }));
  const cycle = new SchedulingCycle({
    framework, order, evaluation: plainEvaluation(framework), tieBreak: null, percentageOfNodesToScore: 0,
    operations: { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 },
  });
  return {
    cluster, host,
    preempt(cpu, { policy, nominated } = {}) {
      const podClass = addClass(cpu, 100, undefined, policy);
      const pod = cluster.addPod(podClass.id, 0, 'default/incoming');
      if (nominated !== undefined) host.nominator.add(pod, nominated);
      expect(cycle.run(pod, podClass, host.nominator.nodeOf(pod))).toBe(-1);
      const { victims, ...answer } = cycle.postFilter()!;
      return { ...answer, ...(victims === undefined ? {} : { victims: victims.map((one) => cluster.pods.names[one]!.slice('default/'.length)) }) };
    },
  };
}

const full = (name: string, bound: Omit<Bound, 'name'> = {}): readonly Bound[] =>
  ['0', '1', '2', '3'].map((k) => ({ name: name + k, started: 10, ...bound }));

describe('Preemption chooses the node', () => {
  it('whose highest victim is lowest, though it has more victims', () => {
    // a: one victim of priority 6. b: two victims of priority 5.
    const { preempt } = desk({ a: [{ name: 'a', priority: 6, cpu: 4000 }], b: [{ name: 'b0', priority: 5, cpu: 2000 }, { name: 'b1', priority: 5, cpu: 2000 }] });
    expect(preempt(4000)).toMatchObject({ result: 'nominated', nominated: 'b', victims: ['b0', 'b1'] });
  });

  it('by the sum of priority + 2^31, so that one victim less weighs more than any priority', () => {
    // a: 5 + 5 + 2 * 2^31 = 4294967306. b: 5 + (-2^31) + 2 * 2^31 = 2147483653: the second adds nothing.
    // c: 5 + 2^31 = 2147483653: as much as b, but one victim less.
    const pair = (name: string, second: number): readonly Bound[] =>
      [{ name: `${name}0`, priority: 5, cpu: 3000 }, { name: `${name}1`, priority: second, cpu: 1000 }];
    const a = pair('a', 5);
    const b = pair('b', -(2 ** 31));
    expect(desk({ a, b }).preempt(4000)).toMatchObject({ nominated: 'b', victims: ['b0', 'b1'] });
    expect(desk({ a, b, c: [{ name: 'c', priority: 5, cpu: 4000 }] }).preempt(4000)).toMatchObject({ nominated: 'c', victims: ['c'] });
  });

  it('whose most important victim started last; not known counts as now', () => {
    const one = (name: string, started?: number): readonly Bound[] => [{ name, cpu: 4000, ...(started === undefined ? {} : { started }) }];
    expect(desk({ a: one('a', 5), b: one('b', 9), c: one('c', 9) }).preempt(1000)).toMatchObject({ nominated: 'b' });
    expect(desk({ a: one('a', 5), b: one('b', 9), c: one('c') }).preempt(1000)).toMatchObject({ nominated: 'c' });
  });

  it('among the first candidates only, from the offset on', () => {
    const nodes = { a: full('a', { priority: 3 }), b: full('b', { priority: 2 }), c: full('c', { priority: 1 }) };
    expect(desk(nodes, 100).preempt(1000)).toMatchObject({ nominated: 'c' });
    // Two are enough: a and b.
    expect(desk(nodes, 2).preempt(1000)).toMatchObject({ nominated: 'b' });
    // One is enough, and the search begins at b.
    expect(desk(nodes, 1, 1).preempt(1000)).toMatchObject({ nominated: 'b' });
  });

  it('beyond the wanted number until one violates no budget, which then wins', () => {
    const nodes = { a: full('a', { app: 'x' }), b: full('b', { app: 'x' }), c: full('c', { priority: 50 }), d: full('d') };
    const it = desk(nodes, 1);
    it.cluster.objects.put('PodDisruptionBudget', { metadata: { name: 'x' }, spec: { selector: { matchLabels: { app: 'x' } } } });
    expect(it.preempt(1000)).toMatchObject({ nominated: 'c', victims: ['c3'] });
  });
});

describe('Victims on a node', () => {
  it('are those of least importance: lower priority first, then younger ones', () => {
    const { preempt } = desk({ a: [
      { name: 'old', started: 1 }, { name: 'dear', priority: 9, started: 8 }, { name: 'young', started: 7 }, { name: 'unknown' },
    ] });
    // Put back in the order dear, old, young, unknown: with 2000m asked for, the first two are spared.
    expect(preempt(2000)).toMatchObject({ victims: ['young', 'unknown'] });
  });

  it('are rather those that no budget protects, however important', () => {
    const it = desk({ a: [
      { name: 'dear', priority: 9, started: 1 }, { name: 'kept', app: 'x', started: 2 }, { name: 'free', app: 'x', started: 3 }, { name: 'least', started: 4 },
    ] });
    // One disruption is allowed. By importance, kept takes it and free violates the budget: free is put back first, then
    // dear, kept, least until there is no more room: 3000m asked for leave one.
    it.cluster.objects.put('PodDisruptionBudget', {
      metadata: { name: 'x' }, spec: { selector: { matchLabels: { app: 'x' } } }, status: { disruptionsAllowed: 1 },
    });
    expect(it.preempt(3000)).toMatchObject({ victims: ['dear', 'kept', 'least'] });
  });

  it('are never of the same priority or a higher one', () => {
    expect(desk({ a: full('a', { priority: 100 }) }).preempt(1000)).toEqual({
      result: 'continue', nominated: '',
      message: 'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    });
  });
});

describe('A pod may not preempt', () => {
  it('when its policy is Never: its nomination stays', () => {
    expect(desk({ a: full('a') }).preempt(1000, { policy: 'Never' })).toEqual({
      result: 'continue', message: 'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    });
  });

  it('while a pod that it evicted terminates on its node; another reason to terminate is no reason to wait', () => {
    const { cluster, preempt } = desk({ a: full('a'), b: full('b') });
    cluster.pods.terminating[1] = 1;
    expect(preempt(1000, { nominated: 'a' })).toMatchObject({ result: 'nominated' });
    cluster.pods.preempted[1] = 1;
    expect(preempt(1000, { nominated: 'a' })).toEqual({
      result: 'continue', message: 'no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.',
    });
    expect(preempt(1000, { nominated: 'b' })).toMatchObject({ result: 'nominated' });
  });

  it('where no eviction helps: nodes that are too small are not tried', () => {
    expect(desk({ a: full('a'), b: full('b') }).preempt(5000)).toEqual({
      result: 'continue', nominated: '',
      message: 'no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    });
  });
});
