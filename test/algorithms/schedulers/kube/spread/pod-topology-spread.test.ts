import { describe, expect, it } from 'vitest';
import { podTopologySpread } from '../../../../../src/algorithms/schedulers/kube/plugins/pod-topology-spread.js';
import type { ClusterEvent } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import type { Plugin, PluginHost } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { Cluster, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Labels, Pod, Taint, TopologySpreadConstraint } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';

const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
const BLUE: Labels = { color: 'blue' };
const SELECTS_BLUE = { matchLabels: BLUE };

interface Scene {
  readonly cluster: Cluster;
  readonly host: PluginHost;
  readonly plugin: Plugin;
  node(zone: string | null, blue?: number): number;
  pod(constraints: readonly Partial<TopologySpreadConstraint>[], pod?: { readonly labels?: Labels; readonly spec?: Partial<Pod['spec']> }): PodClass;
  verdicts(podClass: PodClass): readonly string[];
}

/** A cluster of nodes with zones and blue pods, and the plugin with its defaults. */
function scene(): Scene {
  const cluster = new Cluster();
  const host = pluginHost(cluster);
  const blue = cluster.addClass({ requests: {}, template: { metadata: { name: '', labels: BLUE }, spec: { containers: [] } } });
  const plugin = podTopologySpread.create(host, podTopologySpread.defaults);
  return {
    cluster, host, plugin,
    node(zone, pods = 0) {
      const name = `n${cluster.nodes.count}`;
      const labels = { [HOSTNAME]: name, ...(zone === null ? {} : { [ZONE]: zone }) };
      const node = cluster.addNode({ name, allocatable: { cpu: 1000 }, template: { metadata: { name, labels } } });
      for (let i = 0; i < pods; i++) cluster.bind(cluster.addPod(blue.id, 0), node);
      return node;
    },
    pod: (constraints, { labels = BLUE, spec = {} } = {}) => cluster.addClass({
      requests: {},
      template: {
        metadata: { name: '', labels },
        spec: {
          containers: [], ...spec,
          ...(constraints.length === 0 ? {} : {
            topologySpreadConstraints: constraints.map((constraint) =>
              ({ maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: SELECTS_BLUE, ...constraint })),
          }),
        },
      },
    }),
    verdicts(podClass) {
      plugin.prepare!(podClass);
      expect(plugin.preFilter!(podClass, -1).skip).toBeUndefined();
      return Array.from({ length: cluster.nodes.count }, (_, node) => host.statuses.get(plugin.filter!(podClass, node))?.code ?? '.');
    },
  };
}

function scores({ plugin, cluster }: Scene, podClass: PodClass, feasible = Array.from({ length: cluster.nodes.count }, (_, node) => node)): {
  readonly raw: readonly number[]; readonly normalized: readonly number[];
} {
  plugin.prepare!(podClass);
  expect(plugin.mayScore!(podClass)).toBe(true);
  const nodes = Int32Array.from(feasible);
  expect(plugin.preScore!(podClass, nodes)).toBe('score');
  const raw = Float64Array.from(nodes, (node) => plugin.score!(podClass, node));
  const normalized = raw.slice();
  plugin.normalize!(normalized, normalized.length, nodes);
  return { raw: [...raw], normalized: [...normalized] };
}

