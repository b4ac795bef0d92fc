import { deployment, replicaSet } from '../../algorithms/controllers/catalog.js';
import type { Reconciler } from '../../algorithms/controllers/reconciler.js';
import { deploymentCountsOf, type StoredDeployment, type StoredReplicaSet } from '../../algorithms/controllers/workloads.js';
import { byCodeUnit } from '../../base/by-code-unit.js';
import {
  asRunning, controllerOf, isDeleting, isReady, keyOf, nodeNameOf, withNode, withReadiness, type ApiObject, type ControlPlane,
} from '../../world/controlplane/index.js';
import { parseIntOrString } from '../../world/objects/index.js';
import { passSeconds, planeOf, SECOND_US, startController } from './plane.js';

/** One operation of a recorded script. */
interface Operation { readonly op: string; readonly n?: number; readonly v?: string; readonly maxSurge?: string; readonly maxUnavailable?: string }

export interface RolloutInput {
  readonly replicas: number; readonly strategy: string; readonly maxSurge?: string; readonly maxUnavailable?: string;
  readonly minReadySeconds?: number; readonly progressDeadlineSeconds?: number; readonly revisionHistoryLimit?: number;
  readonly ready: 'one' | 'all'; readonly linger?: boolean; readonly script: readonly Operation[];
}

/** A row of a trace: sizes `w`, ready pods `r`, operation `op`, removal `del`, condition `c`; at second `t`. */
export interface Step {
  readonly w?: readonly number[]; readonly r?: readonly number[]; readonly op?: string; readonly del?: string;
  readonly c?: readonly string[]; readonly t: number;
}

export interface RolloutFinal {
  readonly replicas: number; readonly updated: number; readonly ready: number; readonly available: number; readonly unavailable: number;
  readonly terminating?: number; readonly generation: number; readonly observedGeneration: number; readonly revision: string;
  readonly conditions: readonly (readonly string[])[];
  readonly rs: readonly Readonly<Record<string, string | number>>[];
}

export interface RolloutCase { readonly id: string; readonly in: RolloutInput; readonly trace: readonly Step[]; readonly final: RolloutFinal }

/** Replays a recorded script with the controllers of the product and answers the same trace. */
export function replayRollout(input: RolloutInput): { trace: readonly Step[]; final: RolloutFinal } {
  const lockstep = new Lockstep(input);
  for (const operation of input.script) lockstep.apply(operation);
  return { trace: lockstep.trace, final: lockstep.final() };
}

const KEY = 'default/d';

/**
 * Plays the environment of the recording: every ReplicaSet is synced in order of creation, then the Deployment, until a
 * whole round writes nothing; then one action of the environment follows. All hops take no time.
 */
class Lockstep {
  readonly trace: Step[] = [];
  readonly #plane: ControlPlane;
  readonly #sets: Reconciler;
  readonly #deployments: Reconciler;
  readonly #order: string[] = [];
  readonly #sizes = new Map<string, number>();
  readonly #broken = new Set<string>();

  constructor(private readonly input: RolloutInput) {
    // Lingering pods wait for the environment: their node would not let them go before the end of the replay.
    this.#plane = planeOf({ stopUs: input.linger === true ? 1e12 : 0 });
    this.#sets = startController(this.#plane, replicaSet, { workers: 0 });
    this.#deployments = startController(this.#plane, deployment, { workers: 0 });
    this.#plane.store.subscribe('ReplicaSet', ({ type, object }) => this.#seeSet(type, object as StoredReplicaSet));
    if (input.progressDeadlineSeconds !== undefined || input.script.some(({ op }) => op === 'pause')) this.#traceConditions();
  }

