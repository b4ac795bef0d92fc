import type { MeasuredCell } from '../../harness/store/measured.js';
import type { CellRecord } from '../../harness/store/record.js';
import { valueText } from '../number-text.js';
import type { RunData } from '../run-data.js';
import { outcomeText } from './comparable.js';
import { plainName, wrapped } from './text-table.js';

const WIDTH = 80;

/**
 * What `run` prints at the end of scheduler_perf files: for each workload its throughput in virtual time, the limit that
 * it is held against, and what the scheduler's own work took on the wall clock. Ends with a newline.
 */
export function renderPerf({ records }: RunData, measured: readonly MeasuredCell[]): string {
  const lines = records.flatMap((record) => {
    const { scenario, seed } = record.id;
    const several = records.some(({ id }) => id.scenario === scenario && id.seed !== seed);
    const name = plainName(several ? `${scenario}, seed ${seed}` : scenario);
    if (record.outcome !== 'completed') return [name, ...wrapped(outcomeText(record), WIDTH, '  ')];
    const windows = measured.find(({ id }) => id.scenario === scenario && id.seed === seed)?.windows ?? [];
    return [name, ...throughputs(record).map((text) => `  ${text}`), ...windows.flatMap(({ attempts, placed, wallSeconds }) => (wallSeconds === 0 ? [] : [
      `  measured  ${valueText(attempts / wallSeconds, 'count')} decisions/s, ${valueText(placed / wallSeconds, 'count')} pods/s, in the scheduler alone`,
    ]))];
  });
  return `${lines.join('\n')}\n`;
}

function throughputs({ perf }: CellRecord): string[] {
  const items = (perf?.items ?? []).filter(({ labels }) => (labels.Metric ?? 'SchedulingThroughput') === 'SchedulingThroughput');
  return items.map(({ data }) => {
    if (data === null) return 'virtual   no sample: all pods were placed within two seconds';
    const limit = data.AverageThreshold;
    const held = limit === undefined ? '' : `, limit ${valueText(limit, 'count')}: ${data.Average! > limit ? 'reached' : 'not reached'}`;
    return `virtual   ${valueText(data.Average!, 'count')} pods/s in the mean${held}`;
  });
}
