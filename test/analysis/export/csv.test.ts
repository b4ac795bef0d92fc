import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { comparisonCsv } from '../../../src/analysis/export/comparison-csv.js';
import { gateCsv } from '../../../src/analysis/export/gate-csv.js';
import { compareRuns } from '../../../src/analysis/verdict/compare-runs.js';
import { gateRun } from '../../../src/analysis/verdict/gate.js';
import { smallRun } from '../small-run.js';

const name = '=1+1,"quoted"\nline';

it('a comparison survives the way through CSV, whatever the names', () => {
  const [row] = parse(comparisonCsv(compareRuns(smallRun({ [name]: [1, 2] }), smallRun({ [name]: [2, 3] }))), { columns: true }) as Record<string, string>[];
  // A leading = would run as a formula in a spreadsheet: it is escaped with an apostrophe.
  expect(row).toMatchObject({ variant: `'${name}`, metric: 'nodes_visited', difference: '1', count: '2', verdict: 'inconclusive', p_value: '0.5' });
});

it('a gate result does too', () => {
  const gates = [{ metric: 'nodes_visited', statistic: 'value', variant: '*', place: 's.yaml:3', demand: { kind: 'limit', atMost: 2, atLeast: null } }] as const;
  const [row] = parse(gateCsv(gateRun(smallRun({ [name]: [1, 5] }, { gates }), null)), { columns: true }) as Record<string, string>[];
  expect(row).toMatchObject({ rule: 'nodes_visited at most 2', status: 'fail', observed: '5', change: '', place: 's.yaml:3' });
});
