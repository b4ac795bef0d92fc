import { describe, expect, it } from 'vitest';
import { defaultProfile, PLUGINS } from '../../../../../src/algorithms/schedulers/kube/config/profile.js';
import type { ClusterEvent, EventAction } from '../../../../../src/algorithms/schedulers/kube/framework/events.js';
import { createFramework } from '../../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { HintRegistry } from '../../../../../src/algorithms/schedulers/kube/queue/hint-registry.js';
import { PluginSets } from '../../../../../src/algorithms/schedulers/kube/queue/plugin-sets.js';
import { Cluster, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Node, PodSpec } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';

const cluster = new Cluster();
const sets = new PluginSets();
const registry = new HintRegistry(sets, [createFramework(pluginHost(cluster), defaultProfile({ percentageOfNodesToScore: 0, args: new Map() }), PLUGINS)]);

/** Row of the waiting pod. */
const OWN = 0;
const OTHER = 1;

function wakes(plugin: string, podClass: PodClass, event: ClusterEvent): boolean {
  return registry.listeners(0, sets.of([sets.plugin(plugin)]), event).some(({ hint }) => hint === null || hint(OWN, podClass, event));
}

function pod(requests: Record<string, number>, spec: Partial<PodSpec> = {}): PodClass {
  return cluster.addClass({ requests, template: { metadata: { name: '', namespace: 'default', labels: {} }, spec: { containers: [], ...spec } } });
}

interface NodeParts {
  readonly labels?: Record<string, string>;
  readonly spec?: Node['spec'];
  readonly pods?: number;
  /** Resources besides cpu. */
  readonly more?: Record<string, number>;
}

function node(cpu: number, { labels = {}, spec = {}, pods = 10, more = {} }: NodeParts = {}): NodeSpec {
  return { name: 'n', allocatable: { cpu, ...more }, allowedPods: pods, template: { metadata: { name: 'n', labels }, spec } };
}

const added = (after: NodeSpec): ClusterEvent => ({ resource: 'Node', action: 'Add', node: 0, before: null, after });
const updated = (action: EventAction, before: NodeSpec, after: NodeSpec): ClusterEvent => ({ resource: 'Node', action, node: 0, before, after });
const ended = (before: PodClass): ClusterEvent => ({ resource: 'AssignedPod', action: 'Delete', pod: OTHER, before, after: null, node: 0 });
const changed = (action: EventAction, before: PodClass, after: PodClass, row: number, resource: 'AssignedPod' | 'UnscheduledPod' = 'UnscheduledPod'): ClusterEvent =>
  ({ resource, action, pod: row, before, after, node: -1 });

const TAINTED = { taints: [{ key: 'k', effect: 'NoSchedule' as const }] };
const TOLERANT = { tolerations: [{ key: 'k', operator: 'Exists' as const }] };
const RELEASED_TAINT = { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const }] };
const half = pod({ cpu: 500 });
const gpu = pod({ cpu: 500, 'example.com/gpu': 2 });
const ssd = pod({}, { nodeSelector: { disk: 'ssd' } });
const web = pod({}, { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 80 }] }] });
const web2 = pod({}, { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 81, hostPort: 81 }] }] });

