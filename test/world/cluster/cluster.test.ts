import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCluster } from '../../../src/replay/audit.js';
import { CHANGE, Cluster, CPU, MEMORY, POD_STATE, Replica, TERMINATING } from '../../../src/world/cluster/index.js';

function smallCluster(): Cluster {
  const cluster = new Cluster();
  cluster.addNode({ name: 'a', allocatable: { cpu: 4000, memory: 8 }, allowedPods: 3 });
  cluster.addNode({ name: 'b', allocatable: { cpu: 2000, memory: 16, 'example.com/dongle': 1 }, devices: { count: 2, model: 'T4' } });
  cluster.addClass({ requests: { cpu: 1000, memory: 2 } });
  cluster.addClass({ requests: { cpu: 500, memory: 1 }, devices: { count: 1, milliEach: 400, models: null } });
  cluster.addClass({ requests: { cpu: 0, memory: 0, 'example.com/dongle': 1 } });
  return cluster;
}

describe('Cluster', () => {
  it('accounts a binding on every resource and frees it again', () => {
    const cluster = smallCluster();
    const pod = cluster.addPod(0, 0);
    cluster.bind(pod, 0);
    expect([cluster.nodes.requested[CPU]![0], cluster.nodes.requested[MEMORY]![0], cluster.nodes.podCount[0]]).toEqual([1000, 2, 1]);
    cluster.release(pod);
    expect([cluster.nodes.requested[CPU]![0], cluster.nodes.requested[MEMORY]![0], cluster.nodes.podCount[0]]).toEqual([0, 0, 0]);
    expect(cluster.pods.state[pod]).toBe(POD_STATE.ENDED);
  });

  it('refuses a fourth pod where three are allowed', () => {
    const cluster = smallCluster();
    for (let i = 0; i < 3; i++) cluster.bind(cluster.addPod(0, 0), 0);
    expect(cluster.fits(cluster.classes[0]!, 0)).toBe(false);
    expect(() => cluster.bind(cluster.addPod(0, 0), 0)).toThrow(/does not fit node a/);
  });

  it('fits an extended resource only where it is allocatable', () => {
    const cluster = smallCluster();
    expect([cluster.fits(cluster.classes[2]!, 0), cluster.fits(cluster.classes[2]!, 1)]).toEqual([false, true]);
  });

  it('shares a device between pods until its milli-units are used up', () => {
    const cluster = smallCluster();
    // 400 + 400 of 1000 on device 0; a third 400 does not fit device 0 and goes to device 1.
    cluster.bind(cluster.addPod(1, 0), 1, 0b01);
    cluster.bind(cluster.addPod(1, 0), 1, 0b01);
    expect([...cluster.nodes.deviceFree.slice(0, 2)]).toEqual([200, 1000]);
    expect(() => cluster.bind(cluster.addPod(1, 0), 1, 0b01)).toThrow(/would have -200 milli left/);
  });

  it('binds a pod once', () => {
    const cluster = smallCluster();
    const pod = cluster.addPod(0, 0);
    cluster.bind(pod, 0);
    expect(() => cluster.bind(pod, 1)).toThrow(/is not pending/);
  });

  it('keeps requested = sum over bound pods under any sequence of operations', () => {
    fc.assert(fc.property(operations, (steps) => {
      const cluster = smallCluster();
      steps.forEach((step) => apply(cluster, step));
      auditCluster(cluster);
    }));
  });

  it('restores every byte, versions and nested forks included, when a fork is rolled back', () => {
    fc.assert(fc.property(operations, operations, operations, (before, inside, innermost) => {
      const cluster = smallCluster();
      for (let i = 0; i < 8; i++) cluster.addPod(i % 2, 0);
      before.forEach((step) => apply(cluster, { ...step, kind: step.kind === 'add' ? 'bind' : step.kind }));
      const expected = bytesOf(cluster);
      const versions = [...cluster.nodes.version];
      const fork = cluster.fork();
      const half = Math.floor(inside.length / 2);
      const moves = inside.map((step) => ({ ...step, kind: step.kind === 'add' ? 'unbind' as const : step.kind }));
      moves.slice(0, half).forEach((step) => apply(cluster, step));
      const between = bytesOf(cluster);
      const inner = cluster.fork();
      innermost.forEach((step) => apply(cluster, { ...step, kind: step.kind === 'add' ? 'release' : step.kind }));
      cluster.rollback(inner);
      expect(bytesOf(cluster)).toEqual(between);
      moves.slice(half).forEach((step) => apply(cluster, step));
      cluster.rollback(fork);
      expect(bytesOf(cluster)).toEqual(expected);
      expect([...cluster.nodes.version]).toEqual(versions);
    }));
  });
});

