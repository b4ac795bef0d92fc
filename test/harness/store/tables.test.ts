import { describe, expect, it } from 'vitest';
import { csvText, METRICS_TABLE, WALL_TABLE } from '../../../src/harness/store/tables.js';
import type { JournalEntry } from '../../../src/harness/store/journal.js';

describe('CSV text', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('keeps a spreadsheet from running %j', (text) => {
    expect(csvText([[text]]).replace(/^"/, '')).toMatch(/^'/);
  });

  it('leaves negative numbers numbers', () => expect(csvText([[-1.5]])).toBe('-1.5\n'));

  it('quotes separators, quotes and line breaks', () => {
    expect(csvText([['a,b', 'say "x"', 'two\nlines', null]])).toBe('"a,b","say ""x""","two\nlines",\n');
  });
});

describe('metric tables', () => {
  const entry = {
    record: {
      id: { suite: 's', scenario: 'x', variant: 'v', point: '', seed: 1 }, outcome: 'completed',
      metrics: [{ metric: 'pods_bound', statistic: 'value', value: 7 }, { metric: 'decision_wall_seconds', statistic: 'p50', value: 0.1 }],
    },
    wallSeconds: 2,
  } as unknown as JournalEntry;

  it('keep exact and noisy metrics in different files', () => {
    expect(METRICS_TABLE.rows(entry)).toEqual([['s', 'x', 'v', '', 1, 'pods_bound', 'value', 7, 'count', 'simulated', 'completed']]);
    expect(WALL_TABLE.rows(entry).map((row) => row[5])).toEqual(['decision_wall_seconds', 'cell_wall_seconds']);
  });

  it('have a header for every column', () => {
    for (const row of METRICS_TABLE.rows(entry)) expect(row).toHaveLength(METRICS_TABLE.header.length);
  });
});
