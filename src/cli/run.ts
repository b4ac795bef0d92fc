import path from 'node:path';
import { Command, Option } from 'commander';
import { gateRun, renderGate, renderPerf, renderSummary, runDataOf } from '../analysis/index.js';
import { ScenarioError } from '../base/errors.js';
import { chooseJobs } from '../harness/run/choose-jobs.js';
import { runSuite } from '../harness/run/run-suite.js';
import { readMeasured } from '../harness/store/measured.js';
import { readRun } from '../harness/store/read-run.js';
import { loadSuite } from '../harness/suite/load-suite.js';
import type { PlannedSuite, SuiteOptions } from '../harness/suite/planned-suite.js';
import type { Override } from '../harness/suite/overrides.js';
import { estimateCell } from '../harness/suite/size-estimate.js';
import { EXIT, exitOfOutcomes, worstExit } from './exit-codes.js';
import * as options from './options.js';
import type { Output } from './output.js';
import { writePerfData } from './perf-data.js';
import { ProgressDisplay } from './progress-display.js';
import { onInterrupt } from './interrupt.js';

/** Options of `run`, as commander gives them. */
export interface RunFlags {
  out?: string;
  seeds?: number[];
  variants?: string[];
  jobs?: number;
  resume?: boolean;
  overwrite?: boolean;
  dryRun?: boolean;
  json?: boolean;
  gate?: boolean;
  set?: Override[];
  format?: 'scenario' | 'scheduler-perf';
  filter?: string[];
  labels?: string[];
  topic?: string;
  cellTimeout: number;
  cellMemory: number;
}

const GIBIBYTE = 2 ** 30;

/** `seatrial run`: replays scenarios and writes a run folder. */
export function run(output: Output, exit: (code: number) => void): Command {
  return new Command('run')
    .description('replay scenarios and write a run folder')
    .argument('<scenario...>', 'scenario files, or folders of them; performance-config.yaml files with --format scheduler-perf')
    .option('--out <folder>', 'run folder (default: results/<suite>)', options.folder)
    .option('--seeds <seeds>', 'instead of the scenario\'s: 10, 3,5,8 or 42..51', options.seeds)
    .option('--variants <names>', 'only these variants, separated by commas', options.names)
    .option('--jobs <count>', 'worker threads (default: one per core, fewer when memory is short)', options.positiveInteger)
    .option('--set <path=value>', 'override a value of the scenario; may be repeated', options.setting)
    .option('--resume', 'keep the finished cells of an interrupted run')
    .option('--overwrite', 'discard an unfinished run in the folder')
    .option('--dry-run', 'show the cells and their estimated size, replay nothing')
    .option('--gate', 'judge the gates of the scenarios afterwards')
    .addOption(new Option('--cell-timeout <duration>', 'wall time a cell may take').argParser(options.wallMs).default(600_000, '10m'))
    .addOption(new Option('--cell-memory <quantity>', 'memory that the tables of a cell may take, and the heap of its worker')
      .argParser(options.bytes).default(2 * GIBIBYTE, '2Gi'))
    .option('--json', 'print the manifest instead of the summary')
    .addOption(new Option('--format <format>', 'what the files are').choices(['scenario', 'scheduler-perf']).default('scenario'))
    .option('--filter <names>', 'scheduler-perf: only these workloads, TestCase/Workload or TestCase; * = any text', options.names)
    .option('--labels <labels>', 'scheduler-perf: only workloads with label or +label, without -label', options.names)
    .option('--topic <name>', 'scheduler-perf: chooses among thresholds (default: the folder of the file)', options.folder)
    .addHelpText('after', '\nExample:\n  seatrial run scenarios/quickstart --out results/first --seeds 42..44 --set workload.0.trace.fill=100%'
      + '\n  seatrial run --format scheduler-perf misc/performance-config.yaml --filter SchedulingBasic/5000Nodes_10000Pods')
    .action(async (paths: string[], flags: RunFlags) => { exit(await runCommand(paths, flags, output)); });
}

