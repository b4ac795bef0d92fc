import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultsOf } from '../../../algorithms/parameters.js';
import { ScenarioError, type Problem } from '../../../base/errors.js';
import { invariant } from '../../../base/invariant.js';
import type { CellPlan } from '../../../replay/plan.js';
import { hasLabels, matchesName, nearNames, perfName, readPerfFile, type PerfWorkload } from '../../../workloads/readers/scheduler-perf/index.js';
import { sha256 } from '../../canonical-json.js';
import { BUILT_IN } from '../../runner/built-in-catalogues.js';
import type { PlannedCell } from '../../runner/run-cells.js';
import type { ManifestInput } from '../../store/manifest.js';
import { contentKey } from '../content-key.js';
import type { GateRule } from '../gate-rule.js';
import { InputLoader } from '../inputs.js';
import { listAlgorithms } from '../known-algorithms.js';
import type { PerfChoice, PlannedScenario, PlannedSuite, SuiteOptions } from '../planned-suite.js';
import { shown } from '../shown-path.js';
import { estimateCell } from '../size-estimate.js';
import { gateEffects } from './feature-gates.js';

/** The only variant: the scheduler that the files are about. */
const VARIANT = 'kube';
/** Upstream ends a test after this time. Source: scheduler_perf.go, setupTestCase. */
const AT_MOST_US = 1_800_000_000;
/** Cells of at most this many pods record one row per pod. */
const SMALL_CELL_PODS = 2000;

/** A scheduler_perf file with the workloads of it that are meant. */
interface PerfFile {
  readonly file: string;
  /** Chooses among thresholds. */
  readonly topic: string;
  readonly input: ManifestInput;
  readonly workloads: readonly PerfWorkload[];
}

/**
 * Plans the chosen workloads of scheduler_perf files: each is a scenario called `TestCase/Workload`, its threshold a gate.
 *
 * @throws ScenarioError with every problem of every file, or when nothing is chosen
 */
export async function loadPerfSuite(options: SuiteOptions, choice: PerfChoice): Promise<PlannedSuite> {
  refuseOptions(options);
  const files = await readAll(options.paths, choice);
  const chosen = files.map((file) => ({ ...file, workloads: file.workloads.filter((workload) => isChosen(workload, choice)) }));
  refuseEmpty(files.flatMap(({ workloads }) => workloads), chosen.flatMap(({ workloads }) => workloads), choice);
  refuseDoubles(chosen);
  const inputs = new InputLoader();
  const name = files.map(({ topic }) => topic).join('+');
  const algorithms = listAlgorithms([]);
  const scenarios: PlannedScenario[] = [];
  const cells: PlannedCell[] = [];
  for (const file of chosen) {
    for (const workload of file.workloads) {
      const effects = gateEffects(workload.featureGates);
      const plan = planOf(workload, { topic: file.topic, memoryBytes: options.memoryBytes, refused: workload.refused ?? effects.refused });
      scenarios.push({
        name: perfName(workload), file: path.basename(file.file), about: aboutOf(workload), modules: [], algorithms,
        gates: thresholdGates(plan, `${path.basename(file.file)}:${workload.line}`), files: [file.input],
        warnings: effects.warnings.map((warning) => `${perfName(workload)}: ${warning}`),
      });
      const revisions = { [`scheduler/${VARIANT}`]: definition().revision };
      for (const seed of options.seeds ?? [1]) {
        const cell: CellPlan = { ...plan, id: { suite: name, scenario: perfName(workload), variant: VARIANT, point: '', seed } };
        cells.push({ task: { plan: cell, modules: [] }, failure: null, contentKey: contentKey(cell, { inputs, moduleHashes: [], revisions }), revisions });
      }
    }
  }
  return { name, scenarios, cells, inputs, source: options };
}

function definition() {
  const found = BUILT_IN.schedulers.get(VARIANT);
  invariant(found !== undefined, `scheduler ${VARIANT} is in the catalogue`);
  return found;
}

function planOf(workload: PerfWorkload, { topic, memoryBytes, refused }: {
  readonly topic: string; readonly memoryBytes: number; readonly refused: string | null;
}): Omit<CellPlan, 'id'> {
  const { operations, declaredFeatures, metrics, schedulerConfig } = workload;
  const { byTopic, ...threshold } = workload.threshold;
  const schedulerPerf = {
    name: perfName(workload), operations, declaredFeatures, metrics, refused,
    threshold: { ...threshold, value: byTopic[topic] ?? threshold.value },
  };
  const parameters = { ...defaultsOf(definition().parameters), ...schedulerConfig === null ? {} : { config: schedulerConfig } };
  const base = { nodes: [], workload: [], changes: [], schedulerPerf };
  return {
    ...base, faults: [], scheduler: { name: VARIANT, parameters }, decisionTime: 'modelled', controlPlane: null, unschedulable: 'wait',
    until: { quietUs: 0, atMostUs: AT_MOST_US }, memoryBytes,
    recordPods: estimateCell(base, { nodes: [], pods: [], manifests: [] }).pods <= SMALL_CELL_PODS,
  };
}

