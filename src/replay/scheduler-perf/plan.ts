import type { CollectedMetrics, PerfOperation, PerfThreshold } from '../../workloads/readers/scheduler-perf/index.js';

/** A workload of a scheduler_perf file as a replay gets it: plain data. */
export interface SchedulerPerfPlan {
  /** `SchedulingBasic/5000Nodes_10000Pods`. */
  readonly name: string;
  readonly operations: readonly PerfOperation[];
  /** Declared features `Feature1` ... that every node of a `createNodes` gets. */
  readonly declaredFeatures: number;
  /** null = upstream's default set. */
  readonly metrics: CollectedMetrics | null;
  /** The limit that counts for this run; value 0 = none. */
  readonly threshold: Omit<PerfThreshold, 'byTopic'>;
  /** Why it is refused, by name; null = it can be simulated. */
  readonly refused: string | null;
}