describe('A terminating pod', () => {
  it('keeps its room until it is released, and the log tells readers who leave such pods out', () => {
    const cluster = smallCluster();
    const pod = cluster.addPod(0, 0);
    cluster.bind(pod, 0);
    const reader = cluster.log.open();
    cluster.terminate(pod);
    expect([cluster.nodes.requested[CPU]![0], cluster.pods.state[pod], cluster.pods.node[pod]]).toEqual([1000, POD_STATE.BOUND, 0]);
    cluster.release(pod);
    const entries = Array.from({ length: 3 }, (_, i) => {
      const at = reader.position + i;
      return [cluster.log.kindAt(at), (cluster.log.auxAt(at) & TERMINATING) !== 0];
    });
    expect(entries).toEqual([[CHANGE.POD_RELEASED, false], [CHANGE.POD_BOUND, true], [CHANGE.POD_RELEASED, true]]);
  });
});

describe('Replica', () => {
  it('stays stale until it is refreshed, then equals the cluster', () => {
    fc.assert(fc.property(operations, (steps) => {
      const cluster = smallCluster();
      const replica = new Replica(cluster);
      steps.forEach((step) => apply(cluster, step));
      replica.refresh();
      for (const podClass of cluster.classes.filter((entry) => entry.deviceCount === 0)) {
        for (const node of [0, 1]) expect(replica.fits(podClass, node)).toBe(cluster.fits(podClass, node));
      }
    }));
  });

  it('does not see a binding that came after its last refresh', () => {
    const cluster = smallCluster();
    const replica = new Replica(cluster);
    for (let i = 0; i < 3; i++) cluster.bind(cluster.addPod(0, 0), 0);
    expect(replica.fits(cluster.classes[0]!, 0)).toBe(true);
    replica.refresh();
    expect(replica.fits(cluster.classes[0]!, 0)).toBe(false);
  });

  it('forgets its private claims on refresh', () => {
    const cluster = smallCluster();
    const replica = new Replica(cluster);
    for (let i = 0; i < 3; i++) replica.claim(cluster.classes[0]!, 0);
    expect(replica.fits(cluster.classes[0]!, 0)).toBe(false);
    replica.refresh();
    expect(replica.fits(cluster.classes[0]!, 0)).toBe(true);
  });
});

interface Step { readonly kind: 'add' | 'bind' | 'release' | 'unbind'; readonly a: number; readonly b: number }

const operations = fc.array(fc.record({
  kind: fc.constantFrom('add' as const, 'bind' as const, 'bind' as const, 'release' as const, 'unbind' as const),
  a: fc.nat(1000),
  b: fc.nat(1000),
}), { maxLength: 60 });

/** Applies a step when it is possible, else does nothing: the generator knows nothing of the cluster. */
function apply(cluster: Cluster, { kind, a, b }: Step): void {
  const { pods } = cluster;
  if (kind === 'add') cluster.addPod(a % 2, 0);
  if (pods.count === 0) return;
  const pod = a % pods.count;
  const podClass = cluster.classes[pods.classId[pod]!]!;
  const node = b % 2;
  if (kind === 'bind' && pods.state[pod] === POD_STATE.PENDING && cluster.fits(podClass, node)) {
    cluster.bind(pod, node, podClass.deviceCount === 0 ? 0 : deviceWithRoom(cluster, podClass.deviceMilli));
  }
  if (kind === 'release' && pods.state[pod] === POD_STATE.BOUND) cluster.release(pod);
  if (kind === 'unbind' && pods.state[pod] === POD_STATE.BOUND) cluster.unbind(pod);
}

function deviceWithRoom(cluster: Cluster, milli: number): number {
  return cluster.nodes.deviceFree[0]! >= milli ? 0b01 : 0b10;
}

function bytesOf({ nodes, pods }: Cluster): unknown {
  return {
    requested: nodes.requested.map((column) => [...column]),
    nonZero: [[...nodes.nonZeroCpuMilli], [...nodes.nonZeroMemoryBytes]],
    podCount: [...nodes.podCount],
    firstPod: [...nodes.firstPod],
    deviceFree: [...nodes.deviceFree],
    pods: [pods.classId, pods.state, pods.node, pods.devices, pods.nextOnNode, pods.previousOnNode].map((column) => [...column]),
  };
}
