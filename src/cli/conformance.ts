import os from 'node:os';
import { Command } from 'commander';
import { UserError, type Problem } from '../base/errors.js';
import { wrapped } from '../analysis/verdict/text-table.js';
import { KINDS } from '../conformance/kinds.js';
import { findRecordings } from '../conformance/runner/recordings.js';
import { runConformance, type FileResult } from '../conformance/runner/run-conformance.js';
import { ConformanceProgress } from './conformance-progress.js';
import { aloneCommand, caseText, fileText, headText, totalText } from './conformance-text.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import * as options from './options.js';
import type { Output } from './output.js';

interface ConformanceFlags { json?: boolean; case?: string; jobs?: number }

const HELP = `
Kinds of recordings, found by their first line:
${KINDS.flatMap(({ name, title }) => [`  ${name}`, ...wrapped(title, 80, '      ')]).join('\n')}

Examples:
  seatrial conformance recordings/
  seatrial conformance recordings/mixed.jsonl --case mixed/11/3

Exit codes: 0 everything is equal, 1 something differs, 2 a file cannot be read as a recording.
The format of recordings: docs/conformance.md`;

/** `seatrial conformance`: replays recordings of real programs and tells where Seatrial decides otherwise. */
export function conformance(output: Output, exit: (code: number) => void): Command {
  return new Command('conformance')
    .description('replay recordings of a real program and tell what comes out otherwise')
    .argument('<path...>', 'recordings (JSON Lines), or folders of them')
    .option('--case <id>', 'only this case, with everything that differs')
    .option('--jobs <count>', 'worker threads (default: one per core)', options.positiveInteger)
    .option('--json', 'print the results as JSON')
    .addHelpText('after', HELP)
    .action(async (paths: string[], flags: ConformanceFlags) => { exit(await conformanceCommand(paths, flags, output)); });
}

async function conformanceCommand(paths: readonly string[], flags: ConformanceFlags, output: Output): Promise<number> {
  const files = await findRecordings(paths);
  const only = flags.case ?? null;
  const results: FileResult[] = [];
  const progress = new ConformanceProgress(output, files.length);
  const interrupt = onInterrupt();
  const isTable = flags.json !== true && only === null;
  if (isTable) output.data(headText(files));
  try {
    await runConformance({
      files, only, signal: interrupt.signal,
      jobs: flags.jobs ?? os.availableParallelism(),
      onFile: (result) => {
        results.push(result);
        progress.finished();
        progress.clear();
        if (isTable) output.data(fileText(result, files));
      },
      onProgress: ({ decisions }) => progress.decided(decisions),
    });
  } finally {
    progress.close();
    interrupt.release();
  }
  if (interrupt.signal.aborted) return interrupt.exitCode();
  const problems = problemsOf(results, only);
  if (only !== null && results.every(({ cases }) => cases === 0) && problems.length === 0) {
    problems.push({ code: 'CNF005', message: `no case "${only}" in ${paths.join(', ')}` });
  }
  if (flags.json === true) output.data(`${JSON.stringify({ files: results.map(fileJson), total: sumOf(results), problems }, null, 2)}\n`);
  else if (only !== null) output.data(caseText(results));
  else if (files.length > 1) output.data(totalText(sumOf(results), files));
  if (problems.length > 0) {
    if (flags.json !== true) throw new UserError(problems);
    return EXIT.USAGE;
  }
  return results.every(({ decisions, equal }) => decisions === equal) ? EXIT.FINE : EXIT.GATE_FAILED;
}

/** Lines that are told of one file; more of the same do not help. */
const MAX_BAD_LINES = 5;

function problemsOf(results: readonly FileResult[], only: string | null): Problem[] {
  return results.flatMap(({ file, failure, cases, badLines }) => [
    ...(cases > 0 || failure !== null || badLines.length > 0 || only !== null ? []
      : [{ code: 'CNF006', message: 'the file is empty: there is nothing to compare', place: { file } }]),
    ...(failure === null ? [] : [{ code: 'CNF003', message: failure, place: { file } }]),
    ...badLines.slice(0, MAX_BAD_LINES).map(({ line, message }) => ({ code: 'CNF004', message, place: { file, line } })),
    ...(badLines.length > MAX_BAD_LINES ? [{ code: 'CNF004', message: `${badLines.length - MAX_BAD_LINES} further lines are no JSON objects`, place: { file } }] : []),
  ]);
}

/** A file's result as `--json` prints it. */
function fileJson({ file, kind, cases, decisions, equal, differences, failure, badLines }: FileResult): object {
  return {
    file, kind, cases, decisions, equal, different: decisions - equal,
    differences: differences.map((difference) => ({ ...difference, command: aloneCommand(file, difference.case) })),
    isComplete: failure === null && badLines.length === 0,
  };
}

/** Counts of all files together. */
export interface ConformanceTotal {
  readonly files: number;
  readonly cases: number;
  readonly decisions: number;
  readonly equal: number;
  readonly different: number;
}

function sumOf(results: readonly FileResult[]): ConformanceTotal {
  const sum = (count: (result: FileResult) => number): number => results.reduce((total, result) => total + count(result), 0);
  const [decisions, equal] = [sum((result) => result.decisions), sum((result) => result.equal)];
  return { files: results.length, cases: sum((result) => result.cases), decisions, equal, different: decisions - equal };
}
