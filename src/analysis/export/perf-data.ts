import type { MeasuredCell } from '../../harness/store/measured.js';
import type { CellRecord } from '../../harness/store/record.js';
import type { DataItem, ProgressSample } from '../../replay/scheduler-perf/data-item.js';

/**
 * The measurements of scheduler_perf workloads as perf-dash reads them (PerfData JSON, version v1). Metrics under
 * upstream's names are in virtual time; what was measured on the wall clock has names of its own, `Measured...`.
 *
 * perf-dash offers a choice for every label and shows nothing for items without it, so all items get all labels.
 *
 * Source: kubernetes v1.36.3, test/integration/scheduler_perf/util.go (dataItems2JSONFile).
 */
export function perfDataJson(records: readonly CellRecord[], measured: readonly MeasuredCell[]): string {
  const items = records.flatMap((record) => [...record.perf?.items ?? [], ...measuredItems(record, measured)]);
  const labels = [...new Set(items.flatMap((item) => Object.keys(item.labels)))];
  const dataItems = items.map(({ data, unit, labels: own }) => ({
    data, unit, labels: Object.fromEntries(labels.map((label) => [label, own[label] ?? 'not applicable'])),
  }));
  return `${JSON.stringify({ version: 'v1', dataItems }, null, 2)}\n`;
}

/** Name of the PerfData file: what perf-dash is set up to find. `time` is RFC 3339 in UTC, whole seconds. */
export function perfDataName(topic: string, time: string): string {
  return `BenchmarkPerfScheduling_benchmark_${topic}_${time}.json`;
}

/** One progress file, as upstream writes it for gnuplot: seconds, completed, attempts, observed, rate. */
export function progressText(samples: readonly ProgressSample[]): string {
  return samples.map(({ seconds, completed, attempts, observed, rate }) => (
    `${seconds.toFixed(1)}s ${completed} ${attempts} ${observed} ${rate.toFixed(6)}\n`)).join('');
}

/** Name of a progress file; `window` counts from 0 and shows from the second one on. */
export function progressName(scenario: string, { topic, time, window }: { readonly topic: string; readonly time: string; readonly window: number }): string {
  return `${`${scenario}_${topic}_${time}`.replaceAll('/', '_')}${window === 0 ? '' : `_${window + 1}`}.dat`;
}

function measuredItems({ id, perf }: CellRecord, measured: readonly MeasuredCell[]): DataItem[] {
  const cell = measured.find(({ id: other }) => other.scenario === id.scenario && other.variant === id.variant && other.seed === id.seed);
  const windows = (cell?.windows ?? []).filter(({ wallSeconds }) => wallSeconds > 0);
  return perf === undefined ? [] : windows.flatMap(({ name, attempts, placed, wallSeconds }): DataItem[] => {
    const item = (metric: string, count: number, unit: string): DataItem => ({
      data: { Average: count / wallSeconds }, unit,
      labels: { Name: `BenchmarkPerfScheduling/${id.scenario}/${name}`, Metric: metric },
    });
    return [item('MeasuredSchedulingThroughput', placed, 'pods/s'), item('MeasuredDecisionThroughput', attempts, 'decisions/s')];
  });
}
