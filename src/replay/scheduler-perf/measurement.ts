import { LANE } from '../../world/kernel/lanes.js';
import type { EventKind, TimerHandle } from '../../world/kernel/kernel.js';
import type { LabelEquals } from '../../workloads/readers/scheduler-perf/index.js';
import type { World } from '../world.js';
import type { DataItem, PerfResult, ProgressSample } from './data-item.js';
import { Histogram } from './histogram.js';
import type { DecisionObserver, PerfPods } from './perf-pods.js';
import type { SchedulerPerfPlan } from './plan.js';
import type { Stopwatch } from './stopwatch.js';
import { SAMPLE_US, ThroughputCollector } from './throughput.js';

/** What a window looks at. */
export interface WindowOptions {
  /** Last part of the items' `Name`: a namespace, or the name that the file gives. */
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly labels: LabelEquals;
}

const ATTEMPTS = 'scheduler_scheduling_attempt_duration_seconds';
/** The name up to 1.29, which upstream's default set still has, and that of today. */
const POD_DURATIONS = ['scheduler_pod_scheduling_duration_seconds', 'scheduler_pod_scheduling_sli_duration_seconds'];
const DEFAULT_METRICS: NonNullable<SchedulerPerfPlan['metrics']> = {
  [ATTEMPTS]: [{ label: 'result', values: ['scheduled', 'unschedulable', 'error'] }],
  [POD_DURATIONS[0]!]: [],
};

/**
 * The measurement windows of a workload: throughput, attempt and pod durations and the window's length, in virtual time.
 * Windows do not overlap.
 *
 * Differs: histograms hold what happened in the window; upstream means to reset them at its start, but its reset has no
 * effect. What has no meaning in virtual time (durations of extension points and plugins, heap) is left out.
 */
export class Measurements {
  readonly #items: DataItem[] = [];
  readonly #progress: (readonly ProgressSample[])[] = [];
  readonly #world: World;
  readonly #pods: PerfPods;
  readonly #plan: SchedulerPerfPlan;
  readonly #stopwatch: Stopwatch;
  readonly #tick: EventKind;
  #open: Window | null = null;
  #timer: TimerHandle = 0;

  constructor(options: { readonly world: World; readonly pods: PerfPods; readonly plan: SchedulerPerfPlan; readonly stopwatch: Stopwatch }) {
    this.#world = options.world;
    this.#pods = options.pods;
    this.#plan = options.plan;
    this.#stopwatch = options.stopwatch;
    this.#tick = options.world.kernel.kind({ name: 'perf-sample', lane: LANE.OBSERVE, periodic: true, handler: () => this.#sample() });
  }

