import { stringify } from 'csv-stringify/sync';
import { findMetric } from '../../world/metrics/catalog.js';
import type { JournalEntry } from './journal.js';

/** A CSV file of a run: its header, and the rows that one cell adds to it. */
export interface Table {
  readonly header: readonly string[];
  rows(entry: JournalEntry): readonly (readonly (string | number | null)[])[];
}

type Row = readonly (string | number | null)[];

const CELL = ['suite', 'scenario', 'variant', 'point', 'seed'];
const LONG = [...CELL, 'metric', 'statistic', 'value', 'unit', 'kind', 'outcome'];

/** Long form of the exact metrics: one row per cell, metric and statistic. */
export const METRICS_TABLE: Table = {
  header: LONG,
  rows: (entry) => metricRows(entry, false),
};

/** The same of wall-clock metrics, apart because they differ from run to run. */
export const WALL_TABLE: Table = {
  header: LONG,
  rows: (entry) => [
    ...metricRows(entry, true),
    ...measuredRows(entry),
    [...cellOf(entry), 'cell_wall_seconds', 'value', entry.wallSeconds, 'seconds', 'wall', entry.record.outcome],
  ],
};

/** Curves: at most 500 points a series. */
export const TIMELINE_TABLE: Table = {
  header: [...CELL, 'metric', 'over', 'x', 'y'],
  rows: (entry) => entry.record.series.flatMap((series) => (
    series.points.map(([x, y]): Row => [...cellOf(entry), series.metric, series.over, x, y])
  )),
};

/** One row per pod of the cells that recorded them; times in virtual seconds, empty = never. */
export const PODS_TABLE: Table = {
  header: [...CELL, 'pod', 'created_seconds', 'bound_seconds', 'ready_seconds', 'ended_seconds', 'node', 'attempts'],
  rows(entry) {
    const { pods } = entry;
    if (pods === null) return [];
    const cell = cellOf(entry);
    return pods.names.map((name, row): Row => [
      ...cell, name, seconds(pods.createdUs[row]!), seconds(pods.boundUs[row]!), seconds(pods.readyUs[row]!),
      seconds(pods.endedUs[row]!), pods.node[row]!, pods.attempts[row]!,
    ]);
  },
};

/** Text of rows. Cells that a spreadsheet would run as a formula get a leading apostrophe. */
export function csvText(rows: readonly Row[]): string {
  return stringify(rows.map((row) => [...row]), { escape_formulas: true });
}

function cellOf(entry: JournalEntry): Row {
  const { suite, scenario, variant, point, seed } = entry.record.id;
  return [suite, scenario, variant, point, seed];
}

function metricRows(entry: JournalEntry, wall: boolean): Row[] {
  const rows: Row[] = [];
  for (const { metric, statistic, value } of entry.record.metrics) {
    const known = findMetric(metric);
    if ((known?.kind === 'wall') !== wall) continue;
    rows.push([...cellOf(entry), metric, statistic, value, known?.unit ?? '', known?.kind ?? 'simulated', entry.record.outcome]);
  }
  return rows;
}

/** Each window of a scheduler_perf workload; those behind the first are numbered. */
function measuredRows(entry: JournalEntry): Row[] {
  return (entry.measured ?? []).filter(({ wallSeconds }) => wallSeconds > 0).flatMap(({ attempts, placed, wallSeconds }, i) => {
    const statistic = i === 0 ? 'value' : `value_${i + 1}`;
    return [['scheduling_decisions_measured_per_second', attempts], ['scheduling_placements_measured_per_second', placed]].map(([metric, count]): Row => (
      [...cellOf(entry), metric!, statistic, Number(count) / wallSeconds, 'per-second', 'wall', entry.record.outcome]));
  });
}

function seconds(us: number): number | null { return us < 0 ? null : us / 1e6; }
