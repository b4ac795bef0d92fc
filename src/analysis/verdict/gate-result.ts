import type { GateRule } from '../../harness/suite/gate-rule.js';
import type { Interval } from '../stats/interval.js';

/**
 * How one rule was answered.
 *
 * - `pass`, `fail`;
 * - `inconclusive`: too few seeds, or the seeds neither stay within the allowance nor leave it at the error rate;
 * - `not-comparable`: the baseline is missing or measured something else;
 * - `broken`: a cell crashed or broke an invariant, so there is nothing to judge.
 */
export type GateStatus = 'pass' | 'fail' | 'inconclusive' | 'not-comparable' | 'broken';

/** One rule applied to one variant at one sweep point. */
export interface GateFinding {
  readonly scenario: string;
  readonly variant: string;
  readonly point: string;
  readonly rule: GateRule;
  readonly status: GateStatus;
  /** One clause: what was found against what is allowed. */
  readonly reason: string;
  /** Cells judged (limits) or pairs of seeds (versus). */
  readonly count: number;
  /** The value of the cell that is closest to failing, or failed most; null without one. In the metric's unit. */
  readonly observed: number | null;
  /** Versus rules: mean change, with its interval. */
  readonly change: number | null;
  readonly interval: Interval | null;
  /** One-sided p-value of the test that decided; null when none was needed. */
  readonly pValue: number | null;
}

/** Answer of `gate`: plain data. */
export interface GateResult {
  readonly headName: string;
  readonly baselineName: string | null;
  /** One-sided error rate of each versus rule. */
  readonly errorRate: number;
  /** Pairs of seeds that a versus rule needs to be able to fail at that rate. */
  readonly minimumSeeds: number;
  /** Empty when no scenario of the run states a gate. */
  readonly findings: readonly GateFinding[];
  /** Cells that crashed or broke an invariant, whether or not a rule is about them. */
  readonly brokenCells: readonly { readonly cell: string; readonly message: string }[];
  /** 0 pass, 1 fail, 3 inconclusive, 4 baseline missing or not comparable, 5 broken; the order is 5 > 4 > 1 > 3. */
  readonly exitCode: 0 | 1 | 3 | 4 | 5;
}

export interface GateOptions {
  /** One-sided; 0.05 by default. */
  readonly errorRate?: number;
}
