import type { SchedulerHost } from './scheduler-host.js';
import type { Convergence, MetricValue, Outcome, Reason, Series } from './result.js';

/** How a run of a setting ended. */
export interface Ending { readonly outcome: Outcome; readonly reason: Reason | null }

/**
 * One of the two settings of the same mechanism: the workload feeds the scheduler directly, or controllers create
 * pods in a store and the kubelet starts them.
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
}