/** The command itself; answers the exit code. */
export async function runCommand(paths: readonly string[], flags: RunFlags, output: Output): Promise<number> {
  const suite = await loadSuite({
    paths, settings: flags.set ?? [], seeds: flags.seeds ?? null, variants: flags.variants ?? null, memoryBytes: flags.cellMemory, ...perfChoice(flags),
  });
  const isPerf = suite.source.schedulerPerf !== undefined;
  const sizes = suite.cells.map(({ task }) => estimateCell(task.plan, suite.inputs.cellInputs()));
  const { jobs, note } = chooseJobs({
    // What is measured on the wall clock is measured alone, unless somebody wants otherwise.
    wanted: flags.jobs ?? (isPerf ? 1 : null), cellBytes: sizes.map(({ bytes }) => bytes),
  });
  if (flags.dryRun === true) {
    dryRun(suite, sizes, jobs, flags, output);
    return EXIT.FINE;
  }
  for (const { modules } of suite.scenarios) {
    for (const { description } of modules) if (!description.loaded) output.say(`warning: ${description.message}; its cells will crash`);
  }
  if (note !== null) output.say(note);
  const out = flags.out ?? path.join('results', suite.name);
  const display = new ProgressDisplay(output);
  const interrupt = onInterrupt();
  try {
    const end = await runSuite({
      suite, out, jobs, resume: flags.resume ?? false, overwrite: flags.overwrite ?? false, timeoutMs: flags.cellTimeout,
      heapMegabytes: Math.ceil(flags.cellMemory / 2 ** 20), signal: interrupt.signal,
      onProgress: (state, done) => display.update(state, done),
    });
    display.close();
    if (!end.finished) {
      output.say(`interrupted: ${end.saved} of ${end.total} cells are saved in ${out}; continue with --resume`);
      return interrupt.exitCode();
    }
    const exits = [exitOfOutcomes(end.manifest.outcomes)];
    const data = runDataOf(await readRun(out), []);
    const measured = isPerf ? await readMeasured(out) : [];
    const summary = isPerf ? renderPerf(data, measured) : renderSummary(data);
    output.data(flags.json === true ? `${JSON.stringify(end.manifest, null, 2)}\n` : summary);
    if (isPerf) output.say(`${await writePerfData(out, data, measured)} written for perf-dash`);
    if (flags.gate === true) {
      const result = gateRun(data, null);
      output.say(renderGate(result).trimEnd());
      exits.push(result.exitCode);
    }
    output.say(`${out} written in ${end.wallSeconds.toFixed(1)} s`);
    return worstExit(exits);
  } finally {
    display.close();
    interrupt.release();
  }
}

/** The choice of workloads, or nothing for scenarios. Options that would be ignored are refused. */
function perfChoice({ format, filter, labels, topic }: RunFlags): Pick<SuiteOptions, 'schedulerPerf'> {
  if (format === 'scheduler-perf') return { schedulerPerf: { filters: filter ?? [], labels: labels ?? [], topic: topic ?? null } };
  const given = Object.entries({ filter, labels, topic }).find(([, value]) => value !== undefined);
  if (given === undefined) return {};
  throw new ScenarioError([{ code: 'SPF009', message: `--${given[0]} chooses among workloads of scheduler_perf files`, hint: 'add --format scheduler-perf' }]);
}

function dryRun(suite: PlannedSuite, sizes: readonly { nodes: number; pods: number; bytes: number }[], jobs: number, flags: RunFlags, output: Output): void {
  const cells = suite.cells.map(({ task, contentKey }, index) => ({ ...task.plan.id, ...sizes[index]!, contentKey }));
  if (flags.json === true) {
    output.data(`${JSON.stringify({ suite: suite.name, jobs, cells }, null, 2)}\n`);
    return;
  }
  for (const { scenario, variant, point, seed, nodes, pods, bytes } of cells) {
    output.data(`${scenario}  ${variant}  ${point === '' ? '-' : point}  seed ${seed}  ${nodes} nodes  about ${pods} pods  about ${mebibytes(bytes)} MiB\n`);
  }
  const largest = Math.max(0, ...sizes.map(({ bytes }) => bytes));
  output.say(`${cells.length} cells with ${jobs} worker${jobs === 1 ? '' : 's'}, about ${mebibytes(largest * jobs)} MiB at once; nothing was replayed`);
}

function mebibytes(bytes: number): number { return Math.ceil(bytes / 2 ** 20); }
