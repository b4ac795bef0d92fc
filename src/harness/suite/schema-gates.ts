import { z } from 'zod';
import { parseDurationUs } from '../../base/duration.js';
import { suggest } from '../../base/suggest.js';
import { findMetric, METRICS, type Metric } from '../../world/metrics/catalog.js';
import { exact } from './schema-object.js';
import type { Allowance } from './gate-rule.js';

/** Statistics that a metric may have; a metric without one is a single number. */
const STATISTIC = /_(value|p50|p90|p99|p999|max|mean|count|at_\d+)$/;

const amount = z.union([z.number(), z.string()], { error: () => 'a number, a percentage or a duration' });

/** `gates:`: what must hold of the results. */
export const gates = z.array(
  exact({
    metric: z.string(),
    variant: z.string().default('*'),
    'at-most': amount.optional(),
    'at-least': amount.optional(),
    versus: z.string().optional(),
    'may-rise': amount.optional(),
    'may-fall': amount.optional(),
  }).transform((written, context) => {
    const complain = (key: string, message: string, hint?: string): typeof z.NEVER => {
      context.issues.push({ code: 'custom', input: written, message, path: [key], params: { problem: 'SCN020', hint } });
      return z.NEVER;
    };
    const named = splitMetric(written.metric);
    if (named === null) {
      const near = suggest(written.metric.replace(STATISTIC, ''), METRICS.map(({ name }) => name));
      return complain('metric', `unknown metric "${written.metric}"`,
        `${near === null ? '' : `did you mean "${near}"?  `}See: seatrial list metrics`);
    }
    const { metric, statistic } = named;
    const hasLimit = written['at-most'] !== undefined || written['at-least'] !== undefined;
    const hasAllowance = written['may-rise'] !== undefined || written['may-fall'] !== undefined;
    if (hasLimit === (written.versus !== undefined) || (hasAllowance && written.versus === undefined)) {
      return complain('metric', 'a gate needs either at-most / at-least, or versus with may-rise / may-fall');
    }
    if (written.versus !== undefined && !hasAllowance) {
      return complain('versus', 'a versus gate needs may-rise, may-fall or both');
    }
    const limits = { atMost: limit(written['at-most'], metric), atLeast: limit(written['at-least'], metric) };
    const allowances = { mayRise: allowance(written['may-rise'], metric), mayFall: allowance(written['may-fall'], metric) };
    for (const [key, value] of [
      ['at-most', limits.atMost], ['at-least', limits.atLeast], ['may-rise', allowances.mayRise], ['may-fall', allowances.mayFall],
    ] as const) {
      if (value === 'malformed') return complain(key, `expected a number${formsOf(metric)}`);
    }
    return {
      metric: metric.name, statistic, variant: written.variant, versus: written.versus ?? null,
      atMost: limits.atMost as number | null, atLeast: limits.atLeast as number | null,
      mayRise: allowances.mayRise as Allowance | null, mayFall: allowances.mayFall as Allowance | null,
    };
  }),
);

export type DecodedGate = z.output<typeof gates>[number];

/** `scheduling_latency_seconds_p99` is metric and statistic; a bare metric is its `value`. */
function splitMetric(written: string): { metric: Metric; statistic: string } | null {
  const bare = findMetric(written);
  if (bare !== undefined) return { metric: bare, statistic: 'value' };
  const found = STATISTIC.exec(written);
  const metric = found === null ? undefined : findMetric(written.slice(0, found.index));
  return metric === undefined ? null : { metric, statistic: found![1]! };
}

/** A limit in the metric's own unit: seconds may be written as a duration, ratios as a percentage. */
function limit(written: number | string | undefined, metric: Metric): number | null | 'malformed' {
  if (written === undefined) return null;
  if (typeof written === 'number') return written;
  if (metric.unit === 'seconds') {
    const us = parseDurationUs(written);
    return us === null ? 'malformed' : us / 1e6;
  }
  const percent = metric.unit === 'ratio' ? percentage(written) : null;
  return percent ?? 'malformed';
}

/** How far it may move: `1%` is relative to the base, anything else is in the metric's own unit. */
function allowance(written: number | string | undefined, metric: Metric): Allowance | null | 'malformed' {
  if (written === undefined) return null;
  const relative = typeof written === 'string' ? percentage(written) : null;
  if (relative !== null) return { kind: 'relative', fraction: relative };
  const absolute = limit(written, metric);
  return absolute === null || absolute === 'malformed' || absolute < 0 ? 'malformed' : { kind: 'absolute', amount: absolute };
}

function percentage(written: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*%$/.exec(written.trim());
  return found === null ? null : Number(found[1]) / 100;
}

function formsOf(metric: Metric): string {
  switch (metric.unit) {
    case 'seconds': return ' of seconds or a duration such as "30s"';
    case 'ratio': return ' or a percentage such as "95%"';
    default: return '';
  }
}
