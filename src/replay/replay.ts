import { auditCluster } from './audit.js';
import type { Catalogues } from './catalogues.js';
import { withControlPlane } from './control-plane-setting.js';
import { summarise } from './distribution.js';
import type { CellInputs, CellPlan } from './plan.js';
import { podRecords } from './pod-records.js';
import type { CellResult, MetricValue, Series, Testimony } from './result.js';
import { schedulerPerf } from './scheduler-perf/setting.js';
import { NO_STOPWATCH, type Stopwatch } from './scheduler-perf/stopwatch.js';
import { schedulerOnly } from './scheduler-only.js';
import type { Ending, Setting } from './setting.js';
import { Rejection, Violation } from './violation.js';
import { World, type Question } from './world.js';

/** Zeroes of a digest that was never begun: the cell was rejected before anything was decided. */
const NO_DIGEST = '0'.repeat(32);

/**
 * Replays one cell: a synchronous, pure function of its arguments. Rules broken by the simulated system become the
 * outcome; failures of Seatrial or of a user's module are thrown and become `crashed` at the worker's boundary.
 *
 * @param stopwatch  told of the windows that a scheduler_perf workload measures
 */
export function replay(plan: CellPlan, inputs: CellInputs, catalogues: Catalogues, stopwatch: Stopwatch = NO_STOPWATCH): CellResult {
  return replayWorld(new World(plan, inputs, catalogues, null), stopwatch);
}

/** Replays one cell for somebody who asks how it came about. The result is the same as without the question. */
export function questionReplay(
  plan: CellPlan, inputs: CellInputs, catalogues: Catalogues, question: Question,
): { readonly result: CellResult; readonly testimony: Testimony } {
  const world = new World(plan, inputs, catalogues, question);
  const result = replayWorld(world, NO_STOPWATCH);
  return { result, testimony: world.witness!.testimony((node) => world.cluster.nodes.names[node]!) };
}

function replayWorld(world: World, stopwatch: Stopwatch): CellResult {
  const { plan } = world;
  let setting: Setting;
  try {
    setting = settingOf(world, stopwatch);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return rejected(plan, error);
  }
  world.podName = (pod) => setting.podName(pod);
  const ending = runToEnd(setting, world);
  auditCluster(world.cluster);
  return collect(world, setting, ending);
}

function settingOf(world: World, stopwatch: Stopwatch): Setting {
  const { schedulerPerf: perf, controlPlane } = world.plan;
  if (perf !== undefined) return schedulerPerf(world, perf, stopwatch);
  return controlPlane === null ? schedulerOnly(world) : withControlPlane(world, controlPlane);
}

function runToEnd(setting: Setting, world: World): Ending {
  try {
    return setting.run();
  } catch (error) {
    if (error instanceof Violation) return { outcome: 'violated', reason: { kind: error.checker, message: error.message } };
    if (error instanceof Rejection) return { outcome: 'rejected', reason: { kind: world.definition.name, message: error.message } };
    throw error;
  }
}

function rejected(plan: CellPlan, error: Rejection): CellResult {
  return {
    outcome: 'rejected',
    reason: { kind: plan.scheduler.name, message: error.message },
    decisionDigest: NO_DIGEST,
    orderDigest: NO_DIGEST,
    workloadHash: NO_DIGEST,
    metrics: [],
    series: [],
    convergences: [],
    pods: null,
    warnings: [],
  };
}

function collect(world: World, setting: Setting, ending: Ending): CellResult {
  const { recorder, plan } = world;
  const metrics: MetricValue[] = [];
  const series: Series[] = [];
  for (const [name, values] of latencies(world)) {
    const summary = summarise(name, values);
    metrics.push(...summary.metrics);
    series.push(...summary.series);
  }
  metrics.push(...setting.metrics(), ...counters(world, setting));
  series.push(...setting.series());
  return {
    ...ending,
    decisionDigest: recorder.decisionDigest,
    orderDigest: recorder.orderDigest,
    workloadHash: setting.workloadHash(),
    metrics,
    series,
    convergences: setting.convergences(),
    pods: plan.recordPods ? podRecords(world, setting) : null,
    warnings: world.warnings,
    ...setting.perf === undefined ? {} : { perf: setting.perf() },
  };
}

/** Measured distributions, in seconds. A distribution without a single value is left out. */
function latencies(world: World): [string, Float64Array][] {
  const { recorder, cluster } = world;
  const since = (column: Float64Array): Float64Array => {
    const seconds = new Float64Array(Math.min(cluster.pods.count, column.length));
    let count = 0;
    for (let pod = 0; pod < seconds.length; pod++) {
      if (column[pod]! >= 0) seconds[count++] = (column[pod]! - cluster.pods.createdUs[pod]!) / 1e6;
    }
    return seconds.subarray(0, count);
  };
  const all: [string, Float64Array][] = [
    ['scheduling_latency_seconds', since(recorder.boundUs)],
    ['startup_latency_seconds', since(recorder.readyUs)],
    ['decision_modelled_seconds', recorder.decisionUs.map((us) => us / 1e6)],
  ];
  return all.filter(([, values]) => values.length > 0);
}

function counters(world: World, setting: Setting): MetricValue[] {
  const { recorder, cluster, kernel } = world;
  const { operations, refusedClaims } = setting.host;
  const values: [string, number][] = [
    ['pods_bound', recorder.boundCount],
    ['pods_unschedulable', recorder.givenUpCount + world.pendingCount()],
    ['preemptions', recorder.preemptions],
    ['transactions_refused', refusedClaims],
    ['attempts', operations.attempts],
    ['nodes_visited', operations.nodesVisited],
    ['filter_calls', operations.filterCalls],
    ['score_calls', operations.scoreCalls],
    ['events', kernel.firedCount],
    ['table_bytes', cluster.tableBytes + recorder.tableBytes],
    ['makespan_seconds', recorder.latestUs / 1e6],
  ];
  return values.map(([metric, value]) => ({ metric, statistic: 'value', value }));
}
