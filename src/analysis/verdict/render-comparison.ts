import { findMetric } from '../../world/metrics/catalog.js';
import { cellName } from '../cells.js';
import { changeText, percentText, rangeText, valueText } from '../number-text.js';
import { leadingStatistic, statisticText } from '../statistic.js';
import { textTable, wrapped, type TextColumn } from './text-table.js';
import type { Comparison, ComparisonRow } from './verdict.js';

const WIDTH = 80;
const COLUMNS: readonly TextColumn[] = [
  { width: 18, align: 'left' }, { width: 10, align: 'right' }, { width: 10, align: 'right' },
  { width: 20, align: 'right' }, { width: 14, align: 'left' },
];

/**
 * Plain text of at most 80 columns, ends with a newline. Of each metric one statistic is shown, and rows that are equal
 * are only counted; `all` shows everything.
 */
export function renderComparison(comparison: Comparison, options: { readonly all?: boolean } = {}): string {
  const shown = options.all === true ? comparison.rows : leadingRows(comparison.rows);
  const lines = [...headLines(comparison), ''];
  let heading = '';
  for (const row of shown) {
    const next = headingOf(row);
    if (next !== heading) lines.push('', ...wrapped(next, WIDTH));
    heading = next;
    lines.push(...rowLines(row));
  }
  const hidden = comparison.rows.length - shown.length;
  if (hidden > 0) lines.push('', `${hidden} more rows (equal ones, other statistics): see --all or --json`);
  lines.push('', ...wrapped(footnote(comparison), WIDTH));
  return `${squeezed(lines).join('\n')}\n`;
}

/** One statistic per metric, without what is equal. */
export function leadingRows(rows: readonly ComparisonRow[]): ComparisonRow[] {
  const statistics = new Map<string, Set<string>>();
  for (const { scenario, metric, statistic } of rows) {
    const key = JSON.stringify([scenario, metric]);
    statistics.set(key, (statistics.get(key) ?? new Set()).add(statistic));
  }
  const leading = new Map([...statistics].map(([key, names]) => [key, leadingStatistic(names)]));
  return rows.filter(({ scenario, metric, statistic, verdict }) => (
    verdict !== 'equal' && leading.get(JSON.stringify([scenario, metric])) === statistic
  ));
}

function headLines(comparison: Comparison): string[] {
  const { kind, baseName, headName, sameDecisions, counts, notes } = comparison;
  const title = kind === 'runs' ? `${headName} compared with ${baseName}` : `${headName}: variants compared with ${baseName}`;
  const found = Object.entries(counts).filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`);
  const lines = [...wrapped(title, WIDTH), ...wrapped(found.length === 0 ? 'nothing to compare' : found.join(', '), WIDTH)];
  if (sameDecisions !== null) lines.push(`the same decisions in ${sameDecisions.equal} of ${sameDecisions.of} cells`);
  for (const note of notes.slice(0, 5)) lines.push(...wrapped(`! ${note.side}, ${cellName(note)}: ${note.message}`, WIDTH));
  if (notes.length > 5) lines.push(`! ${notes.length - 5} more cells: see --json`);
  return lines;
}

function headingOf({ scenario, point, metric, statistic, direction, variant, baseVariant }: ComparisonRow): string {
  const title = findMetric(metric)?.title ?? metric;
  const at = statisticText(statistic);
  const place = [scenario, point].filter((part) => part !== '').join(', ');
  const remarks = [
    variant === baseVariant ? [] : [`against ${baseVariant}`],
    direction === 'neither' ? [] : [direction.replaceAll('-', ' ')],
  ].flat();
  return `${place}: ${title}${at === '' ? '' : `, ${at}`}${remarks.length === 0 ? '' : ` (${remarks.join('; ')})`}`;
}

function rowLines(row: ComparisonRow): string[] {
  const { unit, variant, baseMean, headMean, difference, interval, verdict, reason } = row;
  const [line] = textTable(COLUMNS, [[
    variant,
    baseMean === null ? '-' : valueText(baseMean, unit),
    headMean === null ? '-' : valueText(headMean, unit),
    difference === null ? '-' : changeText(difference, unit),
    verdict,
  ]]);
  const range = interval === null ? '' : `${Math.round(interval.level * 100)} % ${rangeText(interval.low, interval.high, (bound) => changeText(bound, unit))}; `;
  return [line!, ...wrapped(`${range}${reason}`, WIDTH, '    ')];
}

function footnote({ errorRate, noiseThreshold }: Comparison): string {
  return `Columns: base, head, change; means over equal seeds. A family (the variants compared on one metric) claims a `
    + `difference where there is none in at most ${percentText(errorRate)} of cases (exact signed-rank test, Holm). `
    + `Wall-clock metrics must also change by ${percentText(noiseThreshold)} of base.`;
}

/** No two empty lines in a row. */
function squeezed(lines: readonly string[]): string[] { return lines.filter((line, i) => line !== '' || lines[i - 1] !== ''); }
