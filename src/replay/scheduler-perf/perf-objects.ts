import { invariant } from '../../base/invariant.js';
import { objectKey, type ClusterObject, type ClusterObjectKind } from '../../world/cluster/index.js';
import type { Node, ObjectMeta, PersistentVolume, PersistentVolumeClaim, Pod } from '../../world/objects/index.js';
import type { NodePreparation, PerfObject } from '../../workloads/readers/scheduler-perf/index.js';
import { nodeSpecOf } from '../kube-specs.js';
import type { SchedulerHost } from '../scheduler-host.js';
import type { World } from '../world.js';
import type { PerfPods } from './perf-pods.js';

const HOSTNAME = 'kubernetes.io/hostname';
/** The API server gives every namespace its own name as a label. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';
const MIGRATED_PLUGINS = 'storage.alpha.kubernetes.io/migrated-plugins';

/** The node that upstream builds in. */
function baseNode(generateName: string): Node {
  const amounts = { pods: '110', cpu: '4', memory: '32Gi' };
  return {
    apiVersion: 'v1', kind: 'Node', metadata: { name: '', generateName },
    status: { capacity: amounts, allocatable: amounts, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** The pod that upstream builds in. */
export const BASE_POD: Pod = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: '', generateName: 'pod-' },
  spec: {
    containers: [{
      name: 'pause', image: 'registry.k8s.io/pause:3.10.1', ports: [{ containerPort: 80 }],
      resources: { limits: { cpu: '100m', memory: '500Mi' }, requests: { cpu: '100m', memory: '500Mi' } },
    }],
  },
};

/** Nodes and all that is neither node nor pod, as the API server would keep them. */
export class PerfObjects {
  readonly #world: World;
  readonly #pods: PerfPods;
  #host!: SchedulerHost;
  #names = 0;
  readonly #namespaces = new Set<string>();

  constructor(world: World, pods: PerfPods) {
    this.#world = world;
    this.#pods = pods;
  }

  start(host: SchedulerHost): void { this.#host = host; }

  /** Creates a namespace unless it exists. */
  createNamespace(name: string, labels: Readonly<Record<string, string>> = {}): void {
    if (this.#namespaces.has(name)) return;
    this.#namespaces.add(name);
    this.#put('Namespace', { metadata: { name, labels: { ...labels, [NAMESPACE_NAME]: name } } } as ClusterObject<'Namespace'>);
  }

  /**
   * Creates one node of a `createNodes`.
   *
   * @param operation  index of the operation, for the names of nodes that upstream builds in
   * @param index      which node of the operation
   */
  createNode(node: Node | null, { operation, index, prepare, features }: {
    readonly operation: number; readonly index: number; readonly prepare: NodePreparation | null; readonly features: readonly string[];
  }): void {
    const base = node ?? baseNode(`node-${operation}-`);
    const name = this.#nameOf(base.metadata);
    const labels = { ...base.metadata.labels, [HOSTNAME]: name, ...labelsOf(prepare, index, name) };
    const allocatable = { ...base.status?.allocatable, ...prepare?.kind === 'allocatable' ? prepare.allocatable : {} };
    this.#addNode({
      ...base, metadata: { ...base.metadata, name, labels },
      status: { ...base.status, allocatable, ...features.length === 0 ? {} : { declaredFeatures: features } },
    });
    if (prepare?.kind !== 'allocatable') return;
    const drivers = Object.entries(prepare.drivers).map(([driver, count]) => ({ name: driver, nodeID: name, allocatable: { count } }));
    this.#put('CSINode', { metadata: { name, annotations: { [MIGRATED_PLUGINS]: prepare.migratedPlugins.join(',') } }, spec: { drivers } });
  }

  /** A volume and the claim bound to it, for the `index`-th pod of an operation. Answers the claim's name. */
  createVolume({ metadata, spec }: PersistentVolume, claim: PersistentVolumeClaim, namespace: string, index: number): string {
    const volume = `${namespace}-vol-${index}`;
    const name = `pvc-${index}`;
    this.#put('PersistentVolumeClaim', {
      ...claim, metadata: { ...claim.metadata, name, namespace }, spec: { ...claim.spec, volumeName: volume }, status: { phase: 'Bound' },
    });
    this.#put('PersistentVolume', {
      metadata: { ...metadata, name: volume },
      spec: {
        ...spec, claimRef: { namespace, name },
        ...spec.csi === undefined ? {} : { csi: { ...spec.csi, volumeHandle: volume } },
        ...spec.csi === undefined && spec.awsElasticBlockStore !== undefined ? { awsElasticBlockStore: { ...spec.awsElasticBlockStore, volumeID: `vol-${index}` } } : {},
      },
      status: { phase: 'Bound' },
    });
    return name;
  }

  /** Creates an object as a client would and answers its name; null when one of this name exists. */
  create({ kind, object }: PerfObject, namespace: string): string | null {
    const name = this.#nameOf(object.metadata);
    const named = { ...object, metadata: { ...object.metadata, name } };
    switch (kind) {
      case 'Pod': {
        const row = this.#pods.create(named as Pod, namespace);
        return row < 0 ? null : name;
      }
      case 'Node':
        if (this.#world.cluster.findNode(name) >= 0) return null;
        this.#addNode(named as Node);
        return name;
      case 'Namespace':
        this.createNamespace(name, object.metadata.labels);
        return name;
      default:
        this.#put(kind, inNamespace(kind, named as ClusterObject, namespace));
        return name;
    }
  }

  delete(kind: PerfObject['kind'], name: string, namespace: string): void {
    const { cluster } = this.#world;
    if (kind === 'Pod') {
      const row = this.#pods.find(namespace, name);
      if (row >= 0) this.#pods.delete(row);
    } else if (kind === 'Node') {
      const node = cluster.findNode(name);
      if (node >= 0) this.#removeNode(node);
    } else {
      const key = isClusterWide(kind) ? name : `${namespace}/${name}`;
      const before = cluster.objects.get(kind, key);
      if (before === undefined) return;
      cluster.objects.remove(kind, key);
      this.#host.objectChanged({ kind, before, after: null });
    }
  }

  /** Replaces an object by one of its name. Answers false when there is none. */
  update({ kind, object }: PerfObject, namespace: string, subresources: readonly string[]): boolean {
    const { cluster } = this.#world;
    const { name } = object.metadata;
    if (kind === 'Pod') {
      const row = this.#pods.find(namespace, name);
      if (row < 0) return false;
      const before = this.#pods.podOf(row);
      // The resize subresource takes the amounts alone.
      this.#pods.update(row, subresources.includes('resize')
        ? { ...before, spec: { ...before.spec, containers: object.spec.containers, initContainers: object.spec.initContainers ?? [] } } : object);
      return true;
    }
    if (kind === 'Node') {
      const node = cluster.findNode(name);
      if (node < 0) return false;
      const before = cluster.nodes.specs[node]!;
      cluster.updateNode(node, nodeSpecOf(object));
      this.#host.nodeChanged(node, 'updated', before);
      return true;
    }
    const key = isClusterWide(kind) ? name : `${namespace}/${name}`;
    if (cluster.objects.get(kind, key) === undefined) return false;
    this.#put(kind, inNamespace(kind, object, namespace));
    return true;
  }

  #addNode(node: Node): void {
    const { cluster } = this.#world;
    invariant(cluster.findNode(node.metadata.name) < 0, `node ${node.metadata.name} exists already`);
    const row = cluster.addNode(nodeSpecOf(node));
    this.#world.refuseInexpressible();
    this.#host.nodeChanged(row, 'added');
  }

  /** Its pods lose their room with it: nobody collects them, they stay as scheduled. */
  #removeNode(node: number): void {
    const { cluster } = this.#world;
    for (let pod = cluster.nodes.firstPod[node]!; pod >= 0; pod = cluster.nodes.firstPod[node]!) this.#pods.release(pod);
    cluster.removeNode(node);
    this.#host.nodeChanged(node, 'removed');
  }

  #put<K extends ClusterObjectKind>(kind: K, object: ClusterObject<K>): void {
    const { objects } = this.#world.cluster;
    const before = objects.get(kind, objectKey(kind, object)) ?? null;
    objects.put(kind, object);
    this.#host.objectChanged({ kind, before, after: object });
  }

  #nameOf({ name, generateName = '' }: ObjectMeta): string { return name === '' ? `${generateName}${this.#names++}` : name; }
}

const CLUSTER_WIDE: ReadonlySet<string> = new Set(['Node', 'Namespace', 'PersistentVolume', 'StorageClass', 'CSINode', 'CSIDriver', 'VolumeAttachment']);

/** Whether objects of the kind live in no namespace. */
export function isClusterWide(kind: string): boolean { return CLUSTER_WIDE.has(kind); }

function inNamespace<K extends ClusterObjectKind>(kind: K, object: ClusterObject<K>, namespace: string): ClusterObject<K> {
  return isClusterWide(kind) ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

/** Values are given to the nodes of an operation in turn. */
function labelsOf(prepare: NodePreparation | null, index: number, name: string): Readonly<Record<string, string>> {
  switch (prepare?.kind) {
    case 'labels': return { [prepare.key]: prepare.values[index % prepare.values.length]! };
    // Upstream draws a UUID; the name is as unique.
    case 'unique-label': return { [prepare.key]: name };
    default: return {};
  }
}
