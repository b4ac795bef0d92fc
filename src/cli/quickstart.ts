import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { renderSummary } from '../analysis/index.js';
import { benchCommand } from './bench.js';
import { SHIPPED_SCENARIOS } from './list.js';
import { loadRunData } from './load-run-data.js';
import type { Output } from './output.js';
import { writeReport } from './report.js';
import { runCommand } from './run.js';

/** Sizes that the quickstart measures decision times for, and the time for each. */
const NODES = [250, 1000, 4000];
const BENCH_MS = 150;

/**
 * `seatrial quickstart` (behind `npm run quickstart`): the shipped suite, from scenarios to the report. The bench comes
 * last and alone, because anything beside it would be measured too.
 */
export function quickstart(output: Output, exit: (code: number) => void): Command {
  return new Command('quickstart')
    .description('run the shipped quickstart suite and write its report')
    .addHelpText('after', '\nExample:\n  seatrial quickstart')
    .action(async () => {
      const local = path.join('scenarios', 'quickstart');
      const suite = existsSync(local) ? local : path.join(SHIPPED_SCENARIOS, 'quickstart');
      const out = path.join('results', 'quickstart');
      // The summary comes last, so that it can tell the measured decision times.
      const quiet = { ...output, data: () => undefined };
      const code = await runCommand([suite], { out, overwrite: true, cellTimeout: 600_000, cellMemory: 2 ** 31 }, quiet);
      if (code > 128) {
        exit(code);
        return;
      }
      output.say('measuring decision times ...');
      await benchCommand({ nodes: NODES, time: BENCH_MS, into: out }, quiet);
      const file = await writeReport(out, { out: path.join('reports', 'quickstart.html') });
      output.data(renderSummary(await loadRunData(out)));
      output.data(`\nReport: ${path.resolve(file)}\nData:   ${path.resolve(out)}\n`);
      exit(code);
    });
}
