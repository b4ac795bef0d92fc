import type { Metric } from '../world/metrics/catalog.js';

/** Order in which one statistic stands for a distribution when there is room for only one. */
const LEADING = ['value', 'p99', 'max', 'p90', 'p50', 'mean', 'count'];

/**
 * The statistic that stands for a metric: the last point of a curve (`at_130`), else the value, else the furthest
 * percentile that the sample supports.
 *
 * @param statistics  those that were measured; at least one
 */
export function leadingStatistic(statistics: Iterable<string>): string {
  const names = [...statistics];
  const points = names.filter((name) => pointOf(name) !== null).sort((a, b) => pointOf(b)! - pointOf(a)!);
  return points[0] ?? LEADING.find((name) => names.includes(name)) ?? names[0]!;
}

/** 130 of `at_130`; null for other statistics. */
export function pointOf(statistic: string): number | null {
  const found = /^at_(\d+)$/.exec(statistic);
  return found === null ? null : Number(found[1]);
}

/** A metric with its statistic: `GPU allocated at 130 % of arrived demand`, `Startup latency (99th percentile)`. */
export function measureTitle(metric: Metric, statistic: string): string {
  const words = statisticText(statistic);
  if (words === '') return metric.title;
  return pointOf(statistic) === null ? `${metric.title} (${words})` : `${metric.title} ${words}`;
}

/** A statistic in words, to follow a metric's title: `99th percentile`; empty for single values. */
export function statisticText(statistic: string): string {
  const point = pointOf(statistic);
  if (point !== null) return `at ${point} % of arrived demand`;
  switch (statistic) {
    case 'value': return '';
    case 'p50': return 'median';
    case 'p999': return '99.9th percentile';
    case 'count': return 'number of values';
    default: return /^p\d+$/.test(statistic) ? `${statistic.slice(1)}th percentile` : statistic;
  }
}