describe('hard topology spread constraints', () => {
  it('reject zones that one more pod would make too full, and nodes without the label for good', () => {
    const s = scene();
    // Blue pods by zone: a 2, b 1. Lowest 1: a 2 + 1 - 1 = 2 > 1, b 1 + 1 - 1 = 1.
    s.node('a', 2);
    s.node('b', 1);
    s.node(null, 5);
    expect(s.verdicts(s.pod([{}]))).toEqual(['U', '.', 'UU']);
    expect(s.verdicts(s.pod([{ maxSkew: 2 }]))).toEqual(['.', '.', 'UU']);
    const [skewed, unlabelled] = [0, 2].map((node) => s.host.statuses.get(s.plugin.filter!(s.pod([{}]), node))?.reasons);
    expect(unlabelled).toEqual(["node(s) didn't match pod topology spread constraints (missing required label)"]);
    expect(skewed).toBeUndefined();
  });

  it('count a pod that they do not select themselves as none', () => {
    const s = scene();
    s.node('a', 2);
    s.node('b', 1);
    // A red pod adds nothing: a 2 + 0 - 1 = 1.
    expect(s.verdicts(s.pod([{}], { labels: { color: 'red' } }))).toEqual(['.', '.']);
  });

  it('take the lowest count for 0 while there are fewer domains than minDomains', () => {
    const s = scene();
    s.node('a', 1);
    s.node('b', 1);
    // 1 + 1 - 0 = 2 > 1 as long as a third zone is missing; then it is the only one with room.
    const podClass = s.pod([{ minDomains: 3 }]);
    expect(s.verdicts(podClass)).toEqual(['U', 'U']);
    s.node('c');
    expect(s.verdicts(podClass)).toEqual(['U', 'U', '.']);
  });

  it('count nothing for an empty selector, although it selects the pod itself', () => {
    const s = scene();
    s.node('a', 7);
    s.node('b', 0);
    // 0 + 1 - 0 = 1 everywhere.
    expect(s.verdicts(s.pod([{ labelSelector: {} }]))).toEqual(['.', '.']);
  });

  it('leave out terminating pods, pods of other namespaces and, by default, nodes outside the node affinity', () => {
    const s = scene();
    const a = s.node('a', 2);
    s.node('b', 0);
    const podClass = s.pod([{}]);
    expect(s.verdicts(podClass)).toEqual(['U', '.']);
    s.cluster.terminate(s.cluster.nodes.firstPod[a]!);
    expect(s.verdicts(podClass)).toEqual(['U', '.']);
    s.cluster.terminate(s.cluster.nodes.firstPod[a]! === 0 ? 1 : 0);
    expect(s.verdicts(podClass)).toEqual(['.', '.']);
    const other = s.cluster.addClass({ requests: {}, template: { metadata: { name: '', namespace: 'other', labels: BLUE }, spec: { containers: [] } } });
    for (let i = 0; i < 3; i++) s.cluster.bind(s.cluster.addPod(other.id, 0), a);
    expect(s.verdicts(podClass)).toEqual(['.', '.']);
    // Only zone a counts for a pod that may run there alone: a 1 + 1 - 1 = 1. With Ignore b is a domain with 0 pods.
    s.node('a', 1);
    const spec = { nodeSelector: { [ZONE]: 'a' } };
    expect(s.verdicts(s.pod([{}], { spec }))).toEqual(['.', '.', '.']);
    expect(s.verdicts(s.pod([{ nodeAffinityPolicy: 'Ignore' }], { spec }))).toEqual(['U', '.', 'U']);
  });

  it('narrow the selector to the pod\'s own values of matchLabelKeys', () => {
    const s = scene();
    s.node('a', 2);
    s.node('b', 0);
    // None of the blue pods there is of version 2.
    const labels = { ...BLUE, version: '2' };
    expect(s.verdicts(s.pod([{ matchLabelKeys: ['version'] }], { labels }))).toEqual(['.', '.']);
    expect(s.verdicts(s.pod([{ matchLabelKeys: ['absent'] }], { labels }))).toEqual(['U', '.']);
    expect(s.plugin.preFilter!(s.pod([]), -1)).toEqual({ skip: true });
  });
});

describe('soft topology spread constraints', () => {
  it('come out as the worked example for the system defaults', () => {
    const s = scene();
    for (const [zone, blue] of [['a', 2], ['a', 0], ['b', 1], ['b', 0]] as const) s.node(zone, blue);
    s.cluster.objects.put('Service', { metadata: { name: 'blue' }, spec: { selector: BLUE } });
    // hostname: ln(4 + 2) = 1.7918, zone: ln(2 + 2) = 1.3863; zone a has 2 pods, b 1.
    // n0: 2 * 1.7918 + 2 + 2 * 1.3863 + 4 = 12.356; n1: 0 + 2 + 2.7726 + 4 = 8.773; n2: 1.7918 + 2 + 1.3863 + 4 = 9.178;
    // n3: 2 + 1.3863 + 4 = 7.386. Normalised: 100 * (12 + 7 - score) / 12.
    expect(scores(s, s.pod([]))).toEqual({ raw: [12, 9, 9, 7], normalized: [58, 83, 83, 100] });
  });

  it('count domains among the nodes at hand only', () => {
    const s = scene();
    for (const zone of ['a', 'b', 'c']) s.node(zone, 5);
    const podClass = s.pod([{ whenUnsatisfiable: 'ScheduleAnyway' }]);
    // 5 * ln(3 + 2) = 8.047 for three zones, 5 * ln(1 + 2) = 5.493 for one; the rounded score is equal for all: 100.
    expect(scores(s, podClass)).toEqual({ raw: [8, 8, 8], normalized: [100, 100, 100] });
    expect(scores(s, podClass, [1])).toEqual({ raw: [5], normalized: [100] });
  });

  it('give 0 to nodes that lack a label, and 100 to all others where nothing counts', () => {
    const s = scene();
    s.node('a');
    s.node(null);
    s.node('b');
    expect(scores(s, s.pod([{ whenUnsatisfiable: 'ScheduleAnyway' }]))).toEqual({ raw: [0, 0, 0], normalized: [100, 0, 100] });
  });

  it('count a missing zone as a zone of its own in the system defaults', () => {
    const s = scene();
    s.node('a', 3);
    s.node(null, 3);
    s.cluster.objects.put('Service', { metadata: { name: 'blue' }, spec: { selector: BLUE } });
    // hostname: 3 * ln(2 + 2) + 2 = 6.159. Zones are "a" and "", so n0 adds 3 * ln(2 + 2) + 4 = 8.159: 14.318, n1 nothing.
    expect(scores(s, s.pod([])).raw).toEqual([14, 6]);
  });

  it('follow the services: without one there is nothing to score', () => {
    const s = scene();
    s.node('a', 1);
    const podClass = s.pod([]);
    const stamp = s.plugin.prepare!(podClass);
    expect(s.plugin.mayScore!(podClass)).toBe(false);
    s.cluster.objects.put('Service', { metadata: { name: 'all' }, spec: { selector: {} } });
    expect(s.plugin.prepare!(podClass)).toBe(stamp);
    s.cluster.objects.put('Service', { metadata: { name: 'blue' }, spec: { selector: BLUE } });
    expect(s.plugin.prepare!(podClass)).not.toBe(stamp);
    expect(s.plugin.mayScore!(podClass)).toBe(true);
  });
});

