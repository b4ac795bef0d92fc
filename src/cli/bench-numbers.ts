import { Command } from 'commander';
import { textTable, wrapped } from '../analysis/verdict/text-table.js';
import { LOADS, measureNumbers, runInChild, type Load, type NumberRow, type Numbers, type Scale } from '../bench/numbers.js';
import { UserError } from '../base/errors.js';
import { suggest } from '../base/suggest.js';
import { EXIT } from './exit-codes.js';
import * as options from './options.js';
import type { Output } from './output.js';

interface NumbersFlags { only?: string[]; runs: number; tiny?: boolean; json?: boolean }

/** A load that keeps fewer cores busy than this had to share them. */
const QUIET_CORES = 0.9;

const SLOW = LOADS.filter(({ isSlow }) => isSlow === true);

/** `seatrial bench numbers` (behind `npm run numbers`): the loads that the README's numbers come from. */
export function benchNumbers(output: Output, exit: (code: number) => void): Command {
  return new Command('numbers')
    .description('measure the loads behind the README\'s table of numbers, each run in a process of its own')
    .option('--only <loads>', `only these, separated by commas: ${namesOf(LOADS)}; only run when named: ${namesOf(SLOW)}`, options.names)
    .option('--runs <count>', 'runs of each load, taken in turns', options.positiveInteger, 5)
    .option('--tiny', 'at a size that only shows that the loads work')
    .option('--json', 'print every sample, and how each was taken, as JSON; the table goes to stderr')
    .addHelpText('after', '\nExample:\n  seatrial bench numbers --only mm1,timers --runs 3')
    // A command below a command gets no settings of the program.
    .exitOverride()
    .showHelpAfterError('(see: seatrial bench numbers --help)')
    .action(async (_: unknown, command: Command) => {
      // Options that `bench` knows too, such as --json, end up there.
      const flags = command.optsWithGlobals<NumbersFlags>();
      const scale: Scale = flags.tiny === true ? 'tiny' : 'full';
      const numbers = await measureNumbers({
        loads: chosen(flags.only ?? null), rounds: flags.runs, scale, runLoad: runInChild,
        onRun: ({ name }, round, { wallSeconds }) => output.say(`${name}, run ${round} of ${flags.runs}: ${wallSeconds.toFixed(1)} s`),
      });
      if (flags.json === true) {
        // A campaign takes minutes: whoever wants its samples gets to see the table as well.
        output.say(tableOf(numbers).trimEnd());
        output.data(`${JSON.stringify({ scale, ...numbers }, null, 2)}\n`);
      } else output.data(tableOf(numbers));
      exit(EXIT.FINE);
    });
}

function namesOf(loads: readonly Load[]): string { return loads.map(({ name }) => name).join(', '); }

function chosen(names: readonly string[] | null): readonly Load[] {
  if (names === null) return LOADS.filter(({ isSlow }) => isSlow !== true);
  const known = LOADS.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(unknown.map((name) => {
      const near = suggest(name, known);
      return { code: 'CLI001', message: `there is no load "${name}"`, hint: near === null ? `loads are: ${known.join(', ')}` : `did you mean "${near}"?` };
    }));
  }
  return LOADS.filter(({ name }) => names.includes(name));
}

const COLUMNS = [
  { width: 35, align: 'left' }, { width: 10, align: 'left' }, { width: 7, align: 'right' }, { width: 6, align: 'right' },
  { width: 14, align: 'right' },
] as const;

/** Medians with their ranges, and below them how they were taken; 80 columns. */
function tableOf({ rows, runs }: Numbers): string {
  const count = rows[0]!.samples.length;
  const table = textTable(COLUMNS, [
    ['', '', 'target', 'median', count === 1 ? 'one run' : `range of ${count}`],
    ...rows.map((row) => [row.title, row.unit, targetText(row), text(row.median), `${text(row.min)} - ${text(row.max)}`]),
  ]);
  const missed = rows.filter(({ isReached }) => isReached === false).map(({ title }) => title);
  const shared = Object.entries(runs).filter(([, list]) => list.some(({ busyCores }) => busyCores < QUIET_CORES)).map(([name]) => name);
  const notes = [
    ...(rows.every(({ isReached }) => isReached === null) ? []
      : [missed.length === 0 ? 'The medians reach every target.' : `Not reached: ${missed.join('; ')}.`]),
    ...(shared.length === 0 ? [] : [
      `Not a quiet machine: runs of ${shared.join(', ')} got less than ${100 * QUIET_CORES} % of a core, so their wall times are too long.`,
    ]),
    ...new Set(rows.map(({ how }) => how)),
  ];
  return `${[...table, ...notes.flatMap((note) => ['', ...wrapped(note, 80)])].join('\n')}\n`;
}

function targetText({ target }: NumberRow): string {
  if (target === null) return '';
  return 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`;
}

/** Three significant digits. */
function text(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
