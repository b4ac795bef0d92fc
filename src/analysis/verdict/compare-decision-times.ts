import { median } from 'd3-array';
import type { DecisionTime } from '../run-data.js';
import { bootstrapInterval } from '../stats/bootstrap.js';
import type { Limits } from './judge.js';
import type { ComparisonRow, Verdict } from './verdict.js';

/** Fewest batches on either side: a percentile bootstrap of fewer is too short. */
const MINIMUM_SAMPLES = 10;
const RESAMPLES = 2000;

/**
 * Compares measured decision times of the same scheduler on the same number of nodes: the difference of medians, with
 * a bootstrap interval and the noise threshold. What only one side measured is left out.
 */
export function compareDecisionTimes(
  base: readonly DecisionTime[], head: readonly DecisionTime[], limits: Limits,
): ComparisonRow[] {
  return head.flatMap((after) => {
    const before = base.find(({ scheduler, nodes }) => scheduler === after.scheduler && nodes === after.nodes);
    if (before === undefined || before.samplesSeconds.length === 0 || after.samplesSeconds.length === 0) return [];
    return [rowOf(before, after, limits)];
  });
}

function rowOf(before: DecisionTime, after: DecisionTime, limits: Limits): ComparisonRow {
  const baseMean = median(before.samplesSeconds)!;
  const headMean = median(after.samplesSeconds)!;
  const interval = bootstrapInterval({
    samples: [before.samplesSeconds, after.samplesSeconds],
    statistic: ([drawnBefore, drawnAfter]) => median(drawnAfter!)! - median(drawnBefore!)!,
    level: 1 - limits.errorRate, resamples: RESAMPLES, seed: 1,
  });
  const count = Math.min(before.samplesSeconds.length, after.samplesSeconds.length);
  return {
    scenario: 'bench', point: `nodes=${after.nodes}`, variant: after.scheduler, baseVariant: before.scheduler,
    metric: 'decision_wall_seconds', statistic: 'p50', unit: 'seconds', kind: 'wall', direction: 'less-is-better',
    count, differing: count, ahead: 0, baseMean, headMean, difference: headMean - baseMean, interval,
    pValue: null, familySize: 1, minimumCount: MINIMUM_SAMPLES,
    ...verdictOf(interval, limits.noiseThreshold * baseMean, count),
  };
}

function verdictOf(interval: { low: number; high: number }, margin: number, count: number): { verdict: Verdict; reason: string } {
  if (count < MINIMUM_SAMPLES) return { verdict: 'inconclusive', reason: `${count} samples; at least ${MINIMUM_SAMPLES} are needed` };
  if (interval.low > margin) return { verdict: 'worse', reason: 'the whole interval is slower by more than the threshold' };
  if (interval.high < -margin) return { verdict: 'better', reason: 'the whole interval is faster by more than the threshold' };
  if (interval.low >= -margin && interval.high <= margin) return { verdict: 'similar', reason: 'the interval lies within the threshold' };
  return { verdict: 'inconclusive', reason: 'not told apart from a change within the threshold' };
}
