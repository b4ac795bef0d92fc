import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import type { ClusterEvent, EventRegistration } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { definePlugin, type Plugin, type PluginDefinition } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import { prioritySort } from '../../../../../src/algorithms/schedulers/kube/plugins/catalog.js';
import { DEFAULT_BACKOFF } from '../../../../../src/algorithms/schedulers/kube/queue/backoff.js';
import { SchedulingQueue } from '../../../../../src/algorithms/schedulers/kube/queue/scheduling-queue.js';
import { Cluster, type PodClass } from '../../../../../src/world/cluster/index.js';
import { pluginHost } from '../host.js';

const SECOND_US = 1_000_000;
const TAINTED: ClusterEvent = { resource: 'Node', action: 'UpdateNodeTaint', node: 0, before: null, after: null };
const LABELLED: ClusterEvent = { resource: 'Node', action: 'UpdateNodeLabel', node: 0, before: null, after: null };

interface BenchOptions {
  /** What the plugin that rejects pods listens to. */
  readonly events?: readonly EventRegistration[];
  /** Whether a PreEnqueue plugin holds a pod, and what it listens to. */
  readonly holds?: (pod: number) => boolean;
  readonly gateEvents?: readonly EventRegistration[];
  readonly popsFromBackoff?: boolean;
}

/** A queue with one rejecting plugin, one that holds pods at the door, and a log of moves. */
class Bench {
  readonly cluster = new Cluster();
  readonly queue: SchedulingQueue;
  readonly moves: string[] = [];
  readonly rejectors: number;

  constructor({ events = [], holds = () => false, gateEvents = [], popsFromBackoff = true }: BenchOptions) {
    const host = pluginHost(this.cluster);
    const held = host.statuses.intern({ plugin: 'SchedulingGates', code: 'UU', reasons: ['held'] });
    const plugin = (name: string, rest: Partial<Plugin>): PluginDefinition => definePlugin({ name, defaults: null, create: () => ({ name, reads: 'cluster', ...rest }) });
    const framework = createFramework(host, defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }), new Map([
      [prioritySort.name, prioritySort],
      ['NodeName', plugin('NodeName', { events, filter: () => SUCCESS })],
      ['SchedulingGates', plugin('SchedulingGates', { events: gateEvents, preEnqueue: (_podClass, pod) => (holds(pod) ? held : SUCCESS) })],
    ]));
    this.queue = new SchedulingQueue({
      cluster: this.cluster, nominator: host.nominator, frameworks: [framework], profileOf: () => 0, nominationOf: () => '',
      settings: { ...DEFAULT_BACKOFF, popsFromBackoff },
      onMove: (pod, queue, by) => { this.moves.push(`${pod} ${queue} ${by}`); },
    });
    this.rejectors = this.queue.sets.of([this.queue.sets.plugin('NodeName')]);
  }

  podClass(priority = 0): PodClass { return this.cluster.addClass({ requests: {}, priority }); }

  add(podClass: PodClass, nowUs = 0): number {
    const pod = this.cluster.addPod(podClass.id, nowUs);
    this.queue.add(pod, nowUs);
    return pod;
  }

  /** Pops a pod and gives it back, rejected. */
  reject(nowUs: number): number {
    const pod = this.queue.pop();
    this.queue.giveBack(pod, this.rejectors, 0, nowUs);
    return pod;
  }

  moved(): readonly string[] { return this.moves.splice(0); }
}

