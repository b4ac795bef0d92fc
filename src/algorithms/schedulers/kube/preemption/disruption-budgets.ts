import type { Cluster } from '../../../../world/cluster/index.js';
import { compileSelector, SelectorError, type CompiledSelector, type PodDisruptionBudget } from '../../../../world/objects/index.js';

/** Pods parted by whether their eviction breaks a budget, each part in the order of the whole. */
export interface Parted {
  readonly violating: readonly number[];
  readonly others: readonly number[];
}

interface Budget {
  readonly namespace: string;
  readonly selector: CompiledSelector;
  readonly allowed: number;
  /** Names of pods whose eviction the API server has counted already. */
  readonly disrupted: ReadonlySet<string>;
}

const NONE: readonly number[] = [];

/**
 * The PodDisruptionBudgets of the cluster, as preemption heeds them: it prefers victims that no budget protects, but
 * takes others where there is no other way.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/defaultpreemption, filterPodsWithPDBViolation.
 */
export class DisruptionBudgets {
  readonly #cluster: Cluster;
  #version = -1;
  #budgets: readonly Budget[] = [];
  /** Budgets that select the pods of a class. */
  readonly #byClass = new Map<number, readonly number[]>();
  #left: Int32Array = new Int32Array(0);

  constructor(cluster: Cluster) { this.#cluster = cluster; }

  /** Differs from the last answer whenever `part` could answer differently. */
  get version(): number { return this.#cluster.objects.version('PodDisruptionBudget'); }

  /** Parts pods as if they were evicted one after the other in this order. */
  part(pods: readonly number[]): Parted {
    if (this.#version !== this.version) this.#read();
    if (this.#budgets.length === 0) return { violating: NONE, others: pods };
    const left = this.#left;
    this.#budgets.forEach(({ allowed }, k) => { left[k] = allowed; });
    const violating: number[] = [];
    const others: number[] = [];
    for (const pod of pods) (this.#isViolated(pod) ? violating : others).push(pod);
    return { violating, others };
  }

  /** Counts the eviction of a pod against every budget that selects it. */
  #isViolated(pod: number): boolean {
    const { pods } = this.#cluster;
    let isViolated = false;
    for (const k of this.#selecting(pods.classId[pod]!)) {
      const { disrupted } = this.#budgets[k]!;
      if (disrupted.size > 0 && disrupted.has(nameWithoutNamespace(pods.names[pod] ?? ''))) continue;
      if (--this.#left[k]! < 0) isViolated = true;
    }
    return isViolated;
  }

  #selecting(classId: number): readonly number[] {
    const known = this.#byClass.get(classId);
    if (known !== undefined) return known;
    const metadata = this.#cluster.classes[classId]!.template?.metadata;
    const { labels = {}, namespace = 'default' } = metadata ?? {};
    // A pod without labels is protected by nothing, not even by a selector of absences.
    const selecting = Object.keys(labels).length === 0 ? NONE : this.#budgets.flatMap((budget, k) =>
      (budget.namespace === namespace && budget.selector.matches(labels) ? [k] : []));
    this.#byClass.set(classId, selecting);
    return selecting;
  }

  #read(): void {
    this.#version = this.version;
    this.#byClass.clear();
    this.#budgets = [...this.#cluster.objects.all('PodDisruptionBudget')].flatMap((object) => budgetOf(object) ?? []);
    this.#left = new Int32Array(this.#budgets.length);
  }
}

/** Null for a budget that selects nothing: without selector, with an empty one, or with one that the API would refuse. */
function budgetOf({ metadata, spec, status }: PodDisruptionBudget): Budget | null {
  const selector = compiled(spec.selector);
  if (selector === null || selector.isEmpty) return null;
  return {
    namespace: metadata.namespace ?? 'default',
    selector,
    allowed: status?.disruptionsAllowed ?? 0,
    disrupted: new Set(Object.keys(status?.disruptedPods ?? {})),
  };
}

function compiled(selector: PodDisruptionBudget['spec']['selector']): CompiledSelector | null {
  try {
    return compileSelector(selector);
  } catch (error) {
    if (error instanceof SelectorError) return null;
    throw error;
  }
}

function nameWithoutNamespace(name: string): string { return name.slice(name.indexOf('/') + 1); }
