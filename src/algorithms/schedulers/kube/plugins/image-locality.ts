// Hot path: `score` runs once per feasible node where a node may have an image of the pod.
import type { PodClass } from '../../../../world/cluster/index.js';
import { ClassMemo } from '../framework/class-memo.js';
import { MAX_NODE_SCORE } from '../framework/normalize.js';
import { definePlugin, type Plugin, type PluginHost } from '../framework/plugin.js';
import { imageStatesOf, type ImageState } from '../images/image-states.js';

const MEBIBYTE = 2 ** 20;
/** Bytes on the node below which nothing is saved worth speaking of. */
const LEAST_BYTES = 23 * MEBIBYTE;
/** Bytes per container from which the score is full. */
const MOST_BYTES_PER_CONTAINER = 1000 * MEBIBYTE;

/** The images of a class that lie on some node, as of an epoch of the image states. */
interface Wanted {
  /** Once per container or volume that uses it. */
  readonly images: readonly { readonly name: string; readonly state: ImageState }[];
  readonly mostBytes: number;
  readonly epoch: number;
}

/**
 * ImageLocality: prefers nodes that have the pod's images already. An image counts the more, the more nodes have it, so
 * that pods do not crowd the one node that does.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/imagelocality/image_locality.go.
 */
export const imageLocality = definePlugin({ name: 'ImageLocality', defaults: null, create });

function create({ cluster, nominator }: PluginHost): Plugin {
  const states = imageStatesOf(nominator, cluster);
  const references = new ClassMemo(imagesOf);
  const memo = new ClassMemo((podClass): { wanted: Wanted } => ({ wanted: find(podClass) }));

  function find(podClass: PodClass): Wanted {
    const { names, containers } = references.of(podClass);
    const images = names.flatMap((name) => {
      const state = states.find(name);
      return state === undefined ? [] : [{ name, state }];
    });
    return { images, mostBytes: MOST_BYTES_PER_CONTAINER * containers, epoch: states.epoch };
  }

  function wantedBy(podClass: PodClass): Wanted {
    const entry = memo.of(podClass);
    if (entry.wanted.epoch !== states.epoch) entry.wanted = find(podClass);
    return entry.wanted;
  }

  return {
    name: 'ImageLocality',
    reads: 'cluster',
    prepare() {
      states.read();
      return states.epoch;
    },
    // No node has more of the pod's images than all of them, and no node shows more nodes with an image than ever had it.
    mayScore(podClass) {
      const { images, mostBytes } = wantedBy(podClass);
      let bytes = 0;
      for (const { state } of images) bytes += sharedBytes(state.sizeBytes, state.mostNodes, cluster.presentNodeCount);
      return scoreOf(bytes, mostBytes) > 0;
    },
    score(podClass, node) {
      const { images, mostBytes } = wantedBy(podClass);
      let bytes = 0;
      for (let i = 0; i < images.length; i++) {
        const { name, state } = images[i]!;
        if (states.has(node, name)) bytes += sharedBytes(state.sizeBytes, states.nodesWith(state, node), cluster.presentNodeCount);
      }
      return scoreOf(bytes, mostBytes);
    },
  };
}

function scoreOf(bytes: number, mostBytes: number): number {
  const counted = Math.max(LEAST_BYTES, Math.min(mostBytes, bytes));
  return Math.trunc((MAX_NODE_SCORE * (counted - LEAST_BYTES)) / (mostBytes - LEAST_BYTES));
}

/** Bytes that an image counts for. */
function sharedBytes(sizeBytes: number, nodesWithImage: number, nodeCount: number): number {
  return Math.trunc(sizeBytes * (nodesWithImage / nodeCount));
}

/** Names of all images that a pod uses, in full, and its number of containers; volumes are not counted there. */
function imagesOf({ template }: PodClass): { readonly names: readonly string[]; readonly containers: number } {
  const { containers = [], initContainers = [], volumes = [] } = template?.spec ?? {};
  const all = [...initContainers, ...containers];
  const inVolumes = volumes.flatMap(({ image }) => image?.reference ?? []);
  return { names: [...all.map(({ image = '' }) => image), ...inVolumes].map(withTag), containers: all.length };
}

/** An image without tag (or digest) means its latest version. */
function withTag(name: string): string { return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name; }