describe('a rejected pod', () => {
  it('stays in the pool through events that its plugin did not ask for, and leaves at one that it did', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    bench.add(bench.podClass());
    bench.reject(0);
    bench.moved();
    bench.queue.move(LABELLED, 20 * SECOND_US);
    expect(bench.moved()).toEqual([]);
    bench.queue.move(TAINTED, 20 * SECOND_US);
    expect(bench.moved()).toEqual(['0 active NodeUpdateNodeTaint']);
  });

  it('goes to the backoff queue while it is backing off, and is popped from there when nothing else waits', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    const first = bench.add(bench.podClass());
    bench.reject(0);
    bench.queue.move(TAINTED, 0);
    const second = bench.add(bench.podClass());
    expect(bench.moved()).toEqual(['0 active UnschedulablePodAdd', '0 unsched ScheduleAttemptFailure', '0 backoff NodeUpdateNodeTaint', '1 active UnschedulablePodAdd']);
    expect([bench.queue.pop(), bench.queue.pop(), bench.queue.pop()]).toEqual([second, first, -1]);
  });

  it('waits for the check after its backoff where pods are not popped early', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }], popsFromBackoff: false });
    const pod = bench.add(bench.podClass());
    bench.reject(0);
    bench.queue.move(TAINTED, 0);
    expect(bench.queue.pop()).toBe(-1);
    // Failed at 0, 1 s to wait: at 1 s it is held, so the check at 2 s frees it.
    expect(bench.queue.nextBackoffCheckUs()).toBe(2 * SECOND_US);
    bench.queue.flushBackoff(SECOND_US);
    expect(bench.queue.pop()).toBe(-1);
    bench.queue.flushBackoff(2 * SECOND_US);
    expect(bench.queue.pop()).toBe(pod);
  });

  it('hears what happened while it was in flight, and nothing from before', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    const [early, late] = [bench.add(bench.podClass()), bench.add(bench.podClass())];
    bench.queue.pop();
    bench.queue.move(TAINTED, 0);
    bench.queue.pop();
    bench.queue.giveBack(late, bench.rejectors, 0, 0);
    bench.queue.giveBack(early, bench.rejectors, 0, 0);
    expect(bench.moved().slice(2)).toEqual([`${late} unsched ScheduleAttemptFailure`, `${early} backoff ScheduleAttemptFailure`]);
    expect(bench.queue.inFlight.pods).toEqual([]);
  });

  it('skips its backoff when the plugin that had not decided yet is asked by an event', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    const pod = bench.add(bench.podClass());
    bench.queue.pop();
    bench.queue.giveBack(pod, 0, bench.rejectors, 0);
    bench.moved();
    bench.queue.move(TAINTED, 0);
    expect(bench.moved()).toEqual(['0 active NodeUpdateNodeTaint']);
  });

  it('of a higher priority is not woken when a promise to a lower one is broken', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    for (const priority of [1, 5, 9]) bench.add(bench.podClass(priority));
    for (let i = 0; i < 3; i++) bench.reject(0);
    bench.moved();
    bench.queue.move(TAINTED, 20 * SECOND_US, 5);
    expect([...bench.moved()].sort((a, b) => (a < b ? -1 : 1))).toEqual(['0 active NodeUpdateNodeTaint', '1 active NodeUpdateNodeTaint']);
  });

  it('keeps its place before younger pods wherever it has been', () => {
    const bench = new Bench({ events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }] });
    const podClass = bench.podClass();
    const old = bench.add(podClass);
    bench.reject(0);
    const young = bench.add(podClass, 20 * SECOND_US);
    bench.queue.move(TAINTED, 20 * SECOND_US);
    expect([bench.queue.pop(), bench.queue.pop()]).toEqual([old, young]);
  });

  it('leaves the pool by itself after more than five minutes', () => {
    const bench = new Bench({});
    bench.add(bench.podClass());
    bench.reject(0);
    bench.moved();
    expect(bench.queue.nextPoolCheckUs()).toBe(330 * SECOND_US);
    bench.queue.flushPool(300 * SECOND_US);
    expect(bench.moved()).toEqual([]);
    bench.queue.flushPool(330 * SECOND_US);
    expect(bench.moved()).toEqual(['0 active UnschedulableTimeout']);
    expect(bench.queue.nextPoolCheckUs()).toBe(Infinity);
  });
});

