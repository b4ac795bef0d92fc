import { invariant } from '../../base/invariant.js';
import type { KubeCore } from '../../algorithms/schedulers/kube/kube-core.js';
import type { ClusterEvent } from '../../algorithms/schedulers/kube/framework/events.js';
import type { Cluster, ClusterObject, ClusterObjectKind, NodeSpec, PodClass } from '../../world/cluster/index.js';
import { objectKey } from '../../world/cluster/cluster-objects.js';
import { DEFAULT_SCHEDULER_NAME, resourceAmounts, type Node, type Pod } from '../../world/objects/index.js';
import { nodeChanges } from '../../algorithms/schedulers/kube/queue/changes.js';
import { ClassInterner } from '../../replay/class-interner.js';
import { podClassKey, podClassSpecOf } from '../../replay/kube-specs.js';
import { merged } from './api-objects.js';
import type { ApiPod } from './api-pod.js';
import type { JsonObject, StepKind } from './format.js';
import type { SchedulerCache } from './scheduler-cache.js';

const DEFAULT_GRACE_SECONDS = 30;

export interface ApiServerOptions {
  readonly cluster: Cluster;
  readonly cache: SchedulerCache;
  readonly core: KubeCore;
  nowMs(): number;
  nowUs(): number;
}

/** A terminating pod's end. */
export interface DueEnd { readonly atMs: number; readonly pod: ApiPod }

