import type { GateDemand, GateRule } from '../../harness/suite/gate-rule.js';
import { findMetric } from '../../world/metrics/catalog.js';
import { valueKey, valuesOf, type Cell, type CellGroup } from '../cells.js';
import { valueText } from '../number-text.js';
import { isCensored } from './comparable.js';
import { failureOfCell, missingCell } from './gate-cell.js';
import type { GateFinding } from './gate-result.js';
import { isConvergenceTime } from './pairing.js';

type Limit = Extract<GateDemand, { kind: 'limit' }>;
type Answer = Pick<GateFinding, 'status' | 'reason' | 'count' | 'observed' | 'change' | 'interval' | 'pValue'>;

/** What one cell says to a limit. */
type CellAnswer =
  | { readonly status: 'value'; readonly seed: number; readonly value: number; readonly holds: boolean }
  | { readonly status: 'broken' | 'fail' | 'inconclusive'; readonly seed: number; readonly reason: string };

/** Holds a limit against every planned cell of a group; the cell that answers worst decides. */
export function judgeLimit(group: CellGroup, rule: GateRule, limit: Limit): Answer {
  const unit = findMetric(rule.metric)?.unit ?? 'count';
  const cells = group.seeds.map((seed) => answerOf(seed, group.cells.get(seed), rule, limit));
  const values = cells.filter((cell) => cell.status === 'value');
  const worst = values.reduce<typeof values[number] | null>((worse, cell) => (
    worse === null || margin(cell.value, limit) < margin(worse.value, limit) ? cell : worse
  ), null);
  const common = { count: cells.length, observed: worst?.value ?? null, change: null, interval: null, pValue: null };

  for (const status of ['broken', 'fail', 'inconclusive'] as const) {
    const bad = cells.filter((cell) => cell.status === status);
    const failing = status === 'fail' ? values.filter(({ holds }) => !holds) : [];
    if (bad.length + failing.length === 0) continue;
    const [first] = bad;
    const reason = first !== undefined && first.status !== 'value'
      ? `seed ${first.seed}: ${first.reason}`
      : `${failing.length} of ${cells.length} cells break it; seed ${worst!.seed} has ${valueText(worst!.value, unit)}`;
    return { ...common, status, reason };
  }
  if (worst === null) return { ...common, status: 'inconclusive', reason: 'no seed is planned' };
  return { ...common, status: 'pass', reason: `holds in ${cells.length} of ${cells.length} cells; closest ${valueText(worst.value, unit)}` };
}

function answerOf(seed: number, cell: Cell | undefined, rule: GateRule, limit: Limit): CellAnswer {
  if (cell === undefined) return missingCell(seed);
  const failed = failureOfCell(cell);
  if (failed !== null) return failed;
  if (isConvergenceTime(rule) && isCensored(cell.record)) {
    return { status: 'fail', seed, reason: 'a disturbance never settled' };
  }
  const value = valuesOf(cell).get(valueKey(rule));
  if (value === undefined) {
    return { status: 'inconclusive', seed, reason: 'the metric was not measured, or the sample is too small for the statistic' };
  }
  return { status: 'value', seed, value, holds: margin(value, limit) >= 0 };
}

/** How far a value is inside the limits; negative when it breaks one. */
function margin(value: number, { atMost, atLeast }: Limit): number {
  return Math.min(atMost === null ? Infinity : atMost - value, atLeast === null ? Infinity : value - atLeast);
}
