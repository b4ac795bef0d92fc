import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageLocality } from '../../../../../src/algorithms/schedulers/kube/plugins/image-locality.js';
import { Cluster, type NodeSpec, type PodClass } from '../../../../../src/world/cluster/index.js';
import type { ContainerImage } from '../../../../../src/world/objects/index.js';
import { pluginHost } from '../host.js';

const MEBIBYTE = 2 ** 20;
const nodeSpec = (name: string, images: readonly ContainerImage[]): NodeSpec =>
  ({ name, allocatable: { cpu: 1000 }, template: { metadata: { name }, status: { images } } });
const podOf = (cluster: Cluster, images: readonly string[]): PodClass => cluster.addClass({
  requests: {}, template: { metadata: { name: '' }, spec: { containers: images.map((image, i) => ({ name: `c${i}`, image })) } },
});

/** The scheduler's cache and its snapshot, written down as they are upstream: a copy of the numbers for each node. */
class Model {
  readonly #images = new Map<string, { readonly size: number; readonly nodes: Set<number> }>();
  readonly #onNode = new Map<number, readonly ContainerImage[]>();
  readonly #changed = new Set<number>();
  readonly #snapshot = new Map<number, Map<string, { readonly size: number; readonly nodes: number }>>();

  set(node: number, images: readonly ContainerImage[] | null): void {
    for (const name of (this.#onNode.get(node) ?? []).flatMap(({ names = [] }) => names)) {
      const state = this.#images.get(name);
      state?.nodes.delete(node);
      if (state?.nodes.size === 0) this.#images.delete(name);
    }
    this.#onNode.delete(node);
    this.#changed.add(node);
    if (images === null) return;
    this.#onNode.set(node, images);
    for (const { names = [], sizeBytes = 0 } of images) {
      for (const name of names) {
        const state = this.#images.get(name) ?? { size: sizeBytes, nodes: new Set<number>() };
        state.nodes.add(node);
        this.#images.set(name, state);
      }
    }
  }

  touch(node: number): void { this.#changed.add(node); }
  wasTouched(node: number): boolean { return this.#changed.has(node); }

  takeSnapshot(): void {
    for (const node of this.#changed) {
      const copy = new Map<string, { readonly size: number; readonly nodes: number }>();
      for (const name of (this.#onNode.get(node) ?? []).flatMap(({ names = [] }) => names)) {
        const { size, nodes } = this.#images.get(name)!;
        copy.set(name, { size, nodes: nodes.size });
      }
      this.#snapshot.set(node, copy);
    }
    this.#changed.clear();
  }

  score(node: number, images: readonly string[]): number {
    let sum = 0;
    for (const image of images) {
      const seen = this.#snapshot.get(node)?.get(image);
      if (seen !== undefined) sum += Math.trunc(seen.size * (seen.nodes / this.#onNode.size));
    }
    const most = 1000 * MEBIBYTE * images.length;
    const least = 23 * MEBIBYTE;
    return Math.trunc((100 * (Math.min(Math.max(sum, least), most) - least)) / (most - least));
  }
}

const image = fc.record({
  names: fc.subarray(['a:1', 'b:1', 'c:1', 'd:1'], { minLength: 1, maxLength: 2 }),
  sizeBytes: fc.constantFrom(20 * MEBIBYTE, 300 * MEBIBYTE, 900 * MEBIBYTE, 5000 * MEBIBYTE),
});
const images = fc.array(image, { maxLength: 3 });
const at = fc.nat(1000);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('add' as const), images }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('update' as const), at, images }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('remove' as const), at }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('bind' as const), at }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant('cycle' as const) }) },
);

