import { pluginHost } from './host.js';
import { expect } from 'vitest';
import { DEFAULT_CACHE_BUDGET, fastEvaluation } from '../../../../src/algorithms/schedulers/kube/framework/fast.js';
import { SchedulingCycle } from '../../../../src/algorithms/schedulers/kube/framework/cycle.js';
import { createFramework, type Framework } from '../../../../src/algorithms/schedulers/kube/framework/framework.js';
import { plainEvaluation, scorePlainly, type PluginScores } from '../../../../src/algorithms/schedulers/kube/framework/plain.js';
import { SUCCESS } from '../../../../src/algorithms/schedulers/kube/framework/status.js';
import type { Evaluation } from '../../../../src/algorithms/schedulers/kube/framework/evaluation.js';
import type { NodeOrder } from '../../../../src/algorithms/schedulers/kube/node-order.js';
import { PLUGINS } from '../../../../src/algorithms/schedulers/kube/config/profile.js';
import { addPodClass, loadCluster, profileOfCase, type RecordedCase, type RecordedDecision } from './recorded.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Letter of entry `i` of a decision's dictionary of statuses. */
function letter(i: number): string {
  return LETTERS[i] ?? String.fromCharCode(0xc0 + i - LETTERS.length);
}

/** How often each recorded field was compared (and found equal: a difference throws). */
export type Tally = Record<string, number>;

/** Compares every decision of a case, field by field, with both evaluations. */
export function compareCase(recorded: RecordedCase, tally: Tally): void {
  const { cluster, order } = loadCluster(recorded);
  expect(Array.from(order.list(), (node) => cluster.nodes.names[node]), recorded.id).toEqual(recorded.order);
  const profile = profileOfCase(recorded);
  const host = pluginHost(cluster);
  const framework = createFramework(host, profile);
  for (const template of recorded.cluster.pending ?? []) {
    host.nominator.add(cluster.addPod(addPodClass(cluster, template).id, 0), template.status!.nominatedNodeName!);
  }
  const evaluations = { plain: plainEvaluation(framework), fast: fastEvaluation(framework, DEFAULT_CACHE_BUDGET) };
  recorded.decisions.forEach((decision, i) => {
    const place = `${recorded.id} decision ${i}`;
    const podClass = addPodClass(cluster, decision.pod);
    const expected = letters(decision);
    const { plain } = evaluations;
    const plan = plain.plan(podClass, -1);
    const count = (field: string): void => { tally[field] = (tally[field] ?? 0) + 1; };

    // PreFilter: code, plugin, reasons; skipped plugins; narrowing.
    const rejection = framework.host.statuses.get(plan.rejected);
    expect({ code: rejection?.code ?? 'S', plugin: rejection?.plugin, reasons: rejection?.reasons }, place)
      .toEqual({ code: decision.preFilter.code, plugin: decision.preFilter.plugin, reasons: decision.preFilter.reasons });
    count('preFilter');
    if (rejection === null) {
      const skip = (decision.preFilter.skip ?? []).filter((name) => PLUGINS.has(name));
      expect(plan.skipped.map(({ name }) => name).sort(byText), place).toEqual([...skip].sort(byText));
      expect(plan.nodeNames === null ? undefined : [...plan.nodeNames].sort(byText), place).toEqual(decision.preFilter.nodes);
      expect(plan.narrowedBy, place).toEqual(decision.preFilter.narrowedBy ?? []);
      // Each plugin alone on every node.
      const rejecting: Record<string, string> = {};
      for (const plugin of plan.filters) {
        const verdicts = Array.from(order.list(), (node) => expected.of(framework, plugin.filter!(podClass, node))).join('');
        if (/[^.]/.test(verdicts)) rejecting[plugin.name] = verdicts;
      }
      expect(rejecting, place).toEqual(decision.filters ?? {});
      const passing = plan.filters.map(({ name }) => name).filter((name) => rejecting[name] === undefined);
      expect(passing.sort(byText), place).toEqual((decision.pass ?? []).filter((name) => PLUGINS.has(name)).sort(byText));
      count('filters');
    }

    for (const [name, evaluation] of Object.entries(evaluations)) {
      // Twice, so that the fast one answers from its caches as well.
      for (const round of [1, 2]) {
        compareCycle({ decision, podClass, framework, evaluation, order, place: `${place} ${name} ${round}`, letterOf: expected.of });
      }
      count(`fit (${name})`);
      if (decision.error !== undefined) count(`error (${name})`);
      if (decision.best !== undefined) count(`best (${name})`);
      if (decision.pick !== undefined) count(`pick (${name})`);
      if (decision.total !== undefined) count(`total (${name})`);
    }
    if (decision.scores !== undefined) {
      compareScores(decision, framework, podClass, order, place);
      count('scores');
    }
  });
}