describe('a pod that failed with an error', () => {
  it('is neither popped early nor woken, and its errors are counted by themselves', () => {
    const bench = new Bench({ events: [{ resource: '*', actions: ['Add', 'Delete', 'Update'] }] });
    const pod = bench.add(bench.podClass());
    const fail = (nowUs: number): void => {
      bench.queue.pop();
      bench.queue.giveBack(pod, 0, 0, nowUs);
      bench.queue.move(TAINTED, nowUs);
      expect(bench.queue.pop()).toBe(-1);
    };
    fail(0);
    // 1 s after the first error, 2 s after the second: 0 + 1 -> free at 2; 2 + 2 = 4 -> free at 5.
    expect(bench.queue.nextBackoffCheckUs()).toBe(2 * SECOND_US);
    bench.queue.flushBackoff(2 * SECOND_US);
    fail(2 * SECOND_US);
    expect(bench.queue.nextBackoffCheckUs()).toBe(5 * SECOND_US);
    bench.queue.flushBackoff(5 * SECOND_US);
    // A rejection ends the row of errors: it is the first of its kind, and the next error counts as the first again.
    bench.reject(5 * SECOND_US);
    expect(bench.queue.entries.errorCount[pod]).toBe(0);
    expect(bench.queue.entries.unschedulableCount[pod]).toBe(1);
    expect(bench.queue.entries.attempts[pod]).toBe(3);
  });
});

describe('a pod that is held at the door', () => {
  it('waits in the pool, is left alone by events that its holder did not ask for, and passes when it may', () => {
    const held = new Set([0]);
    const bench = new Bench({
      holds: (pod) => held.has(pod), gateEvents: [{ resource: 'Node', actions: ['UpdateNodeLabel'] }],
      events: [{ resource: 'Node', actions: ['UpdateNodeTaint'] }],
    });
    bench.add(bench.podClass());
    expect(bench.moved()).toEqual(['0 gated UnschedulablePodAdd']);
    held.clear();
    bench.queue.move(TAINTED, 0);
    bench.queue.flushPool(600 * SECOND_US);
    expect(bench.moved()).toEqual([]);
    bench.queue.move(LABELLED, 600 * SECOND_US);
    expect(bench.moved()).toEqual(['0 active NodeUpdateNodeLabel']);
  });

  it('is not counted as tried, and leaves without a trace when it is deleted', () => {
    const bench = new Bench({ holds: () => true });
    const pod = bench.add(bench.podClass());
    expect(bench.queue.entries.attempts[pod]).toBe(0);
    bench.queue.remove(pod);
    expect([...bench.queue.pool.pods()]).toEqual([]);
    expect(bench.queue.nextPoolCheckUs()).toBe(Infinity);
  });
});

describe('a changed pod', () => {
  it('goes to its new place in the active queue', () => {
    const bench = new Bench({});
    const [low, high] = [bench.podClass(1), bench.podClass(7)];
    const [first, second] = [bench.add(low), bench.add(low)];
    bench.cluster.pods.classId[second] = high.id;
    bench.queue.update(second, low, '', [], 0);
    expect([bench.queue.pop(), bench.queue.pop()]).toEqual([second, first]);
  });

  it('leaves the pool when the change is one that its plugin asked for', () => {
    const bench = new Bench({ events: [{ resource: 'Pod', actions: ['UpdatePodLabel'], hint: (pod, _podClass, event) => 'pod' in event && event.pod === pod }] });
    const [before, after] = [bench.podClass(), bench.podClass()];
    const pod = bench.add(before);
    bench.reject(0);
    bench.moved();
    const change = (action: 'Update' | 'UpdatePodLabel'): ClusterEvent => ({ resource: 'UnscheduledPod', action, pod, before, after, node: -1 });
    bench.cluster.pods.classId[pod] = after.id;
    bench.queue.update(pod, before, '', [change('Update')], 20 * SECOND_US);
    expect(bench.moved()).toEqual([]);
    bench.queue.update(pod, after, '', [change('UpdatePodLabel')], 20 * SECOND_US);
    expect(bench.moved()).toEqual(['0 active UnschedulablePodUpdatePodLabel']);
  });
});