  apply(operation: Operation): void {
    const { op, n = 0, v } = operation;
    switch (op) {
      case 'run': while (this.#step()); return;
      case 'steps': for (let i = 0; i < n && this.#step(); i++); return;
      case 'sleep':
        for (let i = 0; i < n; i++) {
          passSeconds(this.#plane, 1);
          this.#settle();
        }
        return;
      case 'create': this.#plane.apply([this.#deployment()]); break;
      case 'image': this.#plane.setImage('Deployment', KEY, v!); break;
      case 'scale': this.#plane.scale('Deployment', KEY, n); break;
      case 'unready': this.#breakPods(Number(v), n); break;
      default: this.#change(operation);
    }
    this.#deliver();
    const name = v === undefined || v === '' ? op : `${op} ${v}`;
    this.#note({ op: ['scale', 'undo', 'unready', 'minReady'].includes(op) ? `${name} ${n}` : name });
    this.#settle();
  }

  final(): RolloutFinal {
    const stored = this.#stored();
    const counts = deploymentCountsOf(stored);
    const conditions = counts.conditions.map(({ type, status, reason }) => [type, status, reason]);
    return {
      replicas: counts.replicas, updated: counts.updatedReplicas, ready: counts.readyReplicas, available: counts.availableReplicas,
      unavailable: counts.unavailableReplicas, ...(counts.terminatingReplicas === undefined ? {} : { terminating: counts.terminatingReplicas }),
      generation: stored.metadata.generation!, observedGeneration: counts.observedGeneration,
      revision: stored.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '',
      conditions: conditions.sort(([x], [y]) => byCodeUnit(x!, y!)),
      rs: this.#storedSets().map(finalSet),
    };
  }

  #note(step: Omit<Step, 't'>): void { this.trace.push({ ...step, t: this.#plane.kernel.nowUs / SECOND_US }); }

  #deliver(): void { this.#plane.kernel.run(this.#plane.kernel.nowUs); }

  #stored(): StoredDeployment { return this.#plane.store.get('Deployment', KEY) as StoredDeployment; }

  #storedSets(): readonly StoredReplicaSet[] { return this.#plane.store.list('ReplicaSet') as readonly StoredReplicaSet[]; }

  #pods(): readonly ApiObject[] { return this.#plane.store.list('Pod'); }

  #seeSet(type: string, set: StoredReplicaSet): void {
    const { name } = set.metadata;
    const size = type === 'DELETED' ? -1 : set.spec.replicas!;
    if (this.#sizes.get(name) === size) return;
    if (type === 'ADDED') this.#order.push(name);
    this.#sizes.set(name, size);
    this.#note({ ...(size === -1 ? { del: name } : {}), w: this.#order.map((one) => this.#sizes.get(one)!) });
  }

  #traceConditions(): void {
    let before = new Map<string, string>();
    this.#plane.store.subscribe('Deployment', ({ object }) => {
      const { conditions } = deploymentCountsOf(object as StoredDeployment);
      for (const { type, status, reason } of conditions) {
        if (before.get(type) !== `${status} ${reason}`) this.#note({ c: [type, status, reason] });
      }
      before = new Map(conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
    });
  }

  #sync(reconciler: Reconciler, key: string): void {
    reconciler.sync(key, () => undefined);
    this.#deliver();
  }

  #settle(): void {
    for (let round = 0; round < 400; round++) {
      const before = this.#plane.store.counters.commits;
      for (const set of this.#storedSets()) this.#sync(this.#sets, keyOf(set));
      this.#sync(this.#deployments, KEY);
      if (this.#plane.store.counters.commits === before) return;
    }
    throw new Error('no fixpoint');
  }

  /** The environment acts once: terminating pods go, or pods become ready. Answers whether there was anything to do. */
  #act(): boolean {
    const isSingle = this.input.ready === 'one';
    const leaving = this.#pods().filter(isDeleting).slice(0, isSingle ? 1 : undefined);
    for (const pod of leaving) this.#plane.store.perform({ verb: 'delete', kind: 'Pod', key: keyOf(pod), force: true });
    const waiting = isSingle && leaving.length > 0 ? [] : this.#pods().filter((pod) => this.#canBecomeReady(pod));
    for (const pod of waiting.slice(0, isSingle ? 1 : undefined)) this.#patch(pod, (stored) => this.#asReady(stored));
    this.#deliver();
    const hasActed = leaving.length + waiting.length > 0;
    if (hasActed) this.#note({ r: this.#readyPods() });
    return hasActed;
  }

