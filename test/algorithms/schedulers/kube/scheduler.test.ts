import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/algorithms/parameters.js';
import { kube } from '../../../../src/algorithms/schedulers/kube/kube.js';
import type { PodSpec } from '../../../../src/world/objects/index.js';
import { Desk } from './desk.js';

describe('the kube scheduler', () => {
  it('tries higher priorities first, then arrivals in order', () => {
    const desk = new Desk();
    desk.node('a', 4000);
    const low = desk.podClass(100);
    const high = desk.podClass(100, { priority: 10 });
    [low, high, low, high].forEach((podClass) => desk.arrive(podClass));
    expect(desk.work()).toEqual(['1@a', '3@a', '0@a', '2@a']);
  });

  it('gives a pod up at once where the scenario says so, with the words of the real one', () => {
    const desk = new Desk({ unschedulable: 'give-up' });
    desk.node('a', 1000);
    desk.node('b', 1000);
    desk.node('c', 4000, { unschedulable: true });
    desk.node('d', 4000, { taints: [{ key: 'k', effect: 'NoSchedule' }] });
    desk.arrive(desk.podClass(2000));
    expect(desk.work()).toEqual(['gave up 0: 0/4 nodes are available: '
      + '1 node(s) had untolerated taint(s), 1 node(s) were unschedulable, 2 Insufficient cpu. '
      + 'no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.']);
  });

  it('says so when there are no nodes at all', () => {
    const desk = new Desk({ unschedulable: 'give-up' });
    desk.arrive(desk.podClass(100));
    expect(desk.work()).toEqual(['gave up 0: no nodes available to schedule pods']);
  });

  it('retries a waiting pod when a pod ends on a node that then has room', () => {
    const desk = new Desk();
    desk.node('a', 1000);
    desk.node('b', 500);
    const large = desk.podClass(800);
    const first = desk.arrive(large);
    const second = desk.arrive(large);
    expect(desk.work()).toEqual([`${first}@a`, expect.stringContaining(`failed ${second}: 0/2 nodes are available: 2 Insufficient cpu.`)]);
    desk.end(first);
    expect(desk.work()).toEqual([`${second}@a`]);
  });

  it('retries a waiting pod when what rejected it may have changed, and not before', () => {
    const desk = new Desk();
    const a = desk.node('a', 4000, { taints: [{ key: 'k', effect: 'NoSchedule' }] });
    const pod = desk.arrive(desk.podClass(800));
    expect(desk.work()).toHaveLength(1);
    // TaintToleration rejected it: a node with the same taint is no news, one without is, although it is too small.
    desk.scheduler.nodeChanged!(desk.node('b', 4000, { taints: [{ key: 'k', effect: 'NoSchedule' }] }), 'added');
    expect(desk.work()).toEqual([]);
    desk.scheduler.nodeChanged!(desk.node('c', 500), 'added');
    expect(desk.work()).toEqual([expect.stringContaining(`failed ${pod}: 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had`)]);
    const before = desk.cluster.nodes.specs[a]!;
    desk.cluster.updateNode(a, { name: 'a', allocatable: { cpu: 4000 }, template: { metadata: { name: 'a' } } });
    desk.scheduler.nodeChanged!(a, 'updated', before);
    expect(desk.work()).toEqual([`${pod}@a`]);
  });

  it('forgets a withdrawn pod, waiting or queued, and a removed node', () => {
    const desk = new Desk();
    const a = desk.node('a', 1000);
    const podClass = desk.podClass(800);
    const [first, second, third] = [desk.arrive(podClass), desk.arrive(podClass), desk.arrive(podClass)];
    desk.cluster.withdraw(second);
    desk.scheduler.podWithdrawn!(second);
    expect(desk.work()).toEqual([`${first}@a`, expect.stringContaining(`failed ${third}: 0/1 nodes are available: 1 Insufficient cpu.`)]);
    desk.cluster.withdraw(third);
    desk.scheduler.podWithdrawn!(third);
    desk.end(first);
    expect(desk.work()).toEqual([]);
    desk.cluster.removeNode(a);
    desk.scheduler.nodeChanged!(a, 'removed');
    const last = desk.arrive(podClass);
    expect(desk.work()).toEqual([`failed ${last}: no nodes available to schedule pods`]);
  });

  it.each([
    ['resource claims', { resourceClaims: [{ name: 'c' }] }],
    ['schedulerName other', { schedulerName: 'other' }],
  ] satisfies [string, Partial<PodSpec>][])('refuses %s by name', (feature, spec) => {
    const desk = new Desk();
    expect(kube.refuses!(desk.podClass(100, { spec }), defaultsOf(kube.parameters))).toContain(feature);
  });

  it('refuses resources that the real one would overlook', () => {
    const desk = new Desk();
    const odd = desk.cluster.addClass({ requests: { gpuMilli: 500 } });
    expect(kube.refuses!(odd, defaultsOf(kube.parameters))).toContain('resource gpuMilli');
  });

  it('refuses devices and accepts pods that need nothing special', () => {
    const desk = new Desk();
    const parameters = defaultsOf(kube.parameters);
    const withDevices = desk.cluster.addClass({ requests: {}, devices: { count: 1, milliEach: 500, models: null } });
    expect(kube.refuses!(withDevices, parameters)).toContain('devices');
    const volumes = [{ name: 'c', configMap: { name: 'x' } }, { name: 'e', emptyDir: {} }];
    expect(kube.refuses!(desk.podClass(100, { spec: { volumes, topologySpreadConstraints: [] } }), parameters)).toBeNull();
  });
});