describe('what wakes a pod that a hard constraint kept waiting', () => {
  const s = scene();
  s.node('a', 1);
  const waiting = s.pod([{ nodeTaintsPolicy: 'Honor' }]);
  const red = s.pod([], { labels: { color: 'red' } });
  const tolerant = s.pod([{ nodeTaintsPolicy: 'Honor' }], { spec: { tolerations: [{ key: 'k', operator: 'Exists' }] } });
  const elsewhere = s.cluster.addClass({ requests: {}, template: { metadata: { name: '', namespace: 'other', labels: BLUE }, spec: { containers: [] } } });
  const own = s.cluster.addPod(waiting.id, 0);
  const wakes = (event: ClusterEvent): boolean => s.plugin.events!
    .find(({ resource }) => resource === (event.resource === 'Node' ? 'Node' : 'Pod'))!.hint!(own, waiting, event);
  const nodeSpec = (labels: Labels, taints: readonly Taint[] = []): NodeSpec =>
    ({ name: 'm', allocatable: {}, template: { metadata: { name: 'm', labels }, spec: { taints } } });
  const assigned = (action: 'Add' | 'Delete' | 'UpdatePodLabel', before: PodClass | null, after: PodClass | null): ClusterEvent =>
    ({ resource: 'AssignedPod', action, pod: 0, before, after, node: 0 });
  const ofNode = (action: 'Add' | 'Delete' | 'UpdateNodeLabel' | 'UpdateNodeTaint', before: NodeSpec | null, after: NodeSpec | null): ClusterEvent =>
    ({ resource: 'Node', action, node: 0, before, after });
  const blue = waiting;
  const zoned = nodeSpec({ [ZONE]: 'a' });

  it.each([
    ['a pod that it counts comes', assigned('Add', null, blue), true],
    ['a pod that it counts goes', assigned('Delete', blue, null), true],
    ['another pod goes', assigned('Delete', red, null), false],
    ['a pod of another namespace goes', assigned('Delete', elsewhere, null), false],
    ['a pod begins to be counted', assigned('UpdatePodLabel', red, blue), true],
    ['a pod changes in another way', assigned('UpdatePodLabel', blue, tolerant), false],
    ['a pod without node comes', { resource: 'UnscheduledPod', action: 'Add', pod: 0, before: null, after: blue, node: -1 }, false],
    ['it gets a toleration itself', { resource: 'UnscheduledPod', action: 'UpdatePodToleration', pod: own, before: blue, after: tolerant, node: -1 }, true],
    ['its own labels leave its selector', { resource: 'UnscheduledPod', action: 'UpdatePodLabel', pod: own, before: blue, after: red, node: -1 }, true],
    ['a node with the label comes', ofNode('Add', null, zoned), true],
    ['a node without the label comes', ofNode('Add', null, nodeSpec({})), false],
    ['a node with the label goes', ofNode('Delete', zoned, null), true],
    ['a node moves', ofNode('UpdateNodeLabel', zoned, nodeSpec({ [ZONE]: 'b' })), true],
    ['a node gets another label', ofNode('UpdateNodeLabel', zoned, nodeSpec({ [ZONE]: 'a', x: 'y' })), false],
    ['a node with the label changes its taints', ofNode('UpdateNodeTaint', zoned, nodeSpec({ [ZONE]: 'a' }, [{ key: 'k', effect: 'NoSchedule' }])), true],
    ['a node without the label changes its taints', ofNode('UpdateNodeTaint', nodeSpec({}), nodeSpec({}, [{ key: 'k', effect: 'NoSchedule' }])), false],
  ] satisfies [string, ClusterEvent, boolean][])('%s', (_, event, expected) => {
    expect(wakes(event)).toBe(expected);
  });
});