describe('image locality', () => {
  // size * nodes with it / nodes: 300 MiB * 4 / 10 = 120 MiB; (120 - 23) * 100 / (1000 - 23) = 9.9;
  // with all 10 nodes 300 MiB: 277 * 100 / 977 = 28.4; with two containers 277 * 100 / (2000 - 23) = 14.01.
  it.each([
    { nodes: 4, pod: ['x'], score: 9 },
    { nodes: 10, pod: ['x:latest'], score: 28 },
    { nodes: 10, pod: ['x', 'other'], score: 14 },
  ])('of 300 MiB on $nodes of 10 nodes for $pod is $score', ({ nodes, pod, score }) => {
    const cluster = new Cluster();
    for (let i = 0; i < 10; i++) cluster.addNode(nodeSpec(`n${i}`, i < nodes ? [{ names: ['x:latest'], sizeBytes: 300 * MEBIBYTE }] : []));
    const plugin = imageLocality.create(pluginHost(cluster), null);
    const podClass = podOf(cluster, pod);
    plugin.prepare!(podClass);
    expect(plugin.mayScore!(podClass)).toBe(true);
    expect(plugin.score!(podClass, 0)).toBe(score);
    if (nodes < 10) expect(plugin.score!(podClass, 9)).toBe(0);
  });

  it('takes a port in the registry for no tag, and a digest for one', () => {
    const cluster = new Cluster();
    const size = { sizeBytes: 1000 * MEBIBYTE };
    cluster.addNode(nodeSpec('n', [{ names: ['host:5000/x:latest'], ...size }, { names: ['y@sha256:ab'], ...size }]));
    const plugin = imageLocality.create(pluginHost(cluster), null);
    const scores = ['host:5000/x', 'y@sha256:ab', 'x', 'y'].map((name) => {
      const podClass = podOf(cluster, [name]);
      plugin.prepare!(podClass);
      return plugin.score!(podClass, 0);
    });
    expect(scores).toEqual([100, 100, 0, 0]);
  });

  it('has nothing to add where no node has an image of the pod', () => {
    const cluster = new Cluster();
    cluster.addNode(nodeSpec('n', []));
    const plugin = imageLocality.create(pluginHost(cluster), null);
    const podClass = podOf(cluster, ['x']);
    const stamp = plugin.prepare!(podClass);
    expect(plugin.mayScore!(podClass)).toBe(false);
    cluster.addNode(nodeSpec('m', [{ names: ['x:latest'], sizeBytes: 900 * MEBIBYTE }]));
    expect(plugin.prepare!(podClass)).not.toBe(stamp);
    expect(plugin.mayScore!(podClass)).toBe(true);
  });

  it('shows on each node the number of nodes as of the snapshot after its last change', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const cluster = new Cluster();
      const model = new Model();
      const plugin = imageLocality.create(pluginHost(cluster), null);
      const pods = [['a:1'], ['b:1', 'c:1'], ['d:1', 'd:1', 'a:1'], ['e:1']];
      const classes = pods.map((names) => podOf(cluster, names));
      const present: number[] = [];
      for (const event of steps) {
        const node = present.length === 0 || !('at' in event) ? -1 : present[event.at % present.length]!;
        switch (event.op) {
          case 'add': {
            const added = cluster.addNode(nodeSpec(`n${cluster.nodes.count}`, event.images));
            present.push(added);
            model.set(added, event.images);
            break;
          }
          case 'update':
            if (node < 0 || model.wasTouched(node)) break;
            cluster.updateNode(node, nodeSpec(cluster.nodes.names[node]!, event.images));
            model.set(node, event.images);
            break;
          case 'remove':
            if (node < 0 || cluster.nodes.podCount[node]! > 0) break;
            cluster.removeNode(node);
            present.splice(present.indexOf(node), 1);
            model.set(node, null);
            break;
          case 'bind':
            if (node < 0) break;
            cluster.bind(cluster.addPod(classes[0]!.id, 0), node);
            model.touch(node);
            break;
          case 'cycle':
            model.takeSnapshot();
            classes.forEach((podClass, k) => {
              plugin.prepare!(podClass);
              const scores = present.map((row) => plugin.score!(podClass, row));
              expect(scores).toEqual(present.map((row) => model.score(row, pods[k]!)));
              if (!plugin.mayScore!(podClass)) expect(scores.every((score) => score === 0)).toBe(true);
            });
        }
      }
    }), { numRuns: 300 });
  });
});
