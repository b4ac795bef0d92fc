import { Command } from 'commander';
import { ResultsError } from '../base/errors.js';
import { gateCsv, gateRun, renderGate, type GateResult } from '../analysis/index.js';
import { EXIT, worstExit } from './exit-codes.js';
import { loadRunData } from './load-run-data.js';
import type { Output } from './output.js';

interface GateFlags { baseline?: string; json?: boolean; csv?: boolean }

const HELP = `
Example:
  seatrial gate results/new --baseline results/main

Exit codes: 0 passed, 1 failed, 3 inconclusive (too few seeds), 4 baseline missing or not
comparable, 5 a cell crashed or broke an invariant.`;

/** `seatrial gate`: judges a run by the gates of its scenarios. */
export function gate(output: Output, exit: (code: number) => void): Command {
  return new Command('gate')
    .description('judge a run by the gates of its scenarios')
    .argument('<run>', 'run folder')
    .option('--baseline <run>', 'run folder that "versus: baseline" means')
    .option('--json', 'print the findings as JSON')
    .option('--csv', 'print the findings as CSV')
    .addHelpText('after', HELP)
    .action(async (folder: string, flags: GateFlags) => {
      const run = await loadRunData(folder);
      const baseline = flags.baseline === undefined ? null : await loadRunData(flags.baseline).catch((error: unknown) => {
        if (!(error instanceof ResultsError)) throw error;
        // A baseline that is not there is an answer of the gate (4), not a misuse of the command.
        output.say(error.message);
        return 'missing' as const;
      });
      const result = gateRun(run, baseline === 'missing' ? null : baseline);
      print(result, flags, output);
      exit(worstExit([result.exitCode, baseline === 'missing' ? EXIT.NOT_COMPARABLE : EXIT.FINE]));
    });
}

function print(result: GateResult, flags: GateFlags, output: Output): void {
  if (flags.json === true) output.data(`${JSON.stringify(result, null, 2)}\n`);
  else if (flags.csv === true) output.data(gateCsv(result));
  else output.data(renderGate(result));
}
