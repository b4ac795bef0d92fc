import type { GateRule } from '../../src/harness/suite/gate-rule.js';
import type { CellRecord } from '../../src/harness/store/record.js';
import type { RunData } from '../../src/analysis/run-data.js';
import { cell, manifestOf, scenario } from './fixture.js';

/** A run of one scenario `s` with one metric: seeds 1, 2, 3 ... of each variant have the values given. */
export function smallRun(values: Readonly<Record<string, readonly number[]>>, options: {
  readonly metric?: string;
  readonly statistic?: string;
  readonly gates?: readonly GateRule[];
  readonly wallSeconds?: readonly number[];
  /** Changes a record before it is stored; null leaves the cell out. */
  readonly change?: (record: CellRecord) => CellRecord | null;
} = {}): RunData {
  const seeds = Array.from({ length: Math.max(...Object.values(values).map((list) => list.length)) }, (_, i) => i + 1);
  const records = Object.entries(values).flatMap(([variant, list]) => list.map((value, i) => cell(variant, 's', i + 1, {
    metrics: [{ metric: options.metric ?? 'nodes_visited', statistic: options.statistic ?? 'value', value }],
  }))).flatMap((record) => (options.change === undefined ? [record] : options.change(record) ?? []));
  const planned = { ...scenario('s', '', Object.keys(values).map((name) => [name, name]), seeds), gates: options.gates ?? [] };
  return {
    name: 'small', records, wallSeconds: options.wallSeconds ?? [], decisionTimes: [],
    manifest: manifestOf([planned], records.length),
  };
}
