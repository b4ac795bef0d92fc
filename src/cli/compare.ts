import { Command } from 'commander';
import { comparisonCsv, compareRuns, compareVariants, renderComparison } from '../analysis/index.js';
import { loadRunData } from './load-run-data.js';
import type { Output } from './output.js';

interface CompareFlags { base?: string; all?: boolean; json?: boolean; csv?: boolean }

/** `seatrial compare`: the variants of one run, or two runs. */
export function compare(output: Output, exit: (code: number) => void): Command {
  return new Command('compare')
    .description('compare the variants of a run, or two runs')
    .argument('<run>', 'run folder; the head when two are given')
    .argument('[base]', 'run folder that the first one is compared with')
    .option('--base <variant>', 'variant that the others are compared with (one run only)')
    .option('--all', 'show every row, not only the telling ones')
    .option('--json', 'print the comparison as JSON')
    .option('--csv', 'print the comparison as CSV')
    .addHelpText('after', '\nExample:\n  seatrial compare results/quickstart --base first-fit\n  seatrial compare results/new results/old')
    .action(async (head: string, base: string | undefined, flags: CompareFlags) => {
      const headData = await loadRunData(head);
      const comparison = base === undefined
        ? compareVariants(headData, flags.base === undefined ? {} : { base: flags.base })
        : compareRuns(await loadRunData(base), headData);
      if (flags.json === true) output.data(`${JSON.stringify(comparison, null, 2)}\n`);
      else if (flags.csv === true) output.data(comparisonCsv(comparison));
      else output.data(renderComparison(comparison, { all: flags.all === true }));
      exit(comparison.exitCode);
    });
}
