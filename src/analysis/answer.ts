import { findMetric, type Metric } from '../world/metrics/catalog.js';
import { groupCells, valueKey, valuesOf, type CellGroup, type ValueName } from './cells.js';
import type { RunData } from './run-data.js';
import { leadingStatistic } from './statistic.js';
import { summarise, type Summary } from './stats/summary.js';
import { isCensored, moduleAlgorithms } from './verdict/comparable.js';
import { claimsOf } from './verdict/comparison.js';
import { failedCells } from './verdict/gate-cell.js';
import { judgeFamily, limitsOf } from './verdict/judge.js';
import { isConvergenceTime, pairGroups } from './verdict/pairing.js';
import type { ComparisonRow } from './verdict/verdict.js';

/** A variant with the metric that ranks it, over all its seeds. */
export interface Ranked { readonly variant: string; readonly summary: Summary }

/** Who is best at what matters most in one scenario. */
export interface Answer {
  readonly scenario: string;
  readonly point: string;
  readonly metric: Metric;
  readonly statistic: string;
  /** Best first; variants of equal means keep the scenario's order. */
  readonly ranking: readonly Ranked[];
  /** The best as head against each other variant, in the order of the ranking. */
  readonly duels: readonly ComparisonRow[];
  /** Variants without a full result, and why. */
  readonly unranked: readonly { readonly variant: string; readonly reason: string }[];
  /**
   * `ahead`: better than every other at the error rate; `tied`: exactly equal to the second; `unclear`: the highest mean,
   * but not told apart from another; `alone`: nothing to compare with.
   */
  readonly standing: 'ahead' | 'tied' | 'unclear' | 'alone';
}

/** What a scenario is about, the first that it measures: packing, then convergence, then latency. */
const QUESTIONS = [
  'headroom_pods', 'allocated_ratio_gpu', 'convergence_settled_seconds', 'allocated_ratio_cpu', 'startup_latency_seconds',
  'scheduling_latency_seconds', 'pods_bound', 'makespan_seconds',
] as const;

/**
 * The answer of each scenario of a run, at its last sweep point. The best is held against each other variant: being
 * best needs all of these comparisons, and the error rate is that of the family.
 *
 * Source: J. Hsu, Constrained simultaneous confidence intervals for multiple comparisons with the best (1984): choosing
 * the best after looking costs no more than its comparisons with the others.
 */
export function answersOf(run: RunData): Answer[] {
  const groups = groupCells(run);
  const modules = moduleAlgorithms(run.manifest);
  return run.manifest.scenarios.flatMap((scenario) => {
    const point = scenario.points.at(-1) ?? '';
    const here = groups.filter((group) => group.scenario === scenario.name && group.point === point);
    const answer = answerOf(here, modules);
    return answer === null ? [] : [{ scenario: scenario.name, point, ...answer }];
  });
}

/**
 * The run with its scenarios in the order in which people should read them: packing before everything else, since that
 * is what a run is first asked about; otherwise as they were run.
 */
export function inReadingOrder(run: RunData): RunData {
  const packing = new Set(answersOf(run).filter(isPacking).map(({ scenario }) => scenario));
  const { scenarios } = run.manifest;
  const sorted = [...scenarios.filter(({ name }) => packing.has(name)), ...scenarios.filter(({ name }) => !packing.has(name))];
  return { ...run, manifest: { ...run.manifest, scenarios: sorted } };
}

/** Whether the answer is about packing: the search for a place is its price, so decision times belong to it. */
export function isPacking({ metric }: Pick<Answer, 'metric'>): boolean { return metric.name.startsWith('allocated_ratio'); }

function answerOf(groups: readonly CellGroup[], modules: ReadonlySet<string>): Omit<Answer, 'scenario' | 'point'> | null {
  const unranked: { variant: string; reason: string }[] = [];
  const whole = groups.filter((group) => {
    const [failed] = failedCells(group);
    if (failed !== undefined) unranked.push({ variant: group.variant, reason: `seed ${failed.seed}: ${failed.reason}` });
    return failed === undefined;
  });
  const name = questionOf(whole);
  if (name === null) return null;
  const metric = findMetric(name.metric)!;
  const measured = whole.flatMap((group) => {
    if (isConvergenceTime(name) && [...group.cells.values()].some(({ record }) => isCensored(record))) {
      unranked.push({ variant: group.variant, reason: 'a disturbance never settled' });
      return [];
    }
    const values = [...group.cells.values()].map((cell) => valuesOf(cell).get(valueKey(name)));
    if (values.length > 0 && values.every((value) => value !== undefined)) return [{ group, summary: summarise(values) }];
    unranked.push({ variant: group.variant, reason: 'not measured for every seed' });
    return [];
  });
  const sign = metric.direction === 'more-is-better' ? -1 : 1;
  measured.sort((a, b) => sign * (a.summary.mean - b.summary.mean));
  const [best, ...others] = measured;
  if (best === undefined) return null;
  const matches = others.map(({ group }) => ({ base: group, head: best.group, pairing: pairGroups(group, best.group, modules) }));
  const duels = judgeFamily(claimsOf(matches, name), limitsOf({}));
  return {
    metric, statistic: name.statistic, duels, unranked, standing: standingOf(duels),
    ranking: measured.map(({ group, summary }) => ({ variant: group.variant, summary })),
  };
}

function standingOf(duels: readonly ComparisonRow[]): Answer['standing'] {
  if (duels.length === 0) return 'alone';
  if (duels[0]!.verdict === 'equal') return 'tied';
  return duels.every(({ verdict }) => verdict === 'better') ? 'ahead' : 'unclear';
}

/** The first question that any of the groups measures. */
function questionOf(groups: readonly CellGroup[]): ValueName | null {
  const statistics = new Map<string, Set<string>>();
  for (const group of groups) {
    for (const { record } of group.cells.values()) {
      for (const { metric, statistic } of record.metrics) {
        const known = statistics.get(metric);
        if (known === undefined) statistics.set(metric, new Set([statistic])); else known.add(statistic);
      }
    }
  }
  const metric = QUESTIONS.find((name) => [...statistics.get(name) ?? []].some((statistic) => answers(name, statistic)));
  return metric === undefined ? null : { metric, statistic: leadingStatistic(statistics.get(metric)!) };
}

/** A mean allocation over time follows the demand where pods come and go: it says nothing about packing. */
function answers(metric: string, statistic: string): boolean {
  return statistic !== 'count' && !(metric.startsWith('allocated_ratio') && statistic === 'mean');
}