// Rules: kubernetes v1.36, isSchedulableAfter... of each plugin; the recorded timelines of "wake" show most of them at work.
const ROWS: readonly (readonly [plugin: string, rows: readonly (readonly [what: string, PodClass, ClusterEvent, wakes: boolean])[]])[] = [
  ['NodeResourcesFit', [
    ['any pod that ends on a node', half, ended(pod({})), true],
    ['a node that could hold it when empty', half, added(node(500)), true],
    ['a node that could not', half, added(node(499)), false],
    ['a node that takes no pods', half, added(node(500, { pods: 0 })), false],
    ['more of what it asks for, enough', half, updated('UpdateNodeAllocatable', node(400), node(500)), true],
    ['more of it, not enough', half, updated('UpdateNodeAllocatable', node(300), node(400)), false],
    ['more of something else', half, updated('UpdateNodeAllocatable', node(500, { more: { memory: 1 } }), node(500, { more: { memory: 2 } })), false],
    ['more pods', half, updated('UpdateNodeAllocatable', node(500), node(500, { pods: 11 })), true],
    ['less', half, updated('UpdateNodeAllocatable', node(900), node(800)), false],
    ['a part of a device that it wants two of', gpu, updated('UpdateNodeAllocatable', node(500), node(500, { more: { 'example.com/gpu': 1 } })), false],
    ['both devices', gpu, updated('UpdateNodeAllocatable', node(500), node(500, { more: { 'example.com/gpu': 2 } })), true],
    ['any changed taint', half, updated('UpdateNodeTaint', node(1), node(1)), true],
    ['a label', half, updated('UpdateNodeLabel', node(900), node(900, { labels: { a: 'b' } })), false],
    ['less demand of its own', half, changed('UpdatePodScaleDown', half, pod({ cpu: 400 }), OWN), true],
    ['less demand of another that waits', half, changed('UpdatePodScaleDown', half, pod({ cpu: 400 }), OTHER), false],
    ['less demand of a running one', half, changed('UpdatePodScaleDown', half, pod({ cpu: 400 }), OTHER, 'AssignedPod'), true],
    ['less of what it does not ask for', half, changed('UpdatePodScaleDown', pod({ memory: 2 }), pod({ memory: 1 }), OTHER, 'AssignedPod'), false],
  ]],
  ['TaintToleration', [
    ['a node without taints', half, added(node(1)), true],
    ['a tainted node', half, added(node(1, { spec: TAINTED })), false],
    ['a tainted node that it tolerates', pod({}, TOLERANT), added(node(1, { spec: TAINTED })), true],
    ['a taint less', half, updated('UpdateNodeTaint', node(1, { spec: TAINTED }), node(1)), true],
    ['a taint that it tolerated before', pod({}, TOLERANT), updated('UpdateNodeTaint', node(1, { spec: TAINTED }), node(1)), false],
    ['a toleration more of its own', half, changed('UpdatePodToleration', half, pod({}, TOLERANT), OWN), true],
    ['one of another pod', half, changed('UpdatePodToleration', half, pod({}, TOLERANT), OTHER), false],
    ['a pod that ends', half, ended(half), false],
  ]],
  ['NodeUnschedulable', [
    ['a node that takes pods', half, added(node(1)), true],
    ['a cordoned node', half, added(node(1, { spec: { unschedulable: true } })), false],
    ['a node released', half, updated('UpdateNodeTaint', node(1, { spec: { unschedulable: true } }), node(1)), true],
    ['a taint of a node that took pods before', half, updated('UpdateNodeTaint', node(1, { spec: TAINTED }), node(1)), false],
    ['a toleration of being cordoned', pod({}, RELEASED_TAINT), changed('UpdatePodToleration', half, pod({}, RELEASED_TAINT), OWN), true],
    ['another toleration', pod({}, TOLERANT), changed('UpdatePodToleration', half, pod({}, TOLERANT), OWN), false],
  ]],
  ['NodeAffinity', [
    ['a node that matches', ssd, added(node(1, { labels: { disk: 'ssd' } })), true],
    ['one that does not', ssd, added(node(1, { labels: { disk: 'hdd' } })), false],
    ['a label that makes a node match', ssd, updated('UpdateNodeLabel', node(1), node(1, { labels: { disk: 'ssd' } })), true],
    ['a label of a node that matched before', ssd, updated('UpdateNodeLabel', node(1, { labels: { disk: 'ssd' } }), node(1, { labels: { disk: 'ssd', a: 'b' } })), false],
    ['any changed taint', ssd, updated('UpdateNodeTaint', node(1), node(1)), true],
    ['more room', ssd, updated('UpdateNodeAllocatable', node(1), node(2)), false],
  ]],
  ['NodeName', [
    ['any node', half, added(node(1)), true],
    ['a label', half, updated('UpdateNodeLabel', node(1), node(1)), false],
    ['a pod that ends', half, ended(half), false],
  ]],
  ['NodePorts', [
    ['a pod that ends with its port', web, ended(web), true],
    ['one with another port', web, ended(web2), false],
    ['one without ports', web, ended(half), false],
    ['any node', web, added(node(1)), true],
    ['more room', web, updated('UpdateNodeAllocatable', node(1), node(2)), false],
  ]],
  ['DefaultPreemption', [['a pod that ends: what else rejected the pod decides', half, ended(half), false]]],
];

describe.each(ROWS)('a pod rejected by %s', (plugin, rows) => {
  it.each(rows)('is woken or not by %s', (_what, podClass, event, answer) => {
    expect(wakes(plugin, podClass, event)).toBe(answer);
  });
});
