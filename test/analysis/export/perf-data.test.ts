import { describe, expect, it } from 'vitest';
import { perfDataJson, perfDataName, progressName, progressText } from '../../../src/analysis/index.js';
import type { CellRecord } from '../../../src/harness/store/record.js';

const id = { suite: 'misc', scenario: 'SchedulingBasic/5Nodes', variant: 'kube', point: '', seed: 1 };
const Name = 'BenchmarkPerfScheduling/SchedulingBasic/5Nodes/namespace-2';

function record(perf: CellRecord['perf']): CellRecord {
  return {
    schema: 1, id, contentKey: '', revisions: {}, outcome: 'completed', reason: null, decisionDigest: '', orderDigest: '', workloadHash: '',
    metrics: [], series: [], convergences: [], warnings: [], ...perf === undefined ? {} : { perf },
  };
}

describe('PerfData', () => {
  it('gives every item all labels, those that it does not have as "not applicable"', () => {
    const items = [
      { data: { Average: 829 }, unit: 'pods/s', labels: { Name, Metric: 'SchedulingThroughput' } },
      { data: { Average: 1.5 }, unit: 'ms', labels: { Name, Metric: 'scheduler_scheduling_attempt_duration_seconds', result: 'scheduled' } },
    ];
    expect(JSON.parse(perfDataJson([record({ items, progress: [] })], []))).toEqual({
      version: 'v1',
      dataItems: [
        { data: { Average: 829 }, unit: 'pods/s', labels: { Name, Metric: 'SchedulingThroughput', result: 'not applicable' } },
        { data: { Average: 1.5 }, unit: 'ms', labels: { Name, Metric: 'scheduler_scheduling_attempt_duration_seconds', result: 'scheduled' } },
      ],
    });
  });

  it('keeps what was measured on the wall clock apart, under names of its own', () => {
    const measured = [{ id, windows: [{ name: 'namespace-2', attempts: 30, placed: 20, wallSeconds: 0.5 }, { name: 'empty', attempts: 0, placed: 0, wallSeconds: 0 }] }];
    expect((JSON.parse(perfDataJson([record({ items: [], progress: [] })], measured)) as { dataItems: unknown[] }).dataItems).toEqual([
      { data: { Average: 40 }, unit: 'pods/s', labels: { Name, Metric: 'MeasuredSchedulingThroughput' } },
      { data: { Average: 60 }, unit: 'decisions/s', labels: { Name, Metric: 'MeasuredDecisionThroughput' } },
    ]);
  });

  it('has no items of workloads that were refused', () => {
    expect(JSON.parse(perfDataJson([record(undefined)], []))).toEqual({ version: 'v1', dataItems: [] });
  });

  it('is called as perf-dash looks for it', () => {
    expect(perfDataName('misc', '2026-11-24T01:55:27Z')).toBe('BenchmarkPerfScheduling_benchmark_misc_2026-11-24T01:55:27Z.json');
    expect(progressName('Unschedulable/5Nodes/1Init', { topic: 'misc', time: 't', window: 0 })).toBe('Unschedulable_5Nodes_1Init_misc_t.dat');
    expect(progressName('A/b', { topic: 'misc', time: 't', window: 1 })).toBe('A_b_misc_t_2.dat');
  });

  it('writes progress in upstream\'s columns: seconds, completed, attempts, observed, rate', () => {
    // Upstream's format "%.1fs %d %d %d %f".
    expect(progressText([{ seconds: 1, completed: 1880, attempts: 1890, observed: 880, rate: 880.25 }])).toBe('1.0s 1880 1890 880 880.250000\n');
  });
});