  get isOpen(): boolean { return this.#open !== null; }

  get result(): PerfResult { return { items: this.#items, progress: this.#progress }; }

  open(options: WindowOptions): void {
    const { kernel } = this.#world;
    this.#open = new Window(options, this.#world, this.#pods);
    this.#pods.observers.add(this.#open);
    this.#timer = kernel.after(SAMPLE_US, this.#tick);
    this.#stopwatch.windowOpened(options.name);
  }

  close(): void {
    const window = this.#open!;
    this.#open = null;
    this.#world.kernel.cancel(this.#timer);
    this.#pods.observers.delete(window);
    this.#stopwatch.windowClosed(this.#pods.attempts - window.attemptsBefore, this.#pods.placements - window.placementsBefore);
    const items = window.items(`BenchmarkPerfScheduling/${this.#plan.name}`, this.#plan.metrics ?? DEFAULT_METRICS);
    this.#items.push(...items.map((item) => withThreshold(item, this.#plan.threshold)));
    this.#progress.push(window.throughput.progress);
  }

  #sample(): void {
    this.#world.checkMemory();
    this.#open?.sample();
    this.#timer = this.#world.kernel.after(SAMPLE_US, this.#tick);
  }
}

/** One window while it is open. */
class Window implements DecisionObserver {
  readonly throughput = new ThroughputCollector();
  readonly attemptsBefore: number;
  readonly placementsBefore: number;
  readonly #options: WindowOptions;
  readonly #world: World;
  readonly #pods: PerfPods;
  readonly #openedUs: number;
  readonly #namespaces: ReadonlySet<string>;
  #placed = 0;
  // Buckets of pkg/scheduler/metrics: 1 ms to 16 s, and 10 ms to 87 minutes.
  readonly #attempts = {
    scheduled: new Histogram({ firstUs: 1000, buckets: 15 }),
    unschedulable: new Histogram({ firstUs: 1000, buckets: 15 }),
  };
  readonly #podDurations = new Histogram({ firstUs: 10_000, buckets: 20 });

  constructor(options: WindowOptions, world: World, pods: PerfPods) {
    this.#options = options;
    this.#world = world;
    this.#pods = pods;
    this.#openedUs = world.kernel.nowUs;
    this.#namespaces = new Set(options.namespaces);
    this.attemptsBefore = pods.attempts;
    this.placementsBefore = pods.placements;
  }

  placed(pod: number, costUs: number): void {
    const { cluster, kernel } = this.#world;
    this.#attempts.scheduled.add(costUs);
    this.#podDurations.add(kernel.nowUs - cluster.pods.createdUs[pod]!);
    if (this.#namespaces.has(this.#pods.namespaceOf(pod)) && this.#pods.hasLabels(pod, this.#options.labels)) this.#placed++;
  }

  rejected(_pod: number, costUs: number): void { this.#attempts.unschedulable.add(costUs); }

  sample(): void {
    this.throughput.tick(this.#world.kernel.nowUs, this.#placed, { completed: this.#pods.placements, attempts: this.#pods.attempts });
  }

  items(benchmark: string, metrics: NonNullable<SchedulerPerfPlan['metrics']>): DataItem[] {
    const name = `${benchmark}/${this.#options.name}`;
    return [
      this.throughput.item(name),
      ...Object.entries(metrics).flatMap(([metric, labels]) => this.#histogramItems(metric, labels, name)),
      { data: { Duration: (this.#world.kernel.nowUs - this.#openedUs) / 1e6 }, unit: 's', labels: { Name: name, Metric: 'SchedulingDuration' } },
    ];
  }

  #histogramItems(metric: string, labels: NonNullable<SchedulerPerfPlan['metrics']>[string], name: string): DataItem[] {
    if (POD_DURATIONS.includes(metric)) return histogramItem(this.#podDurations, { Name: name, Metric: metric });
    if (metric !== ATTEMPTS) return [];
    const wanted = labels.find(({ label }) => label === 'result')?.values ?? Object.keys(this.#attempts);
    return Object.entries(this.#attempts).flatMap(([result, histogram]) => (
      wanted.includes(result) ? histogramItem(histogram, { Name: name, Metric: metric, result }) : []));
  }
}

/** In milliseconds; nothing for a histogram without values, or with nothing but zeroes, as upstream has it. */
function histogramItem(histogram: Histogram, labels: Readonly<Record<string, string>>): DataItem[] {
  if (histogram.count === 0 || histogram.average === 0) return [];
  const ms = (us: number): number => us / 1000;
  const data = {
    Average: ms(histogram.average), Perc50: ms(histogram.quantile(0.5)), Perc90: ms(histogram.quantile(0.9)),
    Perc95: ms(histogram.quantile(0.95)), Perc99: ms(histogram.quantile(0.99)),
  };
  return [{ data, unit: 'ms', labels }];
}

/** The item with the limit that it is held against, if it is the one that the workload selects. */
function withThreshold(item: DataItem, { metric, labels, bucket, value }: SchedulerPerfPlan['threshold']): DataItem {
  const isSelected = item.labels.Metric === metric && Object.entries(labels).every(([key, wanted]) => item.labels[key] === wanted);
  return value === 0 || !isSelected ? item : { ...item, data: { ...item.data, [`${bucket}Threshold`]: value } };
}
