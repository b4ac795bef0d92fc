import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../shared.js';
import { byteEqualFiles, seatrial, temporaryFolder } from './binary.js';

const folder = temporaryFolder();
const misc = path.join(repositoryRoot, 'test/recorded/scheduler-perf/misc/performance-config.yaml');
const perf = (...more: readonly string[]): string[] => ['run', '--format', 'scheduler-perf', ...more];

describe('run --format scheduler-perf', () => {
  it('runs a workload and prints virtual and measured throughput', () => {
    const answer = seatrial(folder, perf(misc, '--filter', 'SchedulingBasic/5000Nodes_10000Pods', '--out', 'basic', '--gate'));
    expect(answer.code, answer.stderr).toBe(0);
    // Sampled placements of some 880 a second, the first ticks less; the file asks for more than 270.
    expect(answer.stdout).toMatch(/^SchedulingBasic\/5000Nodes_10000Pods\n {2}virtual {3}8\d\d(\.\d)? pods\/s in the mean, limit 270: reached\n/);
    expect(answer.stdout).toMatch(/\n {2}measured {2}[\d,.]+ decisions\/s/);
    expect(answer.stderr).toContain('passed, 1 of 1 checks');
    const files = readdirSync(path.join(folder, 'basic/perf-data'));
    const json = files.find((name) => /^BenchmarkPerfScheduling_benchmark_misc_\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.json$/.test(name));
    expect(json).toBeDefined();
    interface Item { readonly labels: Record<string, string>; readonly data: Record<string, number> }
    const data = JSON.parse(readFileSync(path.join(folder, 'basic/perf-data', json!), 'utf8')) as { version: string; dataItems: Item[] };
    expect(data.version).toBe('v1');
    expect(data.dataItems[0]).toMatchObject({
      unit: 'pods/s', data: { AverageThreshold: 270 },
      labels: { Name: 'BenchmarkPerfScheduling/SchedulingBasic/5000Nodes_10000Pods/namespace-2', Metric: 'SchedulingThroughput' },
    });
    expect(files.some((name) => /^SchedulingBasic_5000Nodes_10000Pods_misc_.*\.dat$/.test(name))).toBe(true);
  });

  it('gives the same bytes every time, and again without its measured files', () => {
    const run = (out: string): void => expect(seatrial(folder, perf(misc, '--filter', '*/5Nodes', '--out', out)).code).toBe(0);
    run('first');
    run('second');
    expect(byteEqualFiles(path.join(folder, 'first'))).toEqual(byteEqualFiles(path.join(folder, 'second')));
    expect(existsSync(path.join(folder, 'first/measured.json'))).toBe(true);
  });

  it('refuses a workload by name and runs the others', () => {
    const scoring = path.join(repositoryRoot, 'test/recorded/scheduler-perf/dra/extendedresource/scoring/performance-config.yaml');
    const answer = seatrial(folder, perf(scoring, misc, '--filter', 'ExtendedResourceScoring/fast,SchedulingBasic/5Nodes', '--out', 'dra'));
    expect(answer.code, answer.stderr).toBe(0);
    expect(answer.stdout.replace(/\s+/g, ' ')).toContain('createResourceDriver: dynamic resource allocation is not simulated');
    expect(answer.stdout).toContain('SchedulingBasic/5Nodes\n  virtual');
  });

  it('tells its filters only of such files', () => {
    const answer = seatrial(folder, ['run', misc, '--filter', 'SchedulingBasic']);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain('add --format scheduler-perf');
  });

  it('refuses a filter that means nothing with exit 2', () => {
    const answer = seatrial(folder, perf(misc, '--filter', 'SchedulingBasics'));
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain('did you mean "SchedulingBasic"?');
  });
});
