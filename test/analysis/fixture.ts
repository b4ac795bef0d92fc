import type { Manifest, ManifestScenario } from '../../src/harness/store/manifest.js';
import type { CellRecord } from '../../src/harness/store/record.js';
import type { Convergence, MetricValue, Series } from '../../src/replay/result.js';
import type { DecisionTime, RunData } from '../../src/analysis/run-data.js';
import { normals } from './stats/draws.js';

/** Published means of the openb experiment, percent of GPU capacity, at 50, 75, 100 and 130 % of arrived demand, with
 * the deviation at 130. Source: hkust-adsl/kubernetes-scheduler-simulator, as cited in scenarios/data/openb. */
const PUBLISHED = [
  { policy: 'random', allocated: [49.97, 73.93, 86.3, 87.47], sd: 0.32, fragmented: [15.1, 16.01, 13.49, 12.43], decision: 18e-6, growth: 0.2 },
  { policy: 'dot-product', allocated: [50.01, 74.99, 90.62, 90.85], sd: 0.2, fragmented: [12.09, 10.47, 9.3, 9.08], decision: 60e-6, growth: 0.7 },
  { policy: 'gpu-clustering', allocated: [50.01, 74.99, 91.65, 91.88], sd: 0.62, fragmented: [12.11, 9.85, 8.21, 8], decision: 45e-6, growth: 0.6 },
  { policy: 'gpu-packing', allocated: [50.01, 74.99, 91.78, 92], sd: 0.54, fragmented: [12.01, 9.75, 8.13, 7.91], decision: 52e-6, growth: 0.6 },
  { policy: 'best-fit', allocated: [50.01, 74.99, 92.86, 93.08], sd: 0.13, fragmented: [10.81, 8.74, 7.05, 6.85], decision: 58e-6, growth: 0.7 },
  { policy: 'fgd', allocated: [50.01, 74.99, 95.23, 95.39], sd: 0.08, fragmented: [8.93, 6.47, 4.73, 4.57], decision: 310e-6, growth: 0.85 },
] as const;
const PERCENTS = [50, 75, 100, 130];
const STRATEGIES = [['level', 1], ['poll', 2.6], ['edge', 1]] as const;

const ABOUT_PACKING = `Question: which policy leaves the fewest GPUs of a real cluster stranded?
Canonical: the openb packing experiment.
Pods never end, so nothing here speaks of waiting times in steady state.`;
const ABOUT_ROLLOUT = 'Question: how long does a Deployment take to converge when it is scaled, given a new image and loses nodes?';

export interface FixtureOptions {
  readonly seeds?: number;
  /** Replaces the names of the policies, in their order. */
  readonly names?: readonly string[];
  readonly title?: string;
  readonly about?: string;
}

/** A run as large and as varied as the quickstart: packing of six policies, and a Deployment under three strategies. */
export function quickstartRun(options: FixtureOptions = {}): RunData {
  const seeds = Array.from({ length: options.seeds ?? 10 }, (_, i) => 42 + i);
  const title = options.title ?? 'gpu-packing';
  const next = normals(7);
  const names = PUBLISHED.map(({ policy }, i) => options.names?.[i] ?? policy);
  const packing = names.flatMap((variant, index) => seeds.map((seed) => packingCell(variant, index, seed, next)))
    .map((record) => ({ ...record, id: { ...record.id, scenario: title } }));
  const rollout = STRATEGIES.flatMap(([strategy, factor]) => seeds.map((seed) => rolloutCell(strategy, factor, seed, next)));
  const records = [...packing, ...rollout];
  const scenarios = [
    scenario(title, options.about ?? ABOUT_PACKING, names.map((name, i) => [name, PUBLISHED[i]!.policy]), seeds),
    scenario('deployment-rollout', ABOUT_ROLLOUT, STRATEGIES.map(([name]) => [name, 'best-fit']), seeds),
  ];
  return {
    name: 'quickstart', records,
    wallSeconds: records.map(() => 0.3 + 0.02 * next()),
    decisionTimes: decisionTimes(next),
    manifest: manifestOf(scenarios, records.length),
  };
}

