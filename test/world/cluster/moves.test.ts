import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster, POD_STATE } from '../../../src/world/cluster/index.js';

function twoNodes(): Cluster {
  const cluster = new Cluster();
  for (const name of ['a', 'b']) cluster.addNode({ name, allocatable: { cpu: 100_000, memory: 100 } });
  cluster.addClass({ requests: { cpu: 1000, memory: 2 }, nonZeroMemoryBytes: 3 });
  return cluster;
}

/** Pods of a node, the one that came first in front. */
function podsOf({ nodes, pods }: Cluster, node: number): readonly number[] {
  const list: number[] = [];
  for (let pod = nodes.firstPod[node]!; pod >= 0; pod = pods.nextOnNode[pod]!) list.unshift(pod);
  return list;
}

function stateOf(cluster: Cluster): unknown {
  const { nodes, pods } = cluster;
  return [
    podsOf(cluster, 0), podsOf(cluster, 1), nodes.version, nodes.podCount, nodes.requested, nodes.nonZeroMemoryBytes,
    pods.state, pods.node, pods.nextOnNode, pods.previousOnNode,
  ].map((part) => JSON.stringify(part, (_key, value: unknown) => (ArrayBuffer.isView(value) ? [...value as Float64Array] : value)));
}

describe('The pods of a node', () => {
  it('stand in order of arrival, and the youngest takes the place of one that leaves, as in a Go slice', () => {
    fc.assert(fc.property(fc.array(fc.nat(9), { maxLength: 40, size: 'max' }), (draws) => {
      const cluster = twoNodes();
      const slice: number[] = [];
      for (const draw of draws) {
        if (draw < 5 || slice.length === 0) {
          const pod = cluster.addPod(0, 0);
          cluster.bind(pod, 0);
          slice.push(pod);
        } else {
          const at = draw % slice.length;
          cluster.release(slice[at]!);
          slice[at] = slice.at(-1)!;
          slice.pop();
        }
      }
      expect(podsOf(cluster, 0)).toEqual(slice);
    }));
  });

  it('begins with the others when one starts or terminates: an update puts a pod to the end', () => {
    const cluster = twoNodes();
    const [a, b, c] = [0, 1, 2].map(() => cluster.addPod(0, 0)) as [number, number, number];
    for (const pod of [a, b, c]) cluster.bind(pod, 0);
    // a is cut out, c takes its place, a comes last.
    cluster.start(a, 5_000_000);
    expect(podsOf(cluster, 0)).toEqual([c, b, a]);
    expect(cluster.pods.startUs[a]).toBe(5_000_000);
    cluster.terminate(c);
    expect(podsOf(cluster, 0)).toEqual([a, b, c]);
  });
});

describe('Moves', () => {
  it('are undone to the last byte, are in no log, and leave no version to recognise', () => {
    fc.assert(fc.property(fc.nat(12), fc.array(fc.nat(99), { maxLength: 150, size: 'max' }), fc.nat(150), (bound, draws, inner) => {
      const cluster = twoNodes();
      for (let i = 0; i < 14; i++) cluster.addPod(0, 0);
      for (let pod = 0; pod < bound; pod++) cluster.bind(pod, pod % 2);
      const before = stateOf(cluster);
      const reader = cluster.log.open();
      let between: { readonly state: unknown; readonly moves: number } | null = null;
      draws.forEach((draw, i) => {
        if (i === inner) between = { state: stateOf(cluster), moves: cluster.moves };
        const pod = draw % 14;
        if (cluster.pods.state[pod] === POD_STATE.BOUND) {
          const node = cluster.pods.node[pod]!;
          cluster.lift(pod);
          expect(cluster.nodes.version[node]).toBeNaN();
        } else cluster.lay(pod, draw % 2);
      });
      if (between !== null) {
        const { state, moves } = between as { readonly state: unknown; readonly moves: number };
        cluster.undoMoves(moves);
        expect(stateOf(cluster)).toEqual(state);
      }
      cluster.undoMoves(0);
      expect(stateOf(cluster)).toEqual(before);
      expect(reader.position).toBe(cluster.log.end);
    }));
  });

  it('must be undone before the cluster really changes', () => {
    const cluster = twoNodes();
    const pod = cluster.addPod(0, 0);
    cluster.lay(pod, 0);
    expect(() => cluster.release(pod)).toThrow(/moves are not undone/);
  });
});
