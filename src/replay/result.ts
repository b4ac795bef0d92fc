import type { DecisionExplanation } from '../algorithms/schedulers/explanation.js';

import type { PerfResult } from './scheduler-perf/data-item.js';

/** How a cell ended; docs/results.md says what each of them means. */
export type Outcome = 'completed' | 'did-not-converge' | 'deadline-exceeded' | 'violated' | 'rejected' | 'crashed';

/** One measured number of a cell. */
export interface MetricValue {
  /** Name in the metric catalogue. */
  readonly metric: string;
  /** `value` for single numbers; `p50`, `p90`, `p99`, `p999`, `max`, `mean`, `count` for distributions; else a point such as `at_130`. */
  readonly statistic: string;
  readonly value: number;
}

/** A curve, at most 500 points. */
export interface Series {
  /** Name of the metric on the y axis, such as `allocated_ratio_gpu`. */
  readonly metric: string;
  /** What the x axis is: `arrived_demand_percent`, `time_seconds`, `quantile_percent`. */
  readonly over: string;
  readonly points: readonly (readonly [number, number])[];
}

/** How one disturbance was answered. Times are virtual seconds from the disturbance. */
export interface Convergence {
  /** For people: `scale deployment/web to 200`. */
  readonly disturbance: string;
  readonly atSeconds: number;
  /** null = never (right-censored at `censoredAfterSeconds`). */
  readonly firstHitSeconds: number | null;
  readonly settledSeconds: number | null;
  readonly censoredAfterSeconds: number | null;
}

/** One row per pod, columns of equal length; times are microseconds, -1 = never. */
export interface PodRecords {
  readonly names: readonly string[];
  readonly createdUs: Float64Array;
  readonly boundUs: Float64Array;
  readonly readyUs: Float64Array;
  readonly endedUs: Float64Array;
  readonly node: readonly string[];
  readonly attempts: Int32Array;
}

/** Why a cell did not simply complete. */
export interface Reason {
  /** `error`, `timeout`, `memory`, `exit`, `unserialisable` for crashed; the checker's name for violated; else empty. */
  readonly kind: string;
  readonly message: string;
}

/** What a replay answers: plain data, crosses threads, goes into the journal. */
/** What a replay tells to somebody who asks about its decisions. */
export interface Testimony {
  /** Every decision in order. `node` is null for a pod that was given up. */
  readonly decisions: readonly { readonly atUs: number; readonly verb: 'bind' | 'give-up' | 'preempt'; readonly pod: string; readonly node: string | null }[];
  /** Attempts on the pod that was asked about, the earliest and the latest ones. */
  readonly attempts: readonly DecisionExplanation[];
}

export interface CellResult {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  /** 32 hex digits over (virtual time, verb, object, target). */
  readonly decisionDigest: string;
  /** The same without virtual time. */
  readonly orderDigest: string;
  /** Digest of what arrived, when: equal for all variants of one seed. */
  readonly workloadHash: string;
  readonly metrics: readonly MetricValue[];
  readonly series: readonly Series[];
  readonly convergences: readonly Convergence[];
  readonly pods: PodRecords | null;
  readonly warnings: readonly string[];
  /** What a scheduler_perf workload measured; absent for all other cells. */
  readonly perf?: PerfResult;
}