  #canBecomeReady(pod: ApiObject): boolean {
    const { containers } = pod.spec as { readonly containers: readonly { readonly image: string }[] };
    return !isDeleting(pod) && !isReady(pod) && !containers[0]!.image.startsWith('bad') && !this.#broken.has(keyOf(pod));
  }

  #asReady(pod: ApiObject): ApiObject {
    const { nowUs } = this.#plane.kernel;
    return asRunning(nodeNameOf(pod) === '' ? withNode(pod, 'node-0', nowUs) : pod, true, nowUs);
  }

  #readyPods(): readonly number[] {
    const ready = this.#pods().filter((pod) => isReady(pod) && !isDeleting(pod)).map((pod) => controllerOf(pod)!.name);
    return this.#order.map((name) => ready.filter((one) => one === name).length);
  }

  #step(): boolean {
    passSeconds(this.#plane, 1);
    if (!this.#act()) {
      const isWaiting = (this.input.minReadySeconds ?? 0) > 0
        && this.#storedSets().some(({ status }) => status?.readyReplicas !== status?.availableReplicas);
      if (!isWaiting) return false;
    }
    this.#settle();
    return true;
  }

  #breakPods(index: number, count: number): void {
    const pods = this.#pods().filter((pod) => isReady(pod) && controllerOf(pod)!.name === this.#order[index]);
    for (const pod of pods.slice(0, count)) {
      this.#broken.add(keyOf(pod));
      this.#patch(pod, (stored) => withReadiness(stored, false, this.#plane.kernel.nowUs));
    }
  }

  #patch(pod: ApiObject, change: (stored: ApiObject) => ApiObject): void {
    this.#plane.store.perform({ verb: 'patch', kind: 'Pod', key: keyOf(pod), change });
  }

  #change({ op, n = 0, v = '', maxSurge = '', maxUnavailable = '' }: Operation): void {
    const change = (spec: StoredDeployment['spec']): StoredDeployment['spec'] => {
      switch (op) {
        case 'pause': return { ...spec, paused: true };
        case 'resume': return { ...spec, paused: false };
        case 'minReady': return { ...spec, minReadySeconds: n };
        case 'strategy': return { ...spec, strategy: strategyOf(v, maxSurge, maxUnavailable) };
        case 'undo': return { ...spec, template: this.#templateOfRevision(n) };
        default: throw new Error(`unknown operation ${op}`);
      }
    };
    this.#plane.store.perform({
      verb: 'patch', kind: 'Deployment', key: KEY, change: (stored) => ({ ...stored, spec: change((stored as StoredDeployment).spec) }),
    });
  }

  /** As `kubectl rollout undo`: the template of a revision without its hash; 0 = the one before the newest. */
  #templateOfRevision(revision: number): StoredDeployment['spec']['template'] {
    const revisions = this.#storedSets()
      .map((set) => ({ set, revision: Number(set.metadata.annotations?.['deployment.kubernetes.io/revision']) }))
      .sort((x, y) => x.revision - y.revision);
    const chosen = revision === 0 ? revisions.at(-2)! : revisions.find((one) => one.revision === revision)!;
    const { template } = chosen.set.spec;
    const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
    return { ...template, metadata: { ...template.metadata, labels } };
  }

  #deployment(): ApiObject {
    const { input } = this;
    return {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' },
      spec: {
        replicas: input.replicas, selector: { matchLabels: { app: 'd' } },
        strategy: strategyOf(input.strategy, input.maxSurge ?? '', input.maxUnavailable ?? ''),
        minReadySeconds: input.minReadySeconds ?? 0,
        ...(input.progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds: input.progressDeadlineSeconds }),
        ...(input.revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit: input.revisionHistoryLimit }),
        template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'app:1' }] } },
      },
    };
  }
}

function strategyOf(type: string, maxSurge: string, maxUnavailable: string): object {
  if (type !== 'RollingUpdate') return { type };
  const share = (text: string): string | number => (text === '' ? '25%' : parseIntOrString(text));
  return { type, rollingUpdate: { maxSurge: share(maxSurge), maxUnavailable: share(maxUnavailable) } };
}

function finalSet(set: StoredReplicaSet): Readonly<Record<string, string | number>> {
  const note = (key: string): string => set.metadata.annotations?.[`deployment.kubernetes.io/${key}`] ?? '';
  const history = note('revision-history');
  return {
    image: set.spec.template.spec.containers[0]!.image!, revision: note('revision'), ...(history === '' ? {} : { revisionHistory: history }),
    desiredReplicas: note('desired-replicas'), maxReplicas: note('max-replicas'), spec: set.spec.replicas!,
    replicas: set.status?.replicas ?? 0, readyReplicas: set.status?.readyReplicas ?? 0, availableReplicas: set.status?.availableReplicas ?? 0,
  };
}
