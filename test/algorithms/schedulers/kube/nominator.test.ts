import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Nominator } from '../../../../src/algorithms/schedulers/kube/nominator.js';
import { Cluster } from '../../../../src/world/cluster/index.js';

describe('Nominator', () => {
  it('knows the pods of a node in order of nomination, also of nodes that come later or go', () => {
    const cluster = new Cluster();
    const nominator = new Nominator(cluster);
    nominator.add(7, 'b');
    nominator.add(3, 'b');
    const a = cluster.addNode({ name: 'a', allocatable: {} });
    const b = cluster.addNode({ name: 'b', allocatable: {} });
    expect([nominator.podsOn(a), nominator.podsOn(b), nominator.nodeOf(7)]).toEqual([[], [7, 3], b]);
    nominator.add(7, 'a');
    expect([nominator.podsOn(a), nominator.podsOn(b), nominator.nodeNameOf(7)]).toEqual([[7], [3], 'a']);
    cluster.removeNode(a);
    expect([nominator.nodeOf(7), nominator.nodeNameOf(7)]).toEqual([-1, 'a']);
    const again = cluster.addNode({ name: 'a', allocatable: {} });
    expect([nominator.podsOn(again), [...nominator.entries()]]).toEqual([[7], [[3, 'b'], [7, 'a']]]);
  });

  it('gives a node one version as long as the same pods are promised it, and none twice', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(3)), { maxLength: 40 }), (steps) => {
      const cluster = new Cluster();
      const nodes = ['a', 'b', 'c'].map((name) => cluster.addNode({ name, allocatable: {} }));
      const nominator = new Nominator(cluster);
      const seen = new Map<string, string>();
      for (const [pod, target] of steps) {
        if (target === 3) nominator.remove(pod);
        else nominator.add(pod, cluster.nodes.names[target]!);
        for (const node of nodes) {
          const pods = nominator.podsOn(node).join();
          const version = nominator.versionOf(node);
          if (pods === '') expect(version).toBe(0);
          else {
            // A version that is seen again means what it meant before.
            const key = `${node}:${version}`;
            expect(seen.get(key) ?? pods).toBe(pods);
            seen.set(key, pods);
          }
        }
      }
    }));
  });
});
