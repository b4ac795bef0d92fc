import type { MetricValue, Series } from './result.js';

/** Statistics of a distribution: name, quantile in thousandths, smallest sample that supports it. */
const QUANTILES = [['p50', 500, 1], ['p90', 900, 10], ['p99', 990, 100], ['p999', 999, 1000]] as const;

/** Points of the percentile curve: every fourth percent, and the tail percent by percent. */
const CURVE_PERCENT = Array.from({ length: 101 }, (_, percent) => percent).filter((percent) => percent % 4 === 0 || percent > 95);

/** Six significant digits: enough for a curve, a third of the bytes. Metrics keep every digit. */
export function rounded(value: number): number { return Number(value.toPrecision(6)); }

/**
 * Statistics of one measured quantity. Quantiles are order statistics (the smallest value with at least that share of
 * the sample at or below it); p99 and p999 are left out when the sample has fewer than 100 or 1,000 values, since it
 * does not support them.
 *
 * @param values  seconds or whatever the metric's unit is; sorted in place
 */
export function summarise(metric: string, values: Float64Array): { metrics: MetricValue[]; series: Series[] } {
  const n = values.length;
  if (n === 0) return { metrics: [{ metric, statistic: 'count', value: 0 }], series: [] };
  values.sort(); // typed arrays sort by number
  const metrics: MetricValue[] = [{ metric, statistic: 'count', value: n }];
  for (const [statistic, thousandths, smallest] of QUANTILES) {
    if (n >= smallest) metrics.push({ metric, statistic, value: orderStatistic(values, thousandths) });
  }
  metrics.push({ metric, statistic: 'max', value: values[n - 1]! }, { metric, statistic: 'mean', value: mean(values) });
  const points = CURVE_PERCENT.map((percent) => [percent, rounded(orderStatistic(values, percent * 10))] as const);
  return { metrics, series: [{ metric, over: 'quantile_percent', points }] };
}

/** Integers before the division: 0.07 x 100 would be just above 7 in binary and answer the 8th value. */
function orderStatistic(sorted: Float64Array, thousandths: number): number {
  return sorted[Math.max(0, Math.ceil((thousandths * sorted.length) / 1000) - 1)]!;
}

/** Compensated (Neumaier) mean: independent of how large the sample is. */
function mean(values: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? (total - next) + value : (value - next) + total;
    total = next;
  }
  return (total + lost) / values.length;
}
