import type { Metric } from '../../world/metrics/catalog.js';
import type { Interval } from '../stats/interval.js';

/**
 * What a comparison says about one metric.
 *
 * - `better`, `worse`: the difference is there at the stated error rate (and beyond the threshold, for noisy metrics);
 * - `equal`: the values are the same, to the last digit, for every seed; only exact metrics can be equal;
 * - `similar`: the whole interval of a noisy metric lies within the threshold;
 * - `differs`: the difference is there, but the metric has no better direction;
 * - `inconclusive`: too few seeds, or no difference found, which is not the same as equal;
 * - `not-comparable`: a cell is missing, failed, or measured something else; the reason says which.
 */
export type Verdict = 'better' | 'worse' | 'equal' | 'similar' | 'differs' | 'inconclusive' | 'not-comparable';

/** One compared number: a metric and statistic of one variant at one sweep point, head against base. */
export interface ComparisonRow {
  readonly scenario: string;
  readonly point: string;
  /** The variant of head; of base as well when two runs are compared. */
  readonly variant: string;
  /** The variant it is compared with. */
  readonly baseVariant: string;
  readonly metric: string;
  readonly statistic: string;
  readonly unit: Metric['unit'];
  readonly kind: Metric['kind'];
  readonly direction: Metric['direction'];
  readonly verdict: Verdict;
  /** Why it is so, one clause; for `not-comparable` what stands in the way and what to do. */
  readonly reason: string;
  /** Pairs of equal seeds that were compared; samples of head for decision times. */
  readonly count: number;
  /** Pairs whose values differ. */
  readonly differing: number;
  /** Pairs in which head is better; ties and metrics without direction count for neither side. */
  readonly ahead: number;
  readonly baseMean: number | null;
  readonly headMean: number | null;
  /** Mean of head minus base over the pairs, in the metric's unit; null when nothing could be paired. */
  readonly difference: number | null;
  /** Interval of `difference`; null with fewer than two pairs. */
  readonly interval: Interval | null;
  /** Two-sided, corrected for the family (Holm); null when no test was made. */
  readonly pValue: number | null;
  /** Comparisons in the family that the error rate holds for. */
  readonly familySize: number;
  /** Smallest number of pairs at which this family can reach the error rate at all. */
  readonly minimumCount: number;
}

/** One cell that stands in the way of comparing, or whose outcome changed. */
export interface CellNote {
  readonly scenario: string;
  readonly variant: string;
  readonly point: string;
  readonly seed: number;
  readonly side: 'base' | 'head';
  readonly message: string;
}

/** Answer of `compare`: plain data. */
export interface Comparison {
  readonly kind: 'runs' | 'variants';
  readonly baseName: string;
  readonly headName: string;
  /** Rate at which a family claims a difference where there is none. */
  readonly errorRate: number;
  /** Smallest change of a noisy metric that is worth a verdict, as a fraction of base. */
  readonly noiseThreshold: number;
  readonly rows: readonly ComparisonRow[];
  /** Pairs of cells whose decisions are the same, time included; null when variants are compared. */
  readonly sameDecisions: { readonly equal: number; readonly of: number } | null;
  readonly notes: readonly CellNote[];
  readonly counts: Readonly<Record<Verdict, number>>;
  /** 0, or 4 when nothing at all could be compared. */
  readonly exitCode: 0 | 4;
}

export interface CompareOptions {
  /** Two-sided error rate of a family; 0.05 by default. */
  readonly errorRate?: number;
  /** Fraction of base; 0.05 by default. */
  readonly noiseThreshold?: number;
}

export interface VariantOptions extends CompareOptions {
  /** The variant that the others are compared with; by default the first of each scenario. */
  readonly base?: string;
}
