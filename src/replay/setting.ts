import type { SchedulerHost } from './scheduler-host.js';
import type { Convergence, MetricValue, Outcome, Reason, Series } from './result.js';
import type { PerfResult } from './scheduler-perf/data-item.js';

/** How a run of a setting ended. */
export interface Ending { readonly outcome: Outcome; readonly reason: Reason | null }

/**
 * One of the settings of the same mechanism: the workload feeds the scheduler directly, controllers create pods in a
 * store and the kubelet starts them, or the operations of a scheduler_perf workload are carried out.
 */
export interface Setting {
  readonly host: SchedulerHost;
  /** Runs the world to its end. Throws `Violation` when a rule of the simulated world is broken. */
  run(): Ending;
  /** Digest of the demand: equal for all variants of one seed. */
  workloadHash(): string;
  metrics(): MetricValue[];
  series(): Series[];
  convergences(): Convergence[];
  podName(pod: number): string;
  /** What a scheduler_perf workload measured; absent for all others. */
  perf?(): PerfResult;
}
