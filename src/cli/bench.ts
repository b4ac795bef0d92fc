import { Command, Option } from 'commander';
import { UserError } from '../base/errors.js';
import { suggest } from '../base/suggest.js';
import type { DecisionTime } from '../analysis/index.js';
import { measureDecisionTimes } from '../bench/decision-time.js';
import { writeDecisionTimes } from '../bench/decision-time-file.js';
import { BUILT_IN } from '../harness/runner/built-in-catalogues.js';
import { readRun } from '../harness/store/read-run.js';
import { benchNumbers } from './bench-numbers.js';
import { EXIT } from './exit-codes.js';
import * as options from './options.js';
import type { Output } from './output.js';

/** Options of `bench`, as commander gives them. */
export interface BenchFlags { schedulers?: string[]; nodes: number[]; time: number; into?: string; json?: boolean }

/** `seatrial bench`: measured decision time per scheduler and cluster size. */
export function bench(output: Output, exit: (code: number) => void): Command {
  return new Command('bench')
    .description('measure the decision time of schedulers, one process and nothing beside it')
    .option('--schedulers <names>', 'only these, separated by commas (default: all, or those of --into)', options.names)
    .addOption(new Option('--nodes <counts>', 'cluster sizes, separated by commas').argParser(nodeCounts).default([100, 1000], '100,1000'))
    .addOption(new Option('--time <duration>', 'wall time for each scheduler and size').argParser(options.wallMs).default(500, '500ms'))
    .option('--into <run>', 'keep the times in this run folder, for its report')
    .option('--json', 'print every sample as JSON')
    .addHelpText('after', '\nExample:\n  seatrial bench --schedulers first-fit,best-fit --nodes 100,1000,10000 --time 2s')
    .addCommand(benchNumbers(output, exit))
    .action(async (flags: BenchFlags) => { exit(await benchCommand(flags, output)); });
}

/** The command itself; answers the exit code. */
export async function benchCommand(flags: BenchFlags, output: Output): Promise<number> {
  const names = flags.schedulers ?? await defaultSchedulers(flags.into);
  const schedulers = names.map((name) => findScheduler(name));
  const times = measureDecisionTimes({
    schedulers, nodeCounts: flags.nodes, milliseconds: flags.time,
    ...(flags.json === true ? {} : { onMeasured: (time: DecisionTime) => output.data(rowOf(time)) }),
  });
  if (flags.json === true) output.data(`${JSON.stringify(times, null, 2)}\n`);
  if (flags.into !== undefined) output.say(`kept in ${await writeDecisionTimes(flags.into, times)}`);
  return EXIT.FINE;
}

/** Built-in schedulers that a run used, else all. */
async function defaultSchedulers(run: string | undefined): Promise<string[]> {
  const all = [...BUILT_IN.schedulers.keys()];
  if (run === undefined) return all;
  const { manifest } = await readRun(run);
  return manifest.algorithms.filter(({ kind, name }) => kind === 'scheduler' && all.includes(name)).map(({ name }) => name);
}

function findScheduler(name: string) {
  const found = BUILT_IN.schedulers.get(name);
  if (found !== undefined) return found;
  const near = suggest(name, BUILT_IN.schedulers.keys());
  throw new UserError([{
    code: 'CLI001', message: `there is no scheduler "${name}"`, hint: near === null ? 'see: seatrial list schedulers' : `did you mean "${near}"?`,
  }]);
}

function rowOf({ scheduler, nodes, samplesSeconds }: DecisionTime): string {
  const sorted = [...samplesSeconds].sort((a, b) => a - b);
  const at = (share: number): string => `${(1e6 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!).toFixed(2)} us`;
  return `${scheduler.padEnd(24)} ${String(nodes).padStart(7)} nodes  median ${at(0.5).padStart(11)}  p90 ${at(0.9).padStart(11)}  ${sorted.length} samples\n`;
}

function nodeCounts(written: string): number[] {
  return options.names(written).map(options.positiveInteger);
}
