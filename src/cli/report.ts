import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { compareRuns, reportHtml } from '../analysis/index.js';
import { readRunInfo } from '../harness/store/read-run.js';
import { writeFileWhole } from '../harness/store/write-file.js';
import { onDisk } from '../harness/store/disk-errors.js';
import { EXIT } from './exit-codes.js';
import { loadRunData } from './load-run-data.js';
import type { Output } from './output.js';

interface ReportFlags { out?: string; base?: string }

/** `seatrial report`: one offline HTML file for a run. */
export function report(output: Output, exit: (code: number) => void): Command {
  return new Command('report')
    .description('write the HTML report of a run')
    .argument('<run>', 'run folder')
    .option('--out <file>', 'HTML file (default: reports/<run>.html)')
    .option('--base <run>', 'run folder to compare with')
    .addHelpText('after', '\nExample:\n  seatrial report results/quickstart --out reports/quickstart.html')
    .action(async (folder: string, flags: ReportFlags) => {
      output.data(`${await writeReport(folder, flags)}\n`);
      exit(EXIT.FINE);
    });
}

/** Writes the report and answers its path. */
export async function writeReport(folder: string, flags: ReportFlags): Promise<string> {
  const run = await loadRunData(folder);
  const target = flags.out ?? path.join('reports', `${run.name}.html`);
  const info = await readRunInfo(folder);
  const html = reportHtml(run, flags.base === undefined ? { info } : { info, comparison: compareRuns(await loadRunData(flags.base), run) });
  await onDisk(target, () => mkdir(path.dirname(path.resolve(target)), { recursive: true }));
  await writeFileWhole(target, (append) => append(html));
  return target;
}