function packingCell(variant: string, index: number, seed: number, next: () => number): CellRecord {
  const policy = PUBLISHED[index]!;
  const shift = policy.sd * next();
  const at = (list: readonly number[], sign: number): number[] => list.map((value, i) => (value + (i >= 2 ? sign * shift : 0)) / 100);
  const allocated = at(policy.allocated, 1);
  const fragmented = at(policy.fragmented, -1);
  const latency = [0.00002, 0.0002, 0.0008, 0.002].map((value, i) => value * (1 + index * 0.6) * (1 + 0.03 * i * Math.abs(next())));
  const metrics: MetricValue[] = [
    ...PERCENTS.map((percent, i) => ({ metric: 'allocated_ratio_gpu', statistic: `at_${percent}`, value: allocated[i]! })),
    { metric: 'allocated_ratio_gpu', statistic: 'value', value: allocated[3]! },
    { metric: 'allocated_ratio_cpu', statistic: 'value', value: allocated[3]! * 0.78 },
    ...PERCENTS.map((percent, i) => ({ metric: 'fragmentation_ratio_gpu', statistic: `at_${percent}`, value: fragmented[i]! })),
    { metric: 'pods_bound', statistic: 'value', value: Math.round(10_800 * allocated[3]! / 1.05) },
    { metric: 'pods_unschedulable', statistic: 'value', value: 10_800 - Math.round(10_800 * allocated[3]! / 1.05) },
    ...distribution('scheduling_latency_seconds', latency, 10_000),
    ...distribution('decision_modelled_seconds', latency.map((value) => value / 3), 10_800),
    { metric: 'attempts', statistic: 'value', value: 10_800 },
    { metric: 'nodes_visited', statistic: 'value', value: 10_800 * 1213 },
    { metric: 'events', statistic: 'value', value: 21_600 },
    { metric: 'table_bytes', statistic: 'value', value: 3_400_000 },
    { metric: 'makespan_seconds', statistic: 'value', value: 3.2 + index },
  ];
  const curve = (points: readonly (readonly [number, number])[], to: readonly number[]): (readonly [number, number])[] => (
    Array.from({ length: 131 }, (_, x) => [x, interpolated([...points, ...PERCENTS.map((p, i) => [p, to[i]!] as const)], x)] as const)
  );
  return cell(variant, 'gpu-packing', seed, {
    metrics,
    series: [
      { metric: 'allocated_ratio_gpu', over: 'arrived_demand_percent', points: curve([[0, 0]], allocated) },
      { metric: 'fragmentation_ratio_gpu', over: 'arrived_demand_percent', points: curve([[0, 0.139]], fragmented) },
      quantileSeries('scheduling_latency_seconds', latency),
    ],
  });
}

function rolloutCell(variant: string, factor: number, seed: number, next: () => number): CellRecord {
  const waits = [['scale deployment/web to 200', 9.5], ['set image of deployment/web to nginx:1.27', 24.1], ['broken watch, heals after 30 s', 33]] as const;
  const convergences: Convergence[] = waits.map(([disturbance, seconds], i) => {
    const lost = variant === 'edge' && i === 2;
    const settled = seconds * factor * (1 + 0.02 * next());
    return {
      disturbance, atSeconds: 120 * (i + 1), firstHitSeconds: lost ? null : settled * 0.97,
      settledSeconds: lost ? null : settled, censoredAfterSeconds: lost ? 600 : null,
    };
  });
  const settled = convergences.map(({ settledSeconds }) => settledSeconds).filter((value) => value !== null);
  const startup = [1.2, 1.9, 3.1, 3.4].map((value) => value * factor * (1 + 0.02 * next()));
  return cell(variant, 'deployment-rollout', seed, {
    outcome: variant === 'edge' ? 'did-not-converge' : 'completed',
    reason: variant === 'edge' ? { kind: '', message: '1 of 3 disturbances never settled' } : null,
    convergences,
    metrics: [
      ...distribution('startup_latency_seconds', startup, 602),
      { metric: 'convergence_settled_seconds', statistic: 'max', value: Math.max(...settled) },
      { metric: 'convergence_settled_seconds', statistic: 'mean', value: settled.reduce((a, b) => a + b, 0) / settled.length },
      { metric: 'convergences_censored', statistic: 'value', value: 3 - settled.length },
      { metric: 'reconciles', statistic: 'value', value: Math.round(900 * factor + 4 * next()) },
      { metric: 'api_writes', statistic: 'value', value: 1650 },
      { metric: 'api_conflicts', statistic: 'value', value: Math.round(12 + 2 * next()) },
    ],
    series: [quantileSeries('startup_latency_seconds', startup)],
  });
}

