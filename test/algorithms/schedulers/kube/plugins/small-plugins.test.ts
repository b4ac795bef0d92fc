import { describe, expect, it } from 'vitest';
import { defaultBinder } from '../../../../../src/algorithms/schedulers/kube/plugins/default-binder.js';
import { dynamicResources } from '../../../../../src/algorithms/schedulers/kube/plugins/dynamic-resources.js';
import { nodeDeclaredFeatures } from '../../../../../src/algorithms/schedulers/kube/plugins/node-declared-features.js';
import { schedulingGates } from '../../../../../src/algorithms/schedulers/kube/plugins/scheduling-gates.js';
import type { FailedAttempt } from '../../../../../src/algorithms/schedulers/kube/framework/plugin.js';
import { SUCCESS } from '../../../../../src/algorithms/schedulers/kube/framework/status.js';
import type { PodSpec } from '../../../../../src/world/objects/index.js';
import { Asked } from './asked.js';

describe('SchedulingGates', () => {
  it('keeps a pod out of the queue as long as it has a gate, and names them', () => {
    const asked = new Asked(schedulingGates, {});
    const held = asked.podClass([], { spec: { schedulingGates: [{ name: 'x/a' }, { name: 'x/b' }] } });
    expect(asked.host.statuses.get(asked.plugin.preEnqueue!(held, 0)))
      .toEqual({ plugin: 'SchedulingGates', code: 'UU', reasons: ['waiting for scheduling gates: [x/a x/b]'] });
    expect(asked.plugin.preEnqueue!(asked.podClass([]), 0)).toBe(SUCCESS);
    const eliminated = (pod: number): boolean => asked.wakes(held, {
      resource: 'UnscheduledPod', action: 'UpdatePodSchedulingGatesEliminated', pod, node: -1, before: held, after: held,
    }, 1);
    expect([eliminated(1), eliminated(2)]).toEqual([true, false]);
  });
});

describe('NodeDeclaredFeatures', () => {
  const asked = new Asked(nodeDeclaredFeatures, {});
  for (const [name, declaredFeatures] of Object.entries({ none: [], restart: ['RestartAllContainersOnContainerExits'], users: ['UserNamespacesHostNetworkSupport'] })) {
    asked.cluster.addNode({ name, allocatable: {}, template: { metadata: { name }, status: { declaredFeatures } } });
  }
  const NO = "UU: node(s) didn't match Pod's required features";
  const rule = { action: 'RestartAllContainers' };
  const rows: readonly [name: string, spec: Partial<PodSpec>, answer: ReturnType<Asked['ask']>][] = [
    ['no feature', { hostNetwork: true, containers: [{ name: 'c', restartPolicyRules: [{ action: 'Restart' }] }] }, 'skip'],
    ['a rule of a container', { containers: [{ name: 'c', restartPolicyRules: [rule] }] }, { none: NO, restart: '', users: NO }],
    ['a rule of an init container', { initContainers: [{ name: 'i', restartPolicyRules: [rule] }] }, { none: NO, restart: '', users: NO }],
    ['user namespaces on the host network', { hostNetwork: true, hostUsers: false }, { none: NO, restart: NO, users: '' }],
    ['user namespaces alone', { hostUsers: false }, 'skip'],
  ];
  it.each(rows)('%s', (_, spec, answer) => { expect(asked.ask(asked.podClass([], { spec }))).toEqual(answer); });
});

describe('DynamicResources without claims', () => {
  it('is skipped, scores nothing, and fails the round when its PreFilter was not reached', () => {
    const asked = new Asked(dynamicResources, { n0: {} });
    expect(asked.ask(asked.podClass([]))).toBe('skip');
    expect(asked.plugin.score!(asked.podClass([]), 0)).toBe(0);
    const after = (wasPreFiltered: boolean): unknown =>
      asked.plugin.postFilter!({ wasPreFiltered: () => wasPreFiltered } as unknown as FailedAttempt);
    expect(after(true)).toEqual({ result: 'continue', message: 'no new claims to deallocate' });
    expect(after(false)).toEqual({ result: 'error', message: 'not found' });
  });
});

describe('DefaultBinder', () => {
  it('binds every pod', () => {
    const asked = new Asked(defaultBinder, { n0: {} });
    expect(asked.plugin.bind!(0, asked.podClass([]), 0)).toBe(true);
  });
});
