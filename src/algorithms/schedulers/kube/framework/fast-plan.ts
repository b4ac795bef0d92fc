import type { PodClass } from '../../../../world/cluster/index.js';
import { ClassMemo } from './class-memo.js';
import { planCycle, type CyclePlan, type Framework, type Scorer } from './framework.js';
import type { Plugin } from './plugin.js';
import { MAX_NODE_SCORE } from './normalize.js';
import { constraintsOf, type Constraints } from './specification-tables.js';
import { SUCCESS } from './status.js';

/** The part of a plan that looks at the pod and the node alone: what is remembered of nodes holds for one such part. */
export interface LocalPart {
  /** All filters on the specification come before all filters on usage, as in the default order. */
  readonly isSpecificationFirst: boolean;
  readonly filters: readonly Plugin[];
  readonly usageFilters: readonly Plugin[];
  readonly usageScorers: readonly Scorer[];
  readonly specificationScorers: readonly Scorer[];
  /** Whether every weighted score is sure to fit the 32 bits of the row cache. */
  readonly mayRemember: boolean;
  /** Null when verdicts depend on the node's name. */
  readonly constraints: Constraints | null;
}

/** A cycle plan sorted by what the plugins read. */
export interface FastPlan extends CyclePlan {
  readonly local: LocalPart;
  readonly clusterFilters: readonly { readonly plugin: Plugin; readonly filter: NonNullable<Plugin['filter']>; readonly position: number }[];
  /** Score plugins whose raw scores are asked for in every cycle: they read the cluster, or normalise what changes. */
  readonly freshScorers: readonly Scorer[];
  /** Place among all filters of those local ones that stand behind a filter that reads the cluster, by plugin name. */
  readonly lateFilters: ReadonlyMap<string, number>;
}

interface Entry { readonly stamps: Float64Array; plan: FastPlan | null }

/**
 * Plans by class. A plan is kept until a plugin that reads the cluster says, by another answer of `prepare`, that it
 * could decide differently.
 */
export class FastPlans {
  readonly #framework: Framework;
  readonly #prepared: readonly Plugin[];
  /** Some plugin that reads the cluster does not tell when its answers change. */
  readonly #isNeverKept: boolean;
  readonly #entries: ClassMemo<Entry>;
  readonly #locals = new ClassMemo<{ part: LocalPart | null }>(() => ({ part: null }));

  constructor(framework: Framework) {
    this.#framework = framework;
    const readers = framework.plugins.filter(({ reads }) => reads === 'cluster');
    this.#prepared = readers.filter(({ prepare }) => prepare !== undefined);
    this.#isNeverKept = readers.some(({ prepare, preFilter, preScore }) =>
      prepare === undefined && (preFilter !== undefined || preScore !== undefined));
    this.#entries = new ClassMemo(() => ({ stamps: new Float64Array(this.#prepared.length).fill(NaN), plan: null }));
  }

  of(podClass: PodClass, pod: number): FastPlan {
    const entry = this.#entries.of(podClass);
    const { stamps } = entry;
    let isKept = entry.plan !== null && !this.#isNeverKept;
    for (let k = 0; k < stamps.length; k++) {
      const stamp = this.#prepared[k]!.prepare!(podClass);
      if (stamp === stamps[k]) continue;
      stamps[k] = stamp;
      isKept = false;
    }
    if (!isKept) entry.plan = this.#build(podClass, pod);
    return entry.plan!;
  }

  #build(podClass: PodClass, pod: number): FastPlan {
    const plan = planCycle(this.#framework, podClass, pod);
    const guests = plan.filters.filter((plugin) => plugin.reads === 'cluster' && plugin.isNodeLocal?.(podClass) === true);
    const isLocal = (plugin: Plugin): boolean => plugin.reads !== 'cluster' || guests.includes(plugin);
    const local = this.#local(podClass, plan, plan.filters.filter(isLocal), guests.length > 0);
    const clusterFilters = plan.filters.flatMap((plugin, position) =>
      (isLocal(plugin) ? [] : [{ plugin, filter: plugin.filter!, position }]));
    const first = clusterFilters[0]?.position ?? plan.filters.length;
    const late = plan.filters.flatMap((plugin, position) =>
      (isLocal(plugin) && position > first ? [[plugin.name, position] as const] : []));
    return {
      ...plan, local, clusterFilters,
      freshScorers: plan.scorers.filter(isFresh),
      lateFilters: new Map(late),
    };
  }

  /**
   * The local part: one object for as long as what is remembered by it holds. With guests it holds for this plan alone. A
   * rejection ends PreFilter early: what such a plan says of the later plugins is not what the others say.
   */
  #local(podClass: PodClass, plan: CyclePlan, filters: readonly Plugin[], hasGuests: boolean): LocalPart {
    if (hasGuests || plan.rejected !== SUCCESS) return localPart(podClass, plan, filters);
    return this.#locals.of(podClass).part ??= localPart(podClass, plan, filters);
  }
}

function isFresh({ plugin }: Scorer): boolean {
  return plugin.reads === 'cluster' || (plugin.reads === 'node-usage' && plugin.normalize !== undefined);
}

function localPart(podClass: PodClass, plan: CyclePlan, filters: readonly Plugin[]): LocalPart {
  const usageFilters = filters.filter(({ reads }) => reads !== 'node-spec');
  const firstUsage = filters.findIndex(({ reads }) => reads !== 'node-spec');
  const usageScorers = plan.scorers.filter((scorer) => scorer.plugin.reads === 'node-usage' && !isFresh(scorer));
  return {
    filters,
    usageFilters,
    usageScorers,
    mayRemember: usageScorers.reduce((sum, { weight }) => sum + weight * MAX_NODE_SCORE, 0) < 2 ** 31,
    isSpecificationFirst: firstUsage < 0 || filters.slice(firstUsage).every(({ reads }) => reads !== 'node-spec'),
    specificationScorers: plan.scorers.filter(({ plugin }) => plugin.reads === 'node-spec'),
    constraints: constraintsOf(podClass, plan),
  };
}