interface CycleCase {
  readonly decision: RecordedDecision;
  readonly podClass: ReturnType<typeof addPodClass>;
  readonly framework: Framework;
  readonly evaluation: Evaluation;
  readonly order: NodeOrder;
  readonly place: string;
  readonly letterOf: (framework: Framework, status: number) => string;
}

/** One whole cycle from start index 0: verdicts, counts, totals, best set, pick, error. */
function compareCycle({ decision, podClass, framework, evaluation, order, place, letterOf }: CycleCase): void {
  const { names } = framework.host.cluster.nodes;
  const operations = { attempts: 0, nodesVisited: 0, filterCalls: 0, scoreCalls: 0 };
  const cycle = new SchedulingCycle({ framework, evaluation, order, operations, percentageOfNodesToScore: 0, tieBreak: null });
  const picked = cycle.run(-1, podClass);
  const { search } = cycle;
  const list = order.list();
  const fit = Array.from<string>({ length: list.length }).fill('-');
  search.feasible.subarray(0, search.feasibleCount).forEach((node) => { fit[list.indexOf(node)] = '.'; });
  search.failed.subarray(0, search.failedCount).forEach((node, k) => {
    fit[list.indexOf(node)] = letterOf(framework, search.failedStatus[k]!);
  });
  expect(fit.join(''), place).toBe(decision.fit);
  if (decision.error !== undefined) {
    // The real cycle answered with the error alone; its counts were recorded as 0.
    expect(cycle.failure, place).toEqual({ kind: 'error', message: decision.error });
    return;
  }
  expect([operations.nodesVisited, search.feasibleCount], place).toEqual([decision.evaluated, decision.feasible]);
  if (decision.total !== undefined) {
    // Plugins that do not exist yet add the same to all nodes in these recordings: nothing, as `scores` shows.
    const others = Object.entries(decision.scores!).filter(([name]) => !PLUGINS.has(name));
    for (const [, { raw, norm = raw }] of others) expect(new Set(norm), place).toEqual(new Set([0]));
    const totals = Array.from(search.totals.subarray(0, search.feasibleCount), (total) => total + search.offset);
    expect(totals, place).toEqual(decision.total);
  }
  const best = search.feasibleCount === 1 ? [picked] : bestOf(search.totals, search.feasible, search.feasibleCount);
  if (decision.best !== undefined) expect(best.map((node) => names[node]), place).toEqual(decision.best);
  if (decision.pick !== undefined) expect(names[picked], place).toBe(decision.pick);
  if (decision.best === undefined) expect(picked, place).toBe(-1);
}

function bestOf(totals: Float64Array, nodes: Int32Array, count: number): readonly number[] {
  const highest = Math.max(...totals.subarray(0, count));
  return [...nodes.subarray(0, count)].filter((_, i) => totals[i] === highest);
}

function compareScores(
  decision: RecordedDecision, framework: Framework, podClass: ReturnType<typeof addPodClass>, order: NodeOrder, place: string,
): void {
  const plan = plainEvaluation(framework).plan(podClass, -1);
  const feasible = order.list().filter((_, i) => decision.fit[i] === '.');
  const scores = Object.fromEntries((scorePlainly(plan, podClass, feasible) as readonly PluginScores[]).map(({ plugin, weight, raw, normalized }) =>
    [plugin, { w: weight, raw: [...raw], norm: [...normalized] }]));
  const recorded = Object.fromEntries(Object.entries(decision.scores!).filter(([name]) => PLUGINS.has(name))
    .map(([name, { w, raw, norm = raw }]) => [name, { w, raw, norm }]));
  // A plugin that has nothing to add is not asked; the real one answers 0 for every node.
  const silent = framework.scorers.map(({ plugin }) => plugin)
    .filter(({ name, preScore, mayScore }) => preScore === undefined && mayScore?.(podClass) === false && recorded[name] !== undefined)
    .map(({ name }) => name);
  for (const name of silent) {
    expect([...new Set(recorded[name]!.norm)], `${place} ${name}`).toEqual([0]);
    delete recorded[name];
  }
  expect(scores, place).toEqual(recorded);
  const skipped = framework.scorers.map(({ plugin }) => plugin.name).filter((name) => scores[name] === undefined && !silent.includes(name));
  expect(skipped.sort(byText), place).toEqual((decision.skipScore ?? []).filter((name) => PLUGINS.has(name)).sort(byText));
}

/** Letters of a decision's statuses; reasons are sorted there. */
function letters({ statuses = [] }: RecordedDecision): { readonly of: CycleCase['letterOf'] } {
  const known = new Map(statuses.map((status, i) => [JSON.stringify(status), letter(i)]));
  return {
    of(framework, number) {
      if (number === SUCCESS) return '.';
      const { plugin, code, reasons } = framework.host.statuses.get(number)!;
      const text = JSON.stringify([plugin, code, ...[...reasons].sort(byText)]);
      return known.get(text) ?? text;
    },
  };
}

function byText(a: string, b: string): number { return a < b ? -1 : a > b ? 1 : 0; }
