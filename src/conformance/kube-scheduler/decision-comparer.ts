import { byCodeUnit } from '../../base/by-code-unit.js';
import type { SchedulingCycle } from '../../algorithms/schedulers/kube/framework/cycle.js';
import type { CyclePlan } from '../../algorithms/schedulers/kube/framework/framework.js';
import { scorePlainly } from '../../algorithms/schedulers/kube/framework/plain.js';
import type { Search } from '../../algorithms/schedulers/kube/framework/search.js';
import { SUCCESS } from '../../algorithms/schedulers/kube/framework/status.js';
import type { PodClass } from '../../world/cluster/index.js';
import type { Comparison } from '../case-tally.js';
import { comparePost, describePost } from './post.js';
import type { EvaluationName, ReplayedScheduler } from './replayed-scheduler.js';
import type { RecordedDecision } from './recording.js';
import { noVerdicts, recordedVerdicts, verdictText } from './verdicts.js';

/** Compares one decision of one evaluation. */
export class DecisionComparer {
  readonly #scheduler: ReplayedScheduler;
  readonly #evaluation: EvaluationName;
  readonly #recorded: RecordedDecision;
  readonly #order: readonly string[];
  readonly #comparison: Comparison;

  constructor(scheduler: ReplayedScheduler, evaluation: EvaluationName, recorded: RecordedDecision, order: readonly string[], comparison: Comparison) {
    this.#scheduler = scheduler;
    this.#evaluation = evaluation;
    this.#recorded = recorded;
    this.#order = order;
    this.#comparison = comparison;
  }