/**
 * The API server of a timeline, and the scheduler's informers: every change reaches the scheduler at once, first its
 * cache, then its queue.
 */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #classes: ClassInterner;
  readonly #pods = new Map<string, ApiPod>();
  readonly #byRow = new Map<number, ApiPod>();
  readonly #nodes = new Map<string, { object: Node; spec: NodeSpec }>();
  readonly #incarnations = new Map<string, number>();
  /** Ends of grace periods, in order. */
  readonly ends: DueEnd[] = [];
  /** News for the scheduler that has to wait; null = it is told at once. */
  #held: (() => void)[] | null = null;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#classes = new ClassInterner(options.cluster);
  }

  /** All pods that exist. */
  get pods(): Iterable<ApiPod> { return this.#pods.values(); }

  /** Makes changes of one instant, and tells the scheduler of them when all are made. */
  together(run: () => void): void {
    this.#held = [];
    run();
    const held = this.#held;
    this.#held = null;
    for (const tell of held) tell();
  }

  #tell(tell: () => void): void {
    if (this.#held === null) tell();
    else this.#held.push(tell);
  }

  /** The pod of a row, whether it still exists or not. */
  podAt(row: number): ApiPod {
    const pod = this.#byRow.get(row);
    invariant(pod !== undefined, `no pod has row ${row}`);
    return pod;
  }

  /** Class of a pod's latest object. */
  classIdOf(pod: ApiPod): number { return this.#classOf(pod.object).id; }

  find(name: string): ApiPod | undefined { return this.#pods.get(name); }

  create(kind: StepKind, object: JsonObject): void {
    switch (kind) {
      case 'Node': return this.#createNode(object as unknown as Node);
      case 'Pod': return this.#createPod(object as unknown as Pod);
      default: return this.#putObject(kind, null, object);
    }
  }

  /** Answers whether the object existed. */
  patch(kind: StepKind, name: string, patch: JsonObject): boolean {
    switch (kind) {
      case 'Node': {
        const node = this.#nodes.get(name);
        if (node !== undefined) this.#updateNode(node, merged(node.object, patch) as Node);
        return node !== undefined;
      }
      case 'Pod': {
        const pod = this.#pods.get(name);
        if (pod !== undefined) this.#patchPod(pod, patch);
        return pod !== undefined;
      }
      default: {
        const before = this.#options.cluster.objects.get(kind, keyOf(kind, name));
        if (before !== undefined) this.#putObject(kind, before, merged(before, patch) as JsonObject);
        return before !== undefined;
      }
    }
  }

  /** Answers whether the object existed. */
  delete(kind: StepKind, name: string, graceSeconds?: number): boolean {
    switch (kind) {
      case 'Node': return this.#deleteNode(name);
      case 'Pod': {
        const pod = this.#pods.get(name);
        if (pod !== undefined) this.deletePod(pod, graceSeconds);
        return pod !== undefined;
      }
      default: return this.#removeObject(kind, name);
    }
  }

  /** Unbound pods and those without grace vanish at once, others at the end of their grace period. */
  deletePod(pod: ApiPod, graceSeconds = pod.object.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS): void {
    if (pod.nodeName === '' || graceSeconds === 0) {
      this.vanish(pod);
      return;
    }
    if (pod.isTerminating) return;
    pod.isTerminating = true;
    const { cache, cluster } = this.#options;
    cache.changePod(pod.row, () => cluster.terminate(pod.row));
    this.ends.push({ atMs: this.#options.nowMs() + graceSeconds * 1000, pod });
    this.ends.sort((a, b) => a.atMs - b.atMs);
    this.#assignedPodChanged(pod);
  }

  /** The object is gone. */
  vanish(pod: ApiPod): void {
    const { cache, core } = this.#options;
    pod.exists = false;
    this.#pods.delete(pod.name);
    const { row } = pod;
    if (pod.nodeName !== '') {
      const node = cache.nodeOf(row);
      if (pod.isCached) cache.remove(row, true);
      pod.isCached = false;
      core.podUnassigned(row, node);
    } else if (core.profileOf(core.classOf(row)) >= 0) {
      if (!pod.isCached) {
        core.podRemoved(row);
        return;
      }
      // The scheduler has chosen a node already: its room is free again at once.
      core.queue.remove(row);
      const node = cache.nodeOf(row);
      cache.remove(row, true);
      pod.isCached = false;
      core.podUnassigned(row, node);
    }
  }

  /** A binding takes effect. */
  bind(pod: ApiPod, nodeName: string): void {
    pod.nodeName = nodeName;
    pod.nominatedNodeName = '';
    pod.scheduledCondition = 'True';
    this.#tell(() => this.#bound(pod));
  }

  #bound(pod: ApiPod): void {
    const { cache, cluster, core } = this.#options;
    const { nodeName } = pod;
    pod.assumedOn = '';
    const startUs = this.#options.nowUs();
    const wanted = this.#classOf(pod.object);
    if (!pod.isCached) cache.place(pod.row, nodeName);
    else if (core.classOf(pod.row) !== wanted) this.#replaceRow(pod, wanted);
    pod.isCached = true;
    const { row } = pod;
    cache.changePod(row, () => cluster.start(row, startUs));
    core.podAssigned(row, cache.nodeOf(row));
  }

  /** The status of a pod was patched. */
  nominate(pod: ApiPod, nodeName: string): void {
    pod.nominatedNodeName = nodeName;
    // The scheduler does not listen to pods that it has chosen a node for.
    this.#tell(() => { if (pod.assumedOn === '') this.#options.core.nominationChanged(pod.row, nodeName); });
  }

  /** A condition says that the pod is preempted. */
  disrupt(pod: ApiPod): void {
    const { cache, cluster } = this.#options;
    const { row } = pod;
    cache.change(() => { cluster.pods.preempted[row] = 1; });
    this.#assignedPodChanged(pod);
  }

  /** A kind's object is written by the scheduler. */
  write(kind: ClusterObjectKind, object: ClusterObject): void {
    const before = this.#options.cluster.objects.get(kind, objectKey(kind, object)) ?? null;
    this.#putObject(kind, before, object as unknown as JsonObject);
  }

  #createNode(object: Node): void {
    const { cache, core } = this.#options;
    const spec = nodeSpec(object);
    this.#nodes.set(spec.name, { object, spec });
    let row = -1;
    cache.addNode(spec, (node) => {
      row = node;
      core.nodeEntered(node);
    });
    core.tellNode('Add', row, null, spec);
  }

  #updateNode(node: { object: Node; spec: NodeSpec }, object: Node): void {
    const { cache, cluster, core } = this.#options;
    const before = node.spec;
    const after = nodeSpec(object);
    node.object = object;
    node.spec = after;
    cache.updateNode(after.name, after);
    cache.change(() => core.nodeMoved(cluster.findNode(after.name)));
    for (const action of nodeChanges(before, after)) core.tellNode(action, cluster.findNode(after.name), before, after);
  }

  #deleteNode(name: string): boolean {
    const { cache, cluster, core } = this.#options;
    const node = this.#nodes.get(name);
    if (node === undefined) return false;
    this.#nodes.delete(name);
    core.tellNode('Delete', cluster.findNode(name), node.spec, null);
    cache.removeNode(name, (row) => core.nodeLeft(row));
    return true;
  }

  #createPod(written: Pod): void {
    const { cluster, cache, core } = this.#options;
    const object: Pod = { ...written, spec: { ...written.spec, schedulerName: written.spec.schedulerName ?? DEFAULT_SCHEDULER_NAME } };
    const { name } = object.metadata;
    const incarnation = (this.#incarnations.get(name) ?? 0) + 1;
    this.#incarnations.set(name, incarnation);
    const row = cluster.addPod(this.#classOf(object).id, this.#options.nowUs(), `default/${name}`);
    const nodeName = object.spec.nodeName ?? '';
    const pod: ApiPod = {
      name, incarnation, row, object, nodeName, nominatedNodeName: object.status?.nominatedNodeName ?? '',
      exists: true, isTerminating: false, assumedOn: '', isCached: nodeName !== '', scheduledCondition: '', disruptionCondition: '',
    };
    this.#pods.set(name, pod);
    this.#byRow.set(row, pod);
    if (nodeName === '') {
      core.podAdded(row);
      return;
    }
    const startUs = this.#options.nowUs();
    cache.place(row, nodeName);
    cache.changePod(row, () => cluster.start(row, startUs));
    core.podAssigned(row, cache.nodeOf(row));
  }

  #patchPod(pod: ApiPod, patch: JsonObject): void {
    const { cluster, core, cache } = this.#options;
    pod.object = merged(pod.object, patch) as Pod;
    const after = this.#classOf(pod.object);
    const before = core.classOf(pod.row);
    if (pod.nodeName !== '') {
      if (after !== before) this.#replaceRow(pod, after);
      core.assignedPodChanged(pod.row, cache.nodeOf(pod.row), before);
    } else if (pod.assumedOn === '') {
      cluster.pods.classId[pod.row] = after.id;
      core.podChanged(pod.row, before);
    }
  }

  /** A pod that changed on its node: the tables count it anew. */
  #replaceRow(pod: ApiPod, podClass: PodClass): void {
    const { cluster, cache } = this.#options;
    const former = pod.row;
    const row = cluster.addPod(podClass.id, cluster.pods.createdUs[former]!, `default/${pod.name}`);
    pod.row = row;
    this.#byRow.set(row, pod);
    cache.remove(former, true);
    cache.place(row, pod.nodeName);
    cache.change(() => { cluster.pods.preempted[row] = cluster.pods.preempted[former]!; });
    cache.changePod(row, () => {
      cluster.start(row, cluster.pods.startUs[former]!);
      if (pod.isTerminating) cluster.terminate(row);
    });
  }

  #assignedPodChanged({ row }: ApiPod): void {
    const { core, cache } = this.#options;
    core.assignedPodChanged(row, cache.nodeOf(row), core.classOf(row));
  }

  #putObject(kind: ClusterObjectKind, before: ClusterObject | null, object: JsonObject): void {
    const { cluster, core } = this.#options;
    // The recording holds objects of this kind; plugins check what they read.
    const after = object as unknown as ClusterObject;
    cluster.objects.put(kind, after as never);
    core.objectChanged({ resource: kind, action: before === null ? 'Add' : 'Update', before, after } as ClusterEvent);
  }

  #removeObject(kind: ClusterObjectKind, name: string): boolean {
    const { cluster, core } = this.#options;
    const before = cluster.objects.get(kind, keyOf(kind, name));
    if (before === undefined) return false;
    cluster.objects.remove(kind, keyOf(kind, name));
    core.objectChanged({ resource: kind, action: 'Delete', before, after: null } as ClusterEvent);
    return true;
  }

  #classOf(object: Pod): PodClass {
    return this.#classes.intern(podClassKey(object), () => podClassSpecOf(object));
  }
}

function nodeSpec(object: Node): NodeSpec {
  const { pods = 0, ...allocatable } = resourceAmounts(object.status?.allocatable ?? {});
  return { name: object.metadata.name, allocatable, allowedPods: pods, template: object };
}

function keyOf(kind: ClusterObjectKind, name: string): string {
  return objectKey(kind, { metadata: { name } } as ClusterObject);
}
