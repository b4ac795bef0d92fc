import { describe, expect, it } from 'vitest';
import { FailureMemory } from '../../../../src/algorithms/schedulers/kube/failure-memory.js';
import { Nominator } from '../../../../src/algorithms/schedulers/kube/nominator.js';
import { Cluster } from '../../../../src/world/cluster/index.js';

describe('a failure that is remembered', () => {
  function remembered() {
    const cluster = new Cluster();
    const nominator = new Nominator(cluster);
    const operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
    const memory = new FailureMemory<string>(cluster, nominator, operations);
    const node = cluster.addNode({ name: 'n', allocatable: { cpu: 1000 } });
    const podClass = cluster.addClass({ requests: { cpu: 800 } });
    const pod = cluster.addPod(podClass.id, 0);
    const rotation = { nextStart: 3 };
    memory.keep(podClass, 4, 'full');
    return { cluster, nominator, operations, memory, node, podClass, pod, rotation, recall: () => memory.recall(podClass, rotation, 5) };
  }

  it('is told again as long as nothing changes, and counts as work done', () => {
    const { recall, operations, rotation } = remembered();
    expect([recall(), recall()]).toEqual(['full', 'full']);
    expect(operations).toEqual({ attempts: 2, nodesVisited: 8, filterCalls: 8, scoreCalls: 0 });
    // Four nodes visited, twice, from index 3 on a round of five: (3 + 4 + 4) mod 5.
    expect(rotation.nextStart).toBe(1);
  });

  it('is told again after a what-if, which changed nothing for good', () => {
    const { cluster, pod, node, recall } = remembered();
    const outer = cluster.fork();
    cluster.bind(pod, node);
    const inner = cluster.fork();
    cluster.unbind(pod);
    cluster.rollback(inner);
    cluster.rollback(outer);
    expect(recall()).toBe('full');
  });

  it.each([
    ['a pod gets its node', ({ cluster, pod, node }: ReturnType<typeof remembered>) => { cluster.bind(pod, node); }],
    ['a what-if is kept', ({ cluster, pod, node }) => {
      const fork = cluster.fork();
      cluster.bind(pod, node);
      cluster.keep(fork);
    }],
    ['a node changes', ({ cluster, node }) => { cluster.updateNode(node, { name: 'n', allocatable: { cpu: 2000 } }); }],
    ['a node comes', ({ cluster }) => { cluster.addNode({ name: 'm', allocatable: {} }); }],
    ['an object comes', ({ cluster }) => { cluster.objects.put('Namespace', { metadata: { name: 'a' } }); }],
    ['a node is promised to a pod', ({ nominator, pod }) => { nominator.add(pod, 'n'); }],
    ['a plugin sets something aside', ({ memory }) => { memory.reservations++; }],
  ] satisfies [string, (at: ReturnType<typeof remembered>) => void][])('is forgotten when %s', (_what, change) => {
    const at = remembered();
    change(at);
    expect(at.recall()).toBeUndefined();
    expect(at.operations.attempts).toBe(0);
  });

  it('is that of one class alone', () => {
    const { cluster, memory, rotation } = remembered();
    expect(memory.recall(cluster.addClass({ requests: {} }), rotation, 5)).toBeUndefined();
  });
});
