import { findMetric, type Metric } from '../world/metrics/catalog.js';
import { valueKey, valueNames, valuesOf, type CellGroup } from './cells.js';
import { leadingStatistic } from './statistic.js';
import { summarise, type Summary } from './stats/summary.js';
import { isCensored } from './verdict/comparable.js';
import { isConvergenceTime } from './verdict/pairing.js';

/** One metric and statistic over the variants of one scenario and sweep point. */
export interface Measure {
  readonly metric: string;
  readonly title: string;
  readonly statistic: string;
  readonly unit: Metric['unit'];
  readonly direction: Metric['direction'];
  /** Whether this statistic stands for the metric where there is room for one. */
  readonly isLeading: boolean;
  /** Over the seeds that have a value; variants without any are absent, and so are those of `endless`. */
  readonly byVariant: ReadonlyMap<string, Summary>;
  /** Variants of which a disturbance never settled: the times of the others would flatter them. */
  readonly endless: ReadonlySet<string>;
}

/** All measures of the variants of one scenario and sweep point, in the order of the catalogue. */
export function measuresOf(groups: readonly CellGroup[]): Measure[] {
  const values = new Map(groups.map((group) => [group.variant, [...group.cells.values()].map(valuesOf)]));
  const censored = new Set(groups
    .filter((group) => [...group.cells.values()].some(({ record }) => isCensored(record)))
    .map(({ variant }) => variant));
  const names = valueNames(groups.flatMap((group) => [...group.cells.values()]));
  return names.map((name) => {
    const known = findMetric(name.metric);
    const statistics = names.filter(({ metric }) => metric === name.metric).map(({ statistic }) => statistic);
    const byVariant = new Map<string, Summary>();
    const endless = isConvergenceTime(name) ? censored : new Set<string>();
    for (const [variant, cells] of values) {
      if (endless.has(variant)) continue;
      const measured = cells.map((cell) => cell.get(valueKey(name))).filter((value) => value !== undefined);
      if (measured.length > 0) byVariant.set(variant, summarise(measured));
    }
    return {
      ...name, title: known?.title ?? name.metric, unit: known?.unit ?? 'count', direction: known?.direction ?? 'neither',
      isLeading: leadingStatistic(statistics) === name.statistic, byVariant, endless,
    };
  });
}
