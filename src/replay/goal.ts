import {
  controllerOf, isDeleting, isReady, isTerminal, jsonEqual, keyOf, nodeNameOf, type ApiObject, type ControlPlane, type Kubelet, type Store,
  type WatchEvent,
} from '../world/controlplane/index.js';
import { compileLabelSet, type Deployment, type EndpointSlice, type PodTemplateSpec, type ReplicaSet, type Service } from '../world/objects/index.js';

/** How many pods of one owner exist, and how many of them are ready; pods that end or are being deleted do not count. */
interface PodCount { active: number; ready: number }

/** Label by which a Deployment tells its ReplicaSets apart; no part of what the user asked for. */
const TEMPLATE_HASH = 'pod-template-hash';

/**
 * What the user asked for, compared with the true state (the store, and which nodes are alive): never with a controller's
 * cache or a status that a controller wrote. Pods are counted per owner at each commit, so that asking is cheap.
 *
 *   Deployment  as many ready pods of the newest template as asked for, and no other active pod
 *   Service     its endpoints are the ready pods that it selects
 *   bare pod    ready, or ended
 *
 * Source: WaitForControlledPodsRunning of kubernetes/perf-tests.
 */
export class Goal {
  readonly #store: Store;
  readonly #kubelet: Kubelet;
  #isStale = false;
  readonly #byOwner = new Map<string, PodCount>();
  /** Last counted state per pod: owner key, active, ready. */
  readonly #pods = new Map<string, { readonly owner: string; readonly active: number; readonly ready: number }>();

  /** @param onChange  called at every commit that can change the answer */
  constructor({ store, kubelet }: ControlPlane, onChange: () => void) {
    this.#store = store;
    this.#kubelet = kubelet;
    store.subscribe('Pod', (event) => {
      this.#count(event.type, event.object);
      onChange();
    });
    for (const kind of ['Deployment', 'ReplicaSet', 'Service', 'EndpointSlice']) store.subscribe(kind, onChange);
  }

  /** Nodes crashed or came back: what runs there counts anew at the next question. */
  invalidate(): void { this.#isStale = true; }

  /** Whether everything is as asked for. */
  isReached(): boolean {
    this.#recountIfStale();
    const bare = this.#byOwner.get('');
    return (bare === undefined || bare.active === bare.ready)
      && this.#deployments().every((deployment) => this.#deploymentIsDone(deployment))
      && this.#services().every((service) => this.#serviceIsDone(service));
  }

  /** Ready pods that are missing, over all Deployments. */
  missingPods(): number {
    this.#recountIfStale();
    let missing = 0;
    for (const deployment of this.#deployments()) {
      let ready = 0;
      for (const set of this.#setsOf(deployment)) ready += this.#byOwner.get(ownerKey(set))?.ready ?? 0;
      missing += Math.max(0, wanted(deployment) - ready);
    }
    return missing;
  }

  #deploymentIsDone(deployment: Deployment): boolean {
    let active = 0;
    let updated = 0;
    for (const set of this.#setsOf(deployment)) {
      const count = this.#byOwner.get(ownerKey(set));
      active += count?.active ?? 0;
      if (sameTemplate(set.spec.template, deployment.spec.template)) updated += count?.ready ?? 0;
    }
    return active === wanted(deployment) && updated === wanted(deployment);
  }

  #serviceIsDone(service: Service): boolean {
    const { selector } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0) return true;
    const selected = compileLabelSet(selector);
    let expected = 0;
    for (const pod of this.#store.list('Pod')) {
      if (pod.metadata.namespace !== service.metadata.namespace || !selected.matches(pod.metadata.labels ?? {})) continue;
      if (isReady(pod) && !isDeleting(pod)) expected++;
    }
    let found = 0;
    for (const object of this.#store.list('EndpointSlice')) {
      if (controllerOf(object)?.uid !== service.metadata.uid) continue;
      const slice = object as unknown as EndpointSlice;
      for (const endpoint of slice.endpoints ?? []) if (endpoint.conditions?.ready === true) found++;
    }
    return found === expected;
  }

  // The store keeps objects of every kind as plain JSON; the kind names the shape, which was checked on the way in.
  #deployments(): readonly Deployment[] { return this.#store.list('Deployment') as unknown as readonly Deployment[]; }

  #services(): readonly Service[] { return this.#store.list('Service') as unknown as readonly Service[]; }

  #setsOf(deployment: Deployment): readonly ReplicaSet[] {
    const sets = this.#store.list('ReplicaSet').filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
    return sets as unknown as readonly ReplicaSet[];
  }

  #recountIfStale(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    for (const object of this.#store.list('Pod')) this.#count('MODIFIED', object);
  }

  #count(type: WatchEvent['type'], object: ApiObject): void {
    const key = keyOf(object);
    const before = this.#pods.get(key);
    if (before !== undefined) this.#add(before.owner, -before.active, -before.ready);
    if (type === 'DELETED') {
      this.#pods.delete(key);
      return;
    }
    const active = isTerminal(object) || isDeleting(object) ? 0 : 1;
    // What the store says of a pod on a dead node is out of date until the node lifecycle notices.
    const isServing = active === 1 && isReady(object) && !this.#kubelet.isCrashed(nodeNameOf(object));
    const now = { owner: controllerOf(object)?.uid ?? '', active, ready: isServing ? 1 : 0 };
    this.#pods.set(key, now);
    this.#add(now.owner, now.active, now.ready);
  }

  #add(owner: string, active: number, ready: number): void {
    const count = this.#byOwner.get(owner);
    if (count === undefined) this.#byOwner.set(owner, { active, ready });
    else {
      count.active += active;
      count.ready += ready;
    }
  }
}

function wanted(deployment: Deployment): number { return deployment.spec.replicas ?? 1; }

function ownerKey(set: ReplicaSet): string { return set.metadata.uid ?? ''; }

function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return jsonEqual(a.spec, b.spec) && jsonEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec): Readonly<Record<string, string>> {
  const { [TEMPLATE_HASH]: _, ...labels } = template.metadata?.labels ?? {};
  return labels;
}