async function readAll(paths: readonly string[], { topic }: PerfChoice): Promise<PerfFile[]> {
  const files: PerfFile[] = [];
  const problems: Problem[] = [];
  for (const target of paths) {
    const file = shown(path.resolve(target));
    try {
      const workloads = await readPerfFile(file);
      for (const { schedulerConfig } of workloads) {
        if (schedulerConfig === null) continue;
        const config = { ...schedulerConfig, file: path.join(path.dirname(file), schedulerConfig.file) };
        definition().check?.({ ...defaultsOf(definition().parameters), config } as never);
      }
      const sha = sha256(await readFile(target, 'utf8'));
      files.push({
        file, topic: topic ?? path.basename(path.dirname(path.resolve(target))), workloads,
        input: { file: path.basename(target), format: 'scheduler-perf', sha256: sha, rowsRead: workloads.length, dropped: {} },
      });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return files;
}

function isChosen(workload: PerfWorkload, { filters, labels }: PerfChoice): boolean {
  return (filters.length === 0 || filters.some((filter) => matchesName(filter, workload))) && hasLabels(labels, workload.labels);
}

/** A filter that means nothing is a mistake, however many others mean something. */
function refuseEmpty(all: readonly PerfWorkload[], chosen: readonly PerfWorkload[], { filters, labels }: PerfChoice): void {
  const idle = filters.filter((filter) => !all.some((workload) => matchesName(filter, workload)));
  const problems = idle.map((filter): Problem => {
    const near = nearNames(filter, all);
    const names = [...new Set(all.map(({ testCase }) => testCase))].join(', ');
    return { code: 'SPF009', message: `no workload is called "${filter}"`, hint: near === null ? `test cases are: ${names}` : `did you mean "${near}"?` };
  });
  if (problems.length === 0 && chosen.length === 0) {
    const known = [...new Set(all.flatMap((workload) => workload.labels))].join(', ');
    problems.push({ code: 'SPF009', message: `no workload has the labels ${labels.join(',')}`, hint: `labels are: ${known}` });
  }
  if (problems.length > 0) throw new ScenarioError(problems);
}

function refuseDoubles(files: readonly PerfFile[]): void {
  const seen = new Map<string, string>();
  for (const { file, workloads } of files) {
    for (const workload of workloads) {
      const other = seen.get(perfName(workload));
      if (other !== undefined) {
        throw new ScenarioError([{
          code: 'SPF006', message: `workload ${perfName(workload)} exists already in ${other}`,
          place: { file, line: workload.line }, hint: 'run the files one by one',
        }]);
      }
      seen.set(perfName(workload), file);
    }
  }
}

/** What belongs to scenarios means nothing here; ignoring it would mislead. */
function refuseOptions({ settings, variants }: SuiteOptions): void {
  const problems: Problem[] = [];
  if (settings.length > 0) problems.push({ code: 'SPF009', message: '--set changes scenarios, scheduler_perf files are run as they are' });
  if (variants !== null && variants.some((variant) => variant !== VARIANT)) {
    problems.push({ code: 'SPF009', message: `workloads of scheduler_perf have the variant "${VARIANT}" alone` });
  }
  if (problems.length > 0) throw new ScenarioError(problems);
}

const STATISTICS: Readonly<Record<string, string>> = { Average: 'mean', Perc50: 'p50', Perc90: 'p90', Perc95: 'p95', Perc99: 'p99' };

/** The workload's threshold as a gate on virtual throughput; limits on other metrics stand in the PerfData alone. */
function thresholdGates({ schedulerPerf }: Pick<CellPlan, 'schedulerPerf'>, place: string): GateRule[] {
  const { metric, bucket, value, expectLower } = schedulerPerf!.threshold;
  const statistic = STATISTICS[bucket];
  if (value === 0 || schedulerPerf!.refused !== null || metric !== 'SchedulingThroughput' || statistic === undefined) return [];
  const demand = { kind: 'limit', atMost: expectLower ? value : null, atLeast: expectLower ? null : value } as const;
  return [{ metric: 'scheduling_throughput_per_second', statistic, variant: '*', place, demand }];
}

function aboutOf({ testCase, labels, featureGates, operations }: PerfWorkload): string {
  const gates = Object.entries(featureGates).map(([gate, isOn]) => `${gate}=${isOn}`);
  return [
    `scheduler_perf test case ${testCase}: ${operations.map(({ opcode }) => opcode).filter((opcode, i, all) => opcode !== all[i - 1]).join(', ')}`,
    ...labels.length === 0 ? [] : [`labels: ${labels.join(', ')}`],
    ...gates.length === 0 ? [] : [`feature gates: ${gates.join(', ')}`],
  ].join('\n');
}