  compare(): void {
    const scheduler = this.#scheduler;
    const podClass = scheduler.addClass(this.#recorded.pod);
    const pod = scheduler.addPod(this.#recorded.pod, podClass);
    try {
      const nominated = scheduler.host.nominator.nodeOf(pod);
      // Every decision begins at the first node.
      scheduler.cycle.rotation.nextStart = 0;
      const picked = scheduler.cycle.run(pod, podClass, nominated);
      this.#compareCycle(scheduler.cycle, picked, nominated);
      this.#comparePost(scheduler.cycle);
      if (this.#evaluation === 'plain') this.#comparePlugins(podClass);
      else this.#compareQuickly(pod, podClass, nominated);
    } finally {
      scheduler.forget(pod);
    }
  }

  /** Names a field; the fast evaluation is named, the plain one goes without saying. */
  #field(name: string): string { return this.#evaluation === 'plain' ? name : `${name} (${this.#evaluation})`; }

  /** PreFilter, verdicts in order of the filters, counts, totals, best nodes, pick, error. */
  #compareCycle(cycle: SchedulingCycle, picked: number, nominated: number): void {
    const recorded = this.#recorded;
    const comparison = this.#comparison;
    const { host: { statuses, cluster: { nodes } }, order } = this.#scheduler;
    const { search } = cycle;
    this.#comparePreFilter(cycle);
    const list = order.list();
    const fit = noVerdicts(list.length);
    const put = (node: number, status: number): void => { fit[list.indexOf(node)] = verdictText(status, statuses); };
    search.feasible.subarray(0, search.feasibleCount).forEach((node) => put(node, SUCCESS));
    search.failed.subarray(0, search.failedCount).forEach((node, k) => put(node, search.failedStatus[k]!));
    if (picked >= 0 && search.feasibleCount === 0) put(picked, SUCCESS);
    if (recorded.fit !== undefined) {
      comparison.sameByNode({ field: this.#field('fit') }, this.#order, recordedVerdicts(recorded.fit, recorded.statuses ?? []), fit);
    }

    comparison.same({ field: this.#field('error') }, recorded.error, errorOf(cycle));
    // The real cycle answers an error alone, without counts.
    if (recorded.error !== undefined) return;
    const visited = visitedNodes(cycle, picked, nominated);
    if (recorded.evaluated !== undefined) comparison.same({ field: this.#field('evaluated') }, recorded.evaluated, visited);
    if (recorded.feasible !== undefined) comparison.same({ field: this.#field('feasible') }, recorded.feasible, cycle.feasibleCount);

    const isScored = search.feasibleCount > 1;
    const feasible = Array.from(search.feasible.subarray(0, search.feasibleCount), (node) => nodes.names[node]!);
    const totals = Array.from(search.totals.subarray(0, search.feasibleCount), (total) => total + search.offset);
    if (recorded.total !== undefined) comparison.sameByNode({ field: this.#field('total') }, feasible, recorded.total, totals);
    const highest = Math.max(...totals);
    const best = isScored ? feasible.filter((_, i) => totals[i] === highest) : picked >= 0 ? [nodes.names[picked]!] : undefined;
    if (recorded.best !== undefined || recorded.pick === undefined) comparison.same({ field: this.#field('best') }, recorded.best, best);
    this.#comparePick(this.#field('pick'), picked);
  }

  #comparePreFilter({ plan, search }: SchedulingCycle): void {
    const { preFilter } = this.#recorded;
    if (preFilter === undefined) return;
    const { statuses } = this.#scheduler.host;
    const rejection = plan === null ? null : statuses.get(plan.rejected);
    const here: RecordedDecision['preFilter'] = rejection !== null
      ? { code: rejection.code, plugin: rejection.plugin, reasons: rejection.reasons }
      : { code: 'S', skip: names(plan?.skipped ?? []), ...this.#narrowing(plan?.nodeNames ?? null, plan?.narrowedBy ?? [], search) };
    for (const member of ['code', 'plugin', 'reasons', 'skip', 'nodes', 'narrowedBy'] as const) {
      this.#comparison.same({ field: this.#field(`preFilter.${member}`) }, unlessEmpty(preFilter[member]), unlessEmpty(here[member]));
    }
  }

  /** The only candidates, and who named them; the real cycle adds the plugins that reject one of them later. */
  #narrowing(nodes: readonly string[] | null, plugins: readonly string[], { failedStatus, failedCount }: Search): object {
    if (nodes === null) return {};
    const { statuses } = this.#scheduler.host;
    const rejecting = Array.from(failedStatus.subarray(0, failedCount), (status) => statuses.get(status)!.plugin);
    return { nodes: [...nodes].sort(byCodeUnit), narrowedBy: [...new Set([...plugins, ...rejecting])].sort(byCodeUnit) };
  }

  /** Without a recorded pick among several best nodes, any of them is right. */
  #comparePick(field: string, picked: number): void {
    const { best, pick } = this.#recorded;
    const name = picked < 0 ? undefined : this.#scheduler.cluster.nodes.names[picked]!;
    if (pick !== undefined || best === undefined) this.#comparison.same({ field }, pick, name);
    else if (name === undefined || !best.includes(name)) this.#comparison.same({ field }, `one of ${best.join(', ')}`, name);
  }

  /** The same decision once more from what is remembered, without a list of the feasible nodes. */
  #compareQuickly(pod: number, podClass: PodClass, nominated: number): void {
    const { quickCycle, cycle } = this.#scheduler;
    cycle.rotation.nextStart = 0;
    const picked = quickCycle.run(pod, podClass, nominated);
    if (this.#recorded.error !== undefined) {
      this.#comparison.same({ field: 'error (fast, without list)' }, this.#recorded.error, errorOf(quickCycle));
      return;
    }
    if (this.#recorded.feasible !== undefined) {
      this.#comparison.same({ field: 'feasible (fast, without list)' }, this.#recorded.feasible, quickCycle.feasibleCount);
    }
    this.#comparePick('pick (fast, without list)', picked);
    // What preemption remembers of the first time must not change its answer.
    this.#comparePost(quickCycle);
  }

  #comparePost(cycle: SchedulingCycle): void {
    const { post } = this.#recorded;
    if (post === undefined) return;
    if (cycle.failure === null) {
      this.#comparison.same({ field: this.#field('post') }, 'no node fits', 'a node fits');
      return;
    }
    const difference = comparePost(post, describePost(cycle, this.#scheduler.host, this.#scheduler.preemption));
    if (difference !== null) this.#comparison.same({ field: this.#field(`post.${difference.field}`) }, difference.recorded, difference.actual);
  }

  /** Each filter alone on every node, without regard to nominated pods; each plugin's scores. */
  #comparePlugins(podClass: PodClass): void {
    const { framework } = this.#scheduler;
    const recorded = this.#recorded;
    const comparison = this.#comparison;
    for (const plugin of framework.plugins) plugin.prepare?.(podClass);
    const { plan } = this.#scheduler.cycle;
    if (plan === null || plan.rejected !== SUCCESS) {
      comparison.same({ field: 'filters' }, recorded.filters, undefined);
      return;
    }
    if (recorded.filters !== undefined || recorded.pass !== undefined) this.#compareFilters(plan, podClass);
    if (recorded.scores !== undefined) this.#compareScores(podClass);
  }

  #compareFilters(plan: CyclePlan, podClass: PodClass): void {
    const { order, host: { statuses } } = this.#scheduler;
    const recorded = this.#recorded;
    const comparison = this.#comparison;
    const list = order.list();
    const rejecting = recorded.filters ?? {};
    const passing: string[] = [];
    const seen: string[] = [];
    for (const plugin of plan.filters) {
      const verdicts = Array.from(list, (node) => verdictText(plugin.filter!(podClass, node), statuses));
      seen.push(plugin.name);
      const wanted = rejecting[plugin.name];
      if (wanted !== undefined) {
        comparison.sameByNode({ field: 'filter', plugin: plugin.name }, this.#order, recordedVerdicts(wanted, recorded.statuses ?? []), verdicts);
      } else if (verdicts.every((verdict) => verdict === 'fits')) passing.push(plugin.name);
      else comparison.sameByNode({ field: 'filter', plugin: plugin.name }, this.#order, verdicts.map(() => 'fits'), verdicts);
    }
    for (const plugin of Object.keys(rejecting)) {
      if (!seen.includes(plugin)) comparison.same({ field: 'filter', plugin }, 'rejects nodes', 'does not filter');
    }
    comparison.same({ field: 'pass' }, [...recorded.pass ?? []].sort(byCodeUnit), passing.sort(byCodeUnit));
  }

  #compareScores(podClass: PodClass): void {
    const { framework, cycle: { search, plan }, cluster } = this.#scheduler;
    const comparison = this.#comparison;
    const feasible = search.feasible.slice(0, search.feasibleCount);
    const nodeNames = Array.from(feasible, (node) => cluster.nodes.names[node]!);
    const scores = scorePlainly(plan!, podClass, feasible);
    if ('error' in scores) {
      comparison.same({ field: 'scores' }, 'scores', scores.error);
      return;
    }
    const wanted = this.#recorded.scores ?? {};
    // A plugin that cannot add anything is not asked here; the real one is, and answers for every node.
    const silent = framework.scorers.filter(({ plugin: { name, preScore, mayScore } }) =>
      preScore === undefined && mayScore?.(podClass) === false && wanted[name] !== undefined);
    const answers = [...scores, ...silent.map(({ plugin, weight, score }) => {
      const raw = Float64Array.from(feasible, (node) => score(podClass, node));
      return { plugin: plugin.name, weight, raw, normalized: raw };
    })];
    for (const { plugin, weight, raw, normalized } of answers) {
      const recorded = wanted[plugin];
      if (recorded === undefined) {
        comparison.same({ field: 'score', plugin }, 'no scores', 'scores');
        continue;
      }
      comparison.same({ field: 'weight', plugin }, recorded.w, weight);
      comparison.sameByNode({ field: 'raw score', plugin }, nodeNames, recorded.raw, [...raw]);
      comparison.sameByNode({ field: 'normalised score', plugin }, nodeNames, recorded.norm ?? recorded.raw, [...normalized]);
    }
    const scoring = answers.map(({ plugin }) => plugin);
    for (const plugin of Object.keys(wanted)) if (!scoring.includes(plugin)) comparison.same({ field: 'score', plugin }, 'scores', 'no scores');
    const skipped = framework.scorers.map(({ plugin }) => plugin.name).filter((name) => !scoring.includes(name));
    comparison.same({ field: 'skipScore' }, [...this.#recorded.skipScore ?? []].sort(byCodeUnit), skipped.sort(byCodeUnit));
  }
}

/**
 * Nodes with a verdict. A nominated node that fits is taken without a search; one that does not may lie outside of what
 * the search visited then.
 */
export function visitedNodes({ search }: SchedulingCycle, picked: number, nominated: number): number {
  const searched = search.feasibleCount + search.failedCount;
  if (searched === 0) return picked >= 0 ? 1 : 0;
  return nominated >= 0 && !search.failed.subarray(0, search.failedCount).includes(nominated) ? searched + 1 : searched;
}

/** The error that ended the cycle, if it was no lack of room. */
export function errorOf(cycle: SchedulingCycle): string | undefined {
  const kind = cycle.failure?.kind;
  return kind === 'error' || kind === 'no-nodes' ? cycle.failureText() : undefined;
}

function names(plugins: readonly { readonly name: string }[]): string[] { return plugins.map(({ name }) => name).sort(byCodeUnit); }

/** Recordings leave empty lists and texts out. */
function unlessEmpty(value: string | readonly string[] | undefined): unknown { return value?.length === 0 ? undefined : value; }
