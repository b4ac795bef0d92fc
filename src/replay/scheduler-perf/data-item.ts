/**
 * One measurement as perf-dash reads it. `data` is null where nothing could be measured.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf/util.go (DataItem).
 */
export interface DataItem {
  /** Bucket such as `Average` or `Perc90` -> value in `unit`. */
  readonly data: Readonly<Record<string, number>> | null;
  readonly unit: string;
  /** `Metric`, `Name` and the labels of the metric. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A sample of the throughput collector. */
export interface ProgressSample {
  /** Seconds since the first sample, which only sets the start. */
  readonly seconds: number;
  /** Pods that were placed, and attempts that were made, since the workload began. */
  readonly completed: number;
  readonly attempts: number;
  /** Pods of the window that were placed so far. */
  readonly observed: number;
  /** Placements per second since the sample before. */
  readonly rate: number;
}

/** What a workload measured in virtual time. */
export interface PerfResult {
  readonly items: readonly DataItem[];
  /** Samples of each window, in the order of the windows. */
  readonly progress: readonly (readonly ProgressSample[])[];
}

/** Values at 50, 90, 95 and 99 % of a sorted list, ascending, by nearest rank; the list is not empty. */
export function percentiles(sorted: readonly number[]): Record<'Perc50' | 'Perc90' | 'Perc95' | 'Perc99', number> {
  const at = (percent: number): number => sorted[Math.ceil(sorted.length * percent / 100) - 1]!;
  return { Perc50: at(50), Perc90: at(90), Perc95: at(95), Perc99: at(99) };
}
