import { formatDurationUs } from '../../base/duration.js';
import { LANE } from '../../world/kernel/lanes.js';
import type { EventKind } from '../../world/kernel/kernel.js';
import { ObjectTemplate, type PerfObject } from '../../workloads/readers/scheduler-perf/object-template.js';
import type { CreatePods, PerfOperation, TemplateText } from '../../workloads/readers/scheduler-perf/operations.js';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../world/objects/index.js';
import type { World } from '../world.js';
import { ClientLimit } from './client-limit.js';
import type { Measurements } from './measurement.js';
import { BASE_POD, isClusterWide, type PerfObjects } from './perf-objects.js';
import type { DecisionObserver, PerfPods } from './perf-pods.js';
import type { SchedulerPerfPlan } from './plan.js';

/** An operation that could not be carried out, or a wait that was given up: the workload ends. */
export class OperationFailure extends Error {
  override readonly name = 'OperationFailure';
}

/** Something that is done step by step in virtual time: yields how long to wait until it goes on, microseconds. */
type Task = Generator<number, void>;

type Operation<K extends PerfOperation['opcode']> = PerfOperation & { readonly opcode: K };

const SECOND_US = 1_000_000;
/** Waits look once a second, and give up. Source: scheduler_perf, executor.go. */
const POLL_US = SECOND_US;
const GIVE_UP_US = 600 * SECOND_US;
/** Requests for a pod with a volume: claim and volume with their status, and the pod. */
const REQUESTS_WITH_VOLUME = 5;

export interface ScriptOptions {
  readonly world: World;
  readonly plan: SchedulerPerfPlan;
  readonly pods: PerfPods;
  readonly objects: PerfObjects;
  readonly measurements: Measurements;
}

/**
 * Carries out the operations of a workload one after another; some go on in the background until the last one is done.
 * Requests take no time, but a client makes no more than 5,000 a second.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf/executor.go.
 */
export class Script {
  readonly #options: ScriptOptions;
  readonly #tasks: Task[] = [];
  readonly #go: EventKind;
  readonly #client: ClientLimit;
  readonly #templates = new Map<TemplateText, ObjectTemplate>();
  /** Pods of each known namespace that no barrier has waited for. */
  readonly #outstanding = new Map<string, number>();
  isDone = false;

  constructor(options: ScriptOptions) {
    this.#options = options;
    const { kernel } = options.world;
    this.#client = new ClientLimit(kernel);
    this.#go = kernel.kind({ name: 'perf-operation', lane: LANE.OBSERVE, handler: (task) => this.#resume(task) });
  }

  start(): void { this.#begin(this.#main()); }

  #begin(task: Task): void { this.#options.world.kernel.after(0, this.#go, this.#tasks.push(task) - 1); }

  #resume(task: number): void {
    const step = this.#tasks[task]!.next();
    if (step.done !== true) this.#options.world.kernel.after(step.value, this.#go, task);
  }

