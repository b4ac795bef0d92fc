import { describe, expect, it } from 'vitest';
import { nodeChanges, podChanges } from '../../../../../src/algorithms/schedulers/kube/queue/changes.js';
import { Cluster, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { Node, PodSpec } from '../../../../../src/world/objects/index.js';

function node(parts: { cpu?: number; pods?: number; labels?: Record<string, string>; annotations?: Record<string, string> } & Pick<Node, 'spec' | 'status'> = {}): NodeSpec {
  const { cpu = 1000, pods = 10, labels = {}, annotations = {}, spec, status } = parts;
  return {
    name: 'n', allocatable: { cpu }, allowedPods: pods,
    template: { metadata: { name: 'n', labels, annotations }, ...spec === undefined ? {} : { spec }, ...status === undefined ? {} : { status } },
  };
}

describe('what of a node changed', () => {
  it.each([
    ['nothing', node(), node(), []],
    ['what it offers', node(), node({ cpu: 900 }), ['UpdateNodeAllocatable']],
    ['how many pods it takes', node(), node({ pods: 11 }), ['UpdateNodeAllocatable']],
    ['a label', node({ labels: { a: '1', b: '1' } }), node({ labels: { b: '1', a: '2' } }), ['UpdateNodeLabel']],
    ['the order of labels alone', node({ labels: { a: '1', b: '1' } }), node({ labels: { b: '1', a: '1' } }), []],
    ['a taint', node(), node({ spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } }), ['UpdateNodeTaint']],
    ['cordoned: no event', node(), node({ spec: { unschedulable: true } }), []],
    ['released: counts as a taint', node({ spec: { unschedulable: true } }), node(), ['UpdateNodeTaint']],
    ['a condition', node(), node({ status: { conditions: [{ type: 'Ready', status: 'True' }] } }), ['UpdateNodeCondition']],
    ['an annotation', node(), node({ annotations: { a: 'b' } }), ['UpdateNodeAnnotation']],
    ['declared features', node(), node({ status: { declaredFeatures: ['F'] } }), ['UpdateNodeDeclaredFeature']],
    ['several things', node(), node({ cpu: 1, labels: { a: '1' } }), ['UpdateNodeAllocatable', 'UpdateNodeLabel']],
  ] as const)('%s', (_what, before, after, actions) => {
    expect(nodeChanges(before, after)).toEqual(actions);
  });
});

describe('what of a pod changed', () => {
  const cluster = new Cluster();
  const pod = (requests: Record<string, number>, spec: Partial<PodSpec> = {}, labels: Record<string, string> = {}): PodClass =>
    cluster.addClass({ requests, template: { metadata: { name: '', labels }, spec: { containers: [], ...spec } } });
  const plain = pod({ cpu: 500 });

  it.each([
    ['nothing that has a name', plain, pod({ cpu: 500 }, { nodeSelector: { a: 'b' } }), ['Update']],
    ['its labels', plain, pod({ cpu: 500 }, {}, { a: 'b' }), ['UpdatePodLabel']],
    ['less demand', plain, pod({ cpu: 400 }), ['UpdatePodScaleDown']],
    ['a demand less', pod({ cpu: 500, memory: 1 }), plain, ['UpdatePodScaleDown']],
    ['more demand', plain, pod({ cpu: 600 }), ['Update']],
    ['one gate of two', pod({}, { schedulingGates: [{ name: 'a' }, { name: 'b' }] }), pod({}, { schedulingGates: [{ name: 'b' }] }), ['Update']],
    ['the last gate', pod({}, { schedulingGates: [{ name: 'b' }] }), pod({}), ['UpdatePodSchedulingGatesEliminated']],
    ['a toleration more', plain, pod({ cpu: 500 }, { tolerations: [{ key: 'k', operator: 'Exists' }] }), ['UpdatePodToleration']],
  ] as const)('%s', (_what, before, after, actions) => {
    expect(podChanges(before, after)).toEqual(actions);
  });
});
