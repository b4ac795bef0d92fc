import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { summarise } from '../../analysis/stats/summary.js';
import { invariant } from '../../base/invariant.js';
import { runSuite } from '../../harness/run/run-suite.js';
import { readRun } from '../../harness/store/read-run.js';
import { loadSuite } from '../../harness/suite/load-suite.js';
import type { CellResult } from '../../replay/result.js';
import type { Load } from './load.js';
import { POINTS, PUBLISHED } from './openb-published.table.js';
import { shippedScenario } from './shipped-scenario.js';

const WORKERS = 2;

/** The whole packing experiment of the openb trace, from the scenario file to the run folder. */
export const openb: Load = {
  name: 'openb',
  how: 'scenarios/openb-fgd.yaml: six policies x 10 seeds on 1,213 nodes, two workers; timed from reading the scenario and the trace to '
    + 'the last written file of the run folder. Each of the 48 means (six policies, four points, allocated and fragmented) is compared '
    + 'with the published one; the tolerance is the larger of 0.3 points and three standard errors of the difference.',
  measures: [
    { name: 'seconds', title: 'openb, 60 replays on 2 workers', unit: 's', target: { atMost: 20 } },
    { name: 'error', title: 'openb: largest error / tolerance', unit: 'x', target: { atMost: 1 } },
  ],
  async run(scale) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'seatrial-numbers-'));
    try {
      const startMs = performance.now();
      const suite = await loadSuite({
        paths: [shippedScenario('openb-fgd.yaml')], settings: [], seeds: scale === 'full' ? null : [42, 43], memoryBytes: 2 ** 31,
        variants: scale === 'full' ? null : ['fgd', 'random'],
      });
      await runSuite({
        suite, out: path.join(folder, 'run'), jobs: WORKERS, resume: false, overwrite: false, timeoutMs: 600_000, heapMegabytes: 2048,
        signal: new AbortController().signal, onProgress: () => undefined,
      });
      const seconds = (performance.now() - startMs) / 1000;
      const { cells } = await readRun(path.join(folder, 'run'));
      return [seconds, largestError(cells.map(({ id, metrics }) => ({ variant: id.variant, metrics })))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Largest distance of a mean from the published one, in tolerances. */
function largestError(cells: readonly { readonly variant: string; readonly metrics: CellResult['metrics'] }[]): number {
  let largest = 0;
  for (const { variant, allocated, fragmented, deviation } of PUBLISHED) {
    const own = cells.filter((cell) => cell.variant === variant);
    if (own.length === 0) continue;
    for (const [metric, means] of [['allocated_ratio_gpu', allocated], ['fragmentation_ratio_gpu', fragmented]] as const) {
      POINTS.forEach((point, i) => {
        const percents = own.map(({ metrics }) => 100 * valueOf(metrics, metric, `at_${point}`));
        const { mean, deviation: spread } = summarise(percents);
        const variance = (spread ?? 0) * (spread ?? 0) + deviation * deviation;
        const tolerance = Math.max(0.3, 3 * Math.sqrt(variance / percents.length));
        largest = Math.max(largest, Math.abs(mean - means[i]!) / tolerance);
      });
    }
  }
  return largest;
}

function valueOf(metrics: CellResult['metrics'], metric: string, statistic: string): number {
  const found = metrics.find((value) => value.metric === metric && value.statistic === statistic);
  invariant(found !== undefined, `a cell has no ${metric}, ${statistic}`);
  return found.value;
}