  *#main(): Task {
    const { operations } = this.#options.plan;
    for (let index = 0; index < operations.length; index++) yield* this.#run(operations[index]!, index);
    this.isDone = true;
    this.#options.world.kernel.stop();
  }

  *#run(operation: PerfOperation, index: number): Task {
    switch (operation.opcode) {
      case 'createNodes': yield* this.#createNodes(operation, index); break;
      case 'createNamespaces': yield* this.#createNamespaces(operation); break;
      case 'createPods': yield* this.#createPods(operation, index); break;
      case 'deletePods': yield* this.#deletePods(operation); break;
      case 'churn': this.#churn(operation, index); break;
      case 'barrier': yield* this.#barrier(operation, index); break;
      case 'sleep': yield operation.us; break;
      case 'startCollectingMetrics': this.#startCollecting(operation, index); break;
      case 'stopCollectingMetrics': this.#stopCollecting(index); break;
      case 'createAny': yield* this.#createAny(operation, index); break;
      case 'updateAny': yield* this.#updateAny(operation, index); break;
      case 'createResourceClaims':
      case 'createResourceDriver':
      case 'allocResourceClaims':
        throw new OperationFailure(`operation ${index} (${operation.opcode}) is not simulated`);
    }
  }

  *#createNodes({ count, template, prepare }: Operation<'createNodes'>, operation: number): Task {
    const { objects, plan } = this.#options;
    const features = Array.from({ length: plan.declaredFeatures }, (_, i) => `Feature${i + 1}`).sort((a, b) => (a < b ? -1 : 1));
    for (let index = 0; index < count; index++) {
      yield* this.#client.request(prepare === null ? 1 : 2);
      const node = template === null ? null : this.#object(template, index, count).object as Node;
      objects.createNode(node, { operation, index, prepare, features });
    }
  }

  *#createNamespaces({ prefix, count, template }: Operation<'createNamespaces'>): Task {
    const labels = template === null ? {} : this.#object(template, 0, 1).object.metadata.labels;
    for (let i = 0; i < count; i++) {
      yield* this.#client.request(1);
      this.#options.objects.createNamespace(`${prefix}-${i}`, labels);
      this.#know(`${prefix}-${i}`);
    }
  }

  *#createPods(operation: CreatePods, index: number): Task {
    const { measurements } = this.#options;
    const { collectMetrics, skipWaitToCompletion, steadyStateUs, count } = operation;
    const namespace = operation.namespace ?? `namespace-${index}`;
    this.#requireNamespace(namespace);
    if (collectMetrics) this.#startCollecting({ name: namespace, namespaces: [namespace], labels: {} }, index);
    if (steadyStateUs === null) yield* this.#createAll(operation, namespace);
    if (skipWaitToCompletion) this.#outstanding.set(namespace, this.#outstanding.get(namespace)! + count);
    else if (steadyStateUs !== null) yield* this.#keepSteady(operation, namespace, { index, us: steadyStateUs });
    else yield* this.#waitFor(namespace, count, { index, labels: {}, stage: 'Scheduled' });
    if (collectMetrics) measurements.close();
  }

  *#createAll(operation: CreatePods, namespace: string): Task {
    const { pods, objects } = this.#options;
    const { count, template, volume } = operation;
    for (let index = 0; index < count; index++) {
      yield* this.#client.request(volume === null ? 1 : REQUESTS_WITH_VOLUME);
      const pod = template === null ? BASE_POD : this.#object(template, index, count).object as Pod;
      if (volume === null) {
        if (pods.create(pod, namespace) < 0) throw new OperationFailure(`pod ${namespace}/${pod.metadata.name} exists already`);
        continue;
      }
      const claimName = objects.createVolume(
        this.#object(volume.persistentVolume, index, count).object as PersistentVolume,
        this.#object(volume.claim, index, count).object as PersistentVolumeClaim, namespace, index,
      );
      pods.create({ ...pod, spec: { ...pod.spec, volumes: [{ name: 'vol', persistentVolumeClaim: { claimName } }] } }, namespace);
    }
  }

  /** As many pods as `count`, over and over: when all are placed they are deleted at once and as many are created. */
  *#keepSteady(operation: CreatePods, namespace: string, { index, us }: { readonly index: number; readonly us: number }): Task {
    const { pods, world } = this.#options;
    const untilUs = world.kernel.nowUs + us;
    let placed = 0;
    const observer: DecisionObserver = {
      placed: (pod) => {
        if (pods.namespaceOf(pod) !== namespace || ++placed % operation.count !== 0 || world.kernel.nowUs >= untilUs) return;
        this.#begin(this.#nextBatch(operation, namespace));
      },
      rejected: () => undefined,
    };
    pods.observers.add(observer);
    yield* this.#createAll(operation, namespace);
    yield Math.max(0, untilUs - world.kernel.nowUs);
    pods.observers.delete(observer);
    if (placed === 0) throw new OperationFailure(`operation ${index} (createPods): no pod was placed in ${formatDurationUs(us)}`);
  }

  *#nextBatch(operation: CreatePods, namespace: string): Task {
    yield* this.#client.request(1);
    for (const pod of this.#options.pods.list(namespace)) this.#options.pods.delete(pod, 0);
    yield* this.#createAll(operation, namespace);
  }

  *#deletePods({ namespace, labels, perSecond, skipWaitToCompletion }: Operation<'deletePods'>): Task {
    const task = this.#deleteEach(this.#options.pods.list(namespace, labels), perSecond);
    if (skipWaitToCompletion) this.#begin(task);
    else yield* task;
  }

  *#deleteEach(rows: readonly number[], perSecond: number): Task {
    for (const row of rows) {
      if (perSecond > 0) yield Math.floor(SECOND_US / perSecond);
      this.#options.pods.delete(row);
    }
  }

  #churn(operation: Operation<'churn'>, index: number): void {
    const namespace = operation.namespace ?? `namespace-${index}`;
    this.#options.objects.createNamespace(namespace);
    this.#begin(operation.mode === 'create' ? this.#churnCreating(operation, namespace) : this.#churnRecreating(operation, namespace));
  }

  *#churnCreating({ templates, intervalUs, number }: Operation<'churn'>, namespace: string): Task {
    for (let tick = 0; number === 0 || tick < number; tick++) {
      yield intervalUs;
      for (const template of templates) this.#options.objects.create(this.#object(template, 0, 1), namespace);
    }
  }

  /** Each template has a ring of slots: an empty one is filled, a full one emptied. */
  *#churnRecreating({ templates, intervalUs, number }: Operation<'churn'>, namespace: string): Task {
    const { objects } = this.#options;
    const rings = templates.map(() => new Array<string | null>(number).fill(null));
    for (let tick = 0; ; tick++) {
      yield intervalUs;
      const slot = tick % number;
      templates.forEach((template, i) => {
        const object = this.#object(template, 0, 1);
        const name = rings[i]![slot]!;
        if (name !== null) objects.delete(object.kind, name, namespace);
        rings[i]![slot] = name === null ? objects.create(object, namespace) : null;
      });
    }
  }

  *#barrier({ namespaces, labels, stage }: Operation<'barrier'>, index: number): Task {
    for (const namespace of namespaces) {
      if (!this.#outstanding.has(namespace)) throw new OperationFailure(`operation ${index} (barrier): unknown namespace ${namespace}`);
    }
    const all = namespaces.length === 0 ? [...this.#outstanding.keys()] : namespaces;
    for (const namespace of all) yield* this.#waitFor(namespace, this.#outstanding.get(namespace)!, { index, labels, stage });
    if (stage === 'Scheduled') for (const namespace of all) this.#outstanding.delete(namespace);
  }

  /** Waits until so many existing pods of the namespace with these labels are that far. */
  *#waitFor(namespace: string, wanted: number, { index, labels, stage }: {
    readonly index: number; readonly labels: Readonly<Record<string, string>>; readonly stage: 'Scheduled' | 'Attempted';
  }): Task {
    const { pods, world, plan } = this.#options;
    for (let waitedUs = 0; ; waitedUs += POLL_US) {
      const { scheduled, attempted } = pods.count(namespace, labels);
      const reached = stage === 'Scheduled' ? scheduled : scheduled + attempted;
      if (reached >= wanted) return;
      if (waitedUs >= GIVE_UP_US) {
        throw new OperationFailure(`operation ${index} (${plan.operations[index]!.opcode}): after ${formatDurationUs(GIVE_UP_US)} only `
          + `${reached} of ${wanted} pods of namespace ${namespace} were ${stage.toLowerCase()}`);
      }
      world.checkMemory();
      yield POLL_US;
    }
  }

  #startCollecting(window: { readonly name: string; readonly namespaces: readonly string[]; readonly labels: Readonly<Record<string, string>> }, index: number): void {
    const { measurements } = this.#options;
    if (measurements.isOpen) throw new OperationFailure(`operation ${index}: a measurement is under way already; stop it before the next one`);
    measurements.open(window);
  }

  #stopCollecting(index: number): void {
    const { measurements } = this.#options;
    if (!measurements.isOpen) throw new OperationFailure(`operation ${index}: no measurement is under way that could be stopped`);
    measurements.close();
  }

  *#createAny({ template, namespace, count }: Operation<'createAny'>, index: number): Task {
    if (namespace !== '') this.#requireNamespace(namespace);
    for (let i = 0; i < count; i++) {
      yield* this.#client.request(1);
      const object = this.#scoped(template, i, { count, namespace, index });
      if (this.#options.objects.create(object, namespace) === null) {
        throw new OperationFailure(`operation ${index} (createAny): ${object.kind} ${object.object.metadata.name} exists already`);
      }
    }
  }

  *#updateAny({ template, namespace, count, perSecond, subresources }: Operation<'updateAny'>, index: number): Task {
    if (namespace !== '') this.#requireNamespace(namespace);
    for (let i = 0; i < count; i++) {
      if (perSecond > 0) yield Math.floor(SECOND_US / perSecond);
      yield* this.#client.request(2);
      const object = this.#scoped(template, i, { count, namespace, index });
      if (!this.#options.objects.update(object, namespace, subresources)) {
        throw new OperationFailure(`operation ${index} (updateAny): there is no ${object.kind} ${object.object.metadata.name}`);
      }
    }
  }

  /** An object for a namespace, or for none, as its kind wants it. */
  #scoped(template: TemplateText, i: number, { count, namespace, index }: { readonly count: number; readonly namespace: string; readonly index: number }): PerfObject {
    const object = this.#object(template, i, count);
    if (isClusterWide(object.kind) === (namespace === '')) return object;
    const problem = namespace === '' ? 'needs a namespace' : `lives in no namespace, "${namespace}" is given`;
    throw new OperationFailure(`operation ${index}: ${object.kind} of ${template.file} ${problem}`);
  }

  #object(template: TemplateText, index: number, count: number): PerfObject {
    const known = this.#templates.get(template) ?? new ObjectTemplate(template);
    this.#templates.set(template, known);
    return known.at({ index, count });
  }

  #requireNamespace(name: string): void {
    this.#options.objects.createNamespace(name);
    this.#know(name);
  }

  #know(namespace: string): void { if (!this.#outstanding.has(namespace)) this.#outstanding.set(namespace, 0); }
}
