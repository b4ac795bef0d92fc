#!/usr/bin/env node
// Entry of the `seatrial` binary: one sub-command per file.
import { Command, CommanderError } from 'commander';
import { UserError } from '../base/errors.js';
import { SEATRIAL_VERSION } from '../harness/run/make-manifest.js';
import { bench } from './bench.js';
import { compare } from './compare.js';
import { conformance } from './conformance.js';
import { EXIT } from './exit-codes.js';
import { explain } from './explain.js';
import { gate } from './gate.js';
import { list } from './list.js';
import { processOutput } from './output.js';
import { quickstart } from './quickstart.js';
import { report } from './report.js';
import { run } from './run.js';
import { validate } from './validate.js';

const HELP = `
Example:
  seatrial run scenarios/quickstart --out results/first
  seatrial report results/first

Exit codes: 0 fine, 1 gate failed, 2 usage or input error, 3 inconclusive,
4 baseline missing or not comparable, 5 a cell crashed, 70 internal error,
130/143 interrupted after saving.`;

const output = processOutput();
const program = new Command('seatrial')
  .description('Sea trials for cluster schedulers, controllers and autoscalers: replays a cluster\'s life through interchangeable algorithms and measures what they do.')
  .version(SEATRIAL_VERSION)
  .showHelpAfterError('(see: seatrial --help)')
  .exitOverride()
  .addHelpText('after', HELP);

for (const make of [run, compare, gate, report, list, explain, validate, conformance, bench, quickstart]) {
  // Sub-commands made elsewhere do not inherit settings by themselves.
  const command = make(output, (code) => { process.exitCode = code; });
  command.copyInheritedSettings(program).showHelpAfterError(`(see: seatrial ${command.name()} --help)`);
  program.addCommand(command, { hidden: command.name() === 'quickstart' });
}

// A reader that has seen enough (such as `head`) closes the pipe: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? EXIT.FINE);
});

// Nobody listening to the progress is no reason to stop: the results still matter.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** Tells the user, and answers the exit code. */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.FINE : EXIT.USAGE;
  if (error instanceof UserError) {
    output.say(error.message);
    return error.exitCode;
  }
  output.say(`internal error, please report it: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
  return EXIT.INTERNAL;
}
