import type { Metric } from '../../world/metrics/catalog.js';
import { percentText } from '../number-text.js';
import type { Interval } from '../stats/interval.js';
import { holm } from '../stats/holm.js';
import { minimumPairs, signedRank } from '../stats/signed-rank.js';
import { summarise } from '../stats/summary.js';
import type { ValuePair } from './pairing.js';
import type { CompareOptions, ComparisonRow, Verdict } from './verdict.js';

/** Rates that a comparison states. */
export interface Limits { readonly errorRate: number; readonly noiseThreshold: number }

/** The rates that the options ask for; 0.05 each by default. */
export function limitsOf(options: CompareOptions): Limits {
  return { errorRate: options.errorRate ?? 0.05, noiseThreshold: options.noiseThreshold ?? 0.05 };
}

/** What a row is about. */
export type Subject = Pick<ComparisonRow,
  'scenario' | 'point' | 'variant' | 'baseVariant' | 'metric' | 'statistic' | 'unit' | 'kind' | 'direction'>;

/** A comparison of one family that waits for the correction: the pairs, or why there are none. */
export interface Claim { readonly subject: Subject; readonly pairs: readonly ValuePair[] | { readonly reason: string } }

/**
 * Judges a family: the variants that are compared on one metric and statistic at one sweep point. The error rate holds
 * for the family (Holm). Rows whose values are all equal make no claim of a difference and take no part in it.
 *
 * A difference counts when the exact signed-rank test finds it and Student's interval of the mean agrees; a noisy
 * metric must leave the threshold as well.
 */
export function judgeFamily(claims: readonly Claim[], limits: Limits): ComparisonRow[] {
  const measured = claims.map(({ subject, pairs }) => ('reason' in pairs ? null : measure(subject, pairs, limits)));
  const tested = measured.filter((entry) => entry !== null && entry.differing > 0);
  const adjusted = holm(tested.map((entry) => entry!.pValue));
  const family = {
    familySize: tested.length,
    minimumCount: minimumPairs(limits.errorRate / Math.max(1, tested.length), 2),
  };
  return claims.map(({ subject, pairs }, index) => {
    const entry = measured[index]!;
    if ('reason' in pairs) return { ...subject, ...NOTHING, ...family, verdict: 'not-comparable', reason: pairs.reason };
    const pValue = entry!.differing === 0 ? null : adjusted[tested.indexOf(entry)]!;
    const row = { ...subject, ...entry!, ...family, pValue };
    return { ...row, ...verdictOf(row, limits) };
  });
}

type Measured = Pick<ComparisonRow, 'count' | 'differing' | 'ahead' | 'baseMean' | 'headMean' | 'difference' | 'interval'>
  & { readonly pValue: number };

const NOTHING = {
  count: 0, differing: 0, ahead: 0, baseMean: null, headMean: null, difference: null, interval: null, pValue: null,
} as const;

function measure(subject: Subject, pairs: readonly ValuePair[], limits: Limits): Measured {
  const differences = pairs.map(({ base, head }) => head - base);
  const { mean, interval } = summarise(differences, 1 - limits.errorRate);
  const sign = signOf(subject.direction);
  return {
    count: pairs.length,
    differing: differences.filter((difference) => difference !== 0).length,
    ahead: differences.filter((difference) => difference * sign > 0).length,
    baseMean: summarise(pairs.map(({ base }) => base)).mean,
    headMean: summarise(pairs.map(({ head }) => head)).mean,
    difference: mean,
    interval,
    pValue: signedRank(differences).pTwoSided,
  };
}

/** 1 when more is better, -1 when less is, 0 when neither. */
function signOf(direction: Metric['direction']): number {
  switch (direction) {
    case 'more-is-better': return 1;
    case 'less-is-better': return -1;
    case 'neither': return 0;
  }
}

type Judged = Omit<ComparisonRow, 'verdict' | 'reason'>;

function verdictOf(row: Judged, limits: Limits): { verdict: Verdict; reason: string } {
  const { count, differing, minimumCount, interval, pValue } = row;
  const isNoisy = row.kind === 'wall';
  if (differing === 0 && !isNoisy) return { verdict: 'equal', reason: `the same value for ${seeds(count)}` };
  const margin = isNoisy ? limits.noiseThreshold * Math.abs(row.baseMean ?? 0) : 0;
  if (isNoisy && interval !== null && count >= minimumCount && isWithin(interval, margin)) {
    return { verdict: 'similar', reason: `the interval lies within ${percentText(limits.noiseThreshold)} of base` };
  }
  if (differing < minimumCount) {
    const found = differing === count ? seeds(count) : `${differing} of ${seeds(count)} differ`;
    return { verdict: 'inconclusive', reason: `${found}; an error rate of ${percentText(limits.errorRate)} needs at least ${minimumCount}` };
  }
  if (pValue !== null && pValue <= limits.errorRate && interval !== null && isOutside(interval, margin)) {
    const improvement = row.difference! * signOf(row.direction);
    const verdict = improvement > 0 ? 'better' : improvement < 0 ? 'worse' : 'differs';
    return { verdict, reason: `${aheadText(row)}, p = ${pValueText(pValue)}` };
  }
  const reason = isNoisy
    ? `not told apart from a change within ${percentText(limits.noiseThreshold)}`
    : 'no difference found, which is not the same as equal';
  return { verdict: 'inconclusive', reason: `${reason} (p = ${pValueText(pValue ?? 1)})` };
}

function aheadText({ count, differing, ahead, direction }: Judged): string {
  if (direction === 'neither') return `${differing} of ${count} differ`;
  return `ahead for ${ahead} of ${count}`;
}

function isWithin({ low, high }: Interval, margin: number): boolean { return low >= -margin && high <= margin; }

function isOutside({ low, high }: Interval, margin: number): boolean { return low > margin || high < -margin; }

function seeds(count: number): string { return count === 1 ? '1 seed' : `${count} seeds`; }

/** A p-value with four decimals; smaller ones are only said to be. */
export function pValueText(pValue: number): string { return pValue < 0.0001 ? 'below 0.0001' : pValue.toFixed(4); }
