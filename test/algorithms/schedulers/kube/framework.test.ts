import { pluginHost } from './host.js';
import { describe, expect, it } from 'vitest';
import { SUCCESS } from '../../../../src/algorithms/schedulers/kube/framework/status.js';
import { definePlugin, type Plugin, type PluginDefinition, type PluginHost } from '../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { planCycle, createFramework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { defaultProfile, PLUGINS } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { Cluster } from '../../../../src/world/cluster/index.js';
import { Desk } from './desk.js';

/** A plugin that takes the place of one that the catalogue does not have yet. */
function stand(name: string, members: (host: PluginHost) => Omit<Plugin, 'name' | 'reads'>, reads: Plugin['reads'] = 'cluster'): PluginDefinition {
  return definePlugin({ name, defaults: null, create: (host) => ({ name, reads, ...members(host) }) });
}

describe('the extension points', () => {
  it('PreEnqueue keeps a pod out until its status clears', () => {
    let isOpen = false;
    const gates = stand('SchedulingGates', ({ statuses }) => {
      const gated = statuses.intern({ plugin: 'SchedulingGates', code: 'UU', reasons: ['gated'] });
      return { preEnqueue: () => (isOpen ? SUCCESS : gated) };
    });
    const desk = new Desk({ plugins: [gates] });
    const a = desk.node('a', 1000);
    const pod = desk.arrive(desk.podClass(100));
    desk.scheduler.nodeChanged!(a, 'updated');
    expect(desk.work()).toEqual([]);
    isOpen = true;
    desk.scheduler.nodeChanged!(a, 'updated');
    expect(desk.work()).toEqual([`${pod}@a`]);
  });

  it('PostFilter nominates a node, which is then tried first and alone', () => {
    const asked: string[] = [];
    const preemption = stand('DefaultPreemption', ({ statuses }) => ({
      postFilter({ pod, found }) {
        asked.push(`${pod}: ${found.failedCount} ${statuses.get(found.failedStatus[0]!)!.reasons[0]!}`);
        return { result: 'nominated', nominated: 'b' };
      },
    }));
    const desk = new Desk({ unschedulable: 'give-up', plugins: [preemption] });
    desk.node('a', 1000);
    desk.node('b', 1000);
    const [first, second] = [desk.arrive(desk.podClass(1000)), desk.arrive(desk.podClass(1000))];
    expect(desk.work()).toEqual([`${first}@a`, `${second}@b`]);
    const third = desk.arrive(desk.podClass(500));
    // A nominated pod is not given up: it waits for the room that is being made.
    expect(desk.work()).toEqual([`failed ${third}: 0/2 nodes are available: 2 Insufficient cpu.`]);
    expect(asked).toEqual([`${third}: 2 Insufficient cpu`]);
    const visitedBefore = desk.operations.nodesVisited;
    desk.end(second);
    expect(desk.work()).toEqual([`${third}@b`]);
    expect(desk.operations.nodesVisited - visitedBefore).toBe(1);
  });

  it('PreFilter: U lets the others speak, UU ends it, node names are intersected', () => {
    const cluster = new Cluster();
    const podClass = cluster.addClass({ requests: {} });
    const plan = (...plugins: readonly PluginDefinition[]): ReturnType<typeof planCycle> => planCycle(
      createFramework(host, defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }),
        new Map([...PLUGINS, ...plugins.map((plugin) => [plugin.name, plugin] as const)])),
      podClass,
      -1,
    );
    const host: PluginHost = pluginHost(cluster);
    const called: string[] = [];
    const answering = (name: string, code: 'U' | 'UU'): PluginDefinition => stand(name, ({ statuses }) => ({
      preFilter: () => { called.push(name); return { status: statuses.intern({ plugin: name, code, reasons: [name] }) }; },
    }));
    const naming = (name: string, ...nodeNames: readonly string[]): PluginDefinition => stand(name, () => ({ preFilter: () => ({ nodeNames }) }));

    // Default order: VolumeRestrictions, VolumeBinding, VolumeZone.
    expect(host.statuses.get(plan(answering('VolumeRestrictions', 'U'), answering('VolumeZone', 'UU')).rejected)?.plugin).toBe('VolumeZone');
    expect(called.splice(0)).toEqual(['VolumeRestrictions', 'VolumeZone']);
    plan(answering('VolumeRestrictions', 'UU'), answering('VolumeZone', 'U'));
    expect(called.splice(0)).toEqual(['VolumeRestrictions']);

    const narrowed = plan(naming('VolumeBinding', 'a', 'b', 'c'), naming('VolumeZone', 'c', 'b'));
    expect(narrowed).toMatchObject({ rejected: SUCCESS, nodeNames: ['b', 'c'], narrowedBy: ['VolumeBinding', 'VolumeZone'] });
    const disjoint = plan(naming('VolumeBinding', 'a'), naming('VolumeZone', 'b'));
    expect(host.statuses.get(disjoint.rejected)).toEqual({
      plugin: '', code: 'UU', reasons: ["node(s) didn't satisfy plugin(s) [VolumeBinding VolumeZone] simultaneously"],
    });
  });

  it.each(['fast', 'plain'] as const)('a filter that fails ends the cycle at its node, nodes behind stay unvisited (%s)', (evaluation) => {
    const failing = stand('VolumeZone', ({ statuses }) => ({
      preFilter: () => ({}),
      filter: (_podClass, node) => (node === 1 ? statuses.intern({ plugin: 'VolumeZone', code: 'Error', reasons: ['no such disk'] }) : SUCCESS),
    }));
    const desk = new Desk({ evaluation, unschedulable: 'give-up', plugins: [failing] });
    for (const name of ['a', 'b', 'c']) desk.node(name, 1000);
    const pod = desk.arrive(desk.podClass(100));
    expect(desk.work()).toEqual([`gave up ${pod}: running "VolumeZone" filter plugin: no such disk`]);
    expect(desk.operations.nodesVisited).toBe(1);
  });

  it('a PreFilter that fails ends the cycle', () => {
    const failing = stand('VolumeZone', ({ statuses }) => ({
      preFilter: () => ({ status: statuses.intern({ plugin: 'VolumeZone', code: 'Error', reasons: ['no lister'] }) }),
    }));
    const desk = new Desk({ unschedulable: 'give-up', plugins: [failing] });
    desk.node('a', 1000);
    const pod = desk.arrive(desk.podClass(100));
    expect(desk.work()).toEqual([`gave up ${pod}: running PreFilter plugin "VolumeZone": no lister`]);
  });

  it('a plugin that looks at other nodes is asked anew in every cycle, also by the fast evaluation', () => {
    // Rejects nodes that hold as many pods as the fullest node, and prefers the emptier ones.
    const spread = stand('PodTopologySpread', ({ cluster, statuses }) => {
      const full = statuses.intern({ plugin: 'PodTopologySpread', code: 'U', reasons: ['as full as the fullest'] });
      const podsOn = (node: number): number => cluster.nodes.podCount[node]!;
      const most = (): number => Math.max(1, ...Array.from({ length: cluster.nodes.count }, (_, node) => podsOn(node)));
      return {
        preFilter: () => ({}),
        filter: (_podClass, node) => (podsOn(node) >= most() ? full : SUCCESS),
        preScore: () => 'score' as const,
        score: (_podClass, node) => 10 * (most() - podsOn(node)),
      };
    });
    const decide = (evaluation: 'fast' | 'plain'): readonly string[] => {
      const desk = new Desk({ evaluation, plugins: [spread] });
      for (const name of ['a', 'b', 'c', 'd']) desk.node(name, 4000);
      const podClass = desk.podClass(100);
      for (let i = 0; i < 10; i++) desk.arrive(podClass);
      return desk.work();
    };
    expect(decide('fast')).toEqual(decide('plain'));
    expect(decide('fast')).toHaveLength(10);
  });
});