/** A cell with the fields given and plain values for the others. */
export function cell(variant: string, scenarioName: string, seed: number, fields: Partial<CellRecord>): CellRecord {
  return {
    schema: 1, id: { suite: 'quickstart', scenario: scenarioName, variant, point: '', seed },
    contentKey: `key-${variant}-${seed}`, revisions: { 'scheduler/best-fit': 1 }, outcome: 'completed', reason: null,
    decisionDigest: `${variant}-${seed}`, orderDigest: `${variant}-${seed}`, workloadHash: `workload-${seed}`,
    metrics: [], series: [], convergences: [], warnings: [], ...fields,
  };
}

export function scenario(name: string, about: string, variants: readonly (readonly [string, string])[], seeds: readonly number[]): ManifestScenario {
  return {
    name, file: `${name}.yaml`, about, points: [], seeds, gates: [],
    variants: variants.map(([variant, scheduler]) => ({ name: variant, scheduler, summary: scheduler })),
    inputs: name === 'deployment-rollout' ? [] : [
      { file: '../data/openb/openb_node_list_gpu_node.csv', format: 'openb', sha256: 'ab'.repeat(32), rowsRead: 1213, dropped: {} },
      { file: '../data/openb/openb_pod_list_default.csv', format: 'openb', sha256: 'cd'.repeat(32), rowsRead: 8152, dropped: { 'no name': 1 } },
    ],
  };
}

export function manifestOf(scenarios: readonly ManifestScenario[], cellCount: number): Manifest {
  return {
    schema: 1, seatrialVersion: '0.1.0', suite: 'quickstart', planHash: 'ef'.repeat(32), cellCount, outcomes: { completed: cellCount },
    scenarios,
    algorithms: PUBLISHED.map(({ policy }) => ({
      kind: 'scheduler', name: policy, title: policy.replaceAll('-', ' '), revision: 1,
      source: 'Weng et al., Beware of Fragmentation, USENIX ATC 2023', differs: [], costSource: 'operations counted, 50 ns each', module: null,
    })),
    warnings: [],
  };
}

function decisionTimes(next: () => number): DecisionTime[] {
  return PUBLISHED.flatMap(({ policy, decision, growth }) => [1000, 10_000, 100_000].map((nodes) => ({
    scheduler: policy, nodes, decisionsPerSample: 1000,
    samplesSeconds: Array.from({ length: 20 }, () => decision * (nodes / 1000) ** growth * Math.exp(0.04 * next())),
  })));
}

function distribution(metric: string, [p50, p90, p99, max]: readonly number[], count: number): MetricValue[] {
  return [['count', count], ['p50', p50!], ['p90', p90!], ['p99', p99!], ['max', max!], ['mean', p50! * 1.4]]
    .map(([statistic, value]) => ({ metric, statistic: statistic as string, value: value as number }));
}

function quantileSeries(metric: string, [p50, p90, p99, max]: readonly number[]): Series {
  const known = [[0, p50! / 20], [50, p50!], [90, p90!], [99, p99!], [100, max!]] as const;
  return { metric, over: 'quantile_percent', points: Array.from({ length: 101 }, (_, percent) => [percent, interpolated(known, percent)] as const) };
}

function interpolated(points: readonly (readonly [number, number])[], x: number): number {
  const above = points.findIndex(([at]) => at >= x);
  const [x1, y1] = points[Math.max(0, above)]!;
  if (above <= 0) return y1;
  const [x0, y0] = points[above - 1]!;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}
