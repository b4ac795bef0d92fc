import { Digest } from '../../base/digest.js';
import type { MetricValue } from '../result.js';
import type { Ending, Setting } from '../setting.js';
import { Rejection } from '../violation.js';
import type { World } from '../world.js';
import type { PerfResult } from './data-item.js';
import { Measurements } from './measurement.js';
import { PerfObjects } from './perf-objects.js';
import { PerfPods } from './perf-pods.js';
import type { SchedulerPerfPlan } from './plan.js';
import { OperationFailure, Script } from './script.js';
import type { Stopwatch } from './stopwatch.js';

/**
 * The setting of a scheduler_perf workload: its operations change the cluster tables as the API would, the scheduler hears
 * of it through the same port as ever.
 *
 * @throws Rejection when the workload needs what is not simulated
 */
export function schedulerPerf(world: World, plan: SchedulerPerfPlan, stopwatch: Stopwatch): Setting {
  if (plan.refused !== null) throw new Rejection(plan.refused);
  const pods = new PerfPods(world);
  const objects = new PerfObjects(world, pods);
  const measurements = new Measurements({ world, pods, plan, stopwatch });
  const script = new Script({ world, plan, pods, objects, measurements });
  const host = world.createHost(pods);
  return {
    host,
    run(): Ending {
      pods.start(host);
      objects.start(host);
      script.start();
      const { atMostUs } = world.plan.until;
      try {
        world.kernel.run(atMostUs);
      } catch (error) {
        if (!(error instanceof OperationFailure)) throw error;
        return { outcome: 'deadline-exceeded', reason: { kind: 'operation', message: error.message } };
      }
      if (script.isDone) return { outcome: 'completed', reason: null };
      return { outcome: 'deadline-exceeded', reason: { kind: 'deadline', message: `the operations were not done after ${atMostUs / 1e6} s` } };
    },
    workloadHash: () => hashOf(plan),
    metrics: () => metricsOf(measurements.result),
    series: () => measurements.result.progress.flatMap((samples) => (samples.length === 0 ? [] : [{
      metric: 'scheduling_throughput_per_second', over: 'time_seconds', points: samples.map(({ seconds, rate }) => [seconds, rate] as const),
    }])),
    convergences: () => [],
    podName: (pod) => pods.nameOf(pod),
    perf: () => measurements.result,
  };
}

/** Digest of the operations: equal for all variants. */
function hashOf({ operations, declaredFeatures }: SchedulerPerfPlan): string {
  const digest = new Digest();
  const text = JSON.stringify([operations, declaredFeatures]);
  for (let i = 0; i < text.length; i++) digest.add(text.charCodeAt(i));
  return digest.hex();
}

const STATISTICS: Readonly<Record<string, string>> = { Average: 'mean', Perc50: 'p50', Perc90: 'p90', Perc95: 'p95', Perc99: 'p99' };

/** Throughput of the first window that has samples. */
function metricsOf({ items }: PerfResult): MetricValue[] {
  const throughput = items.find(({ labels }) => labels.Metric === 'SchedulingThroughput')?.data ?? {};
  return Object.entries(STATISTICS).flatMap(([bucket, statistic]): MetricValue[] => (
    throughput[bucket] === undefined ? [] : [{ metric: 'scheduling_throughput_per_second', statistic, value: throughput[bucket] }]));
}
