import { answersOf, inReadingOrder } from '../answer.js';
import { answerEvidence, answerSentence, sentenceText } from '../answer-text.js';
import { groupCells, type CellGroup } from '../cells.js';
import type { RunData } from '../run-data.js';
import { measuresOf, type Measure } from '../variant-table.js';
import { valueText } from '../number-text.js';
import { pointOf } from '../statistic.js';
import { outcomeText } from './comparable.js';
import { textTable, wrapped, type TextColumn } from './text-table.js';

const WIDTH = 80;
/** Metrics for which the table has room, the most telling first. */
const METRICS_SHOWN = [
  'headroom_pods', 'allocated_ratio_gpu', 'fragmentation_ratio_gpu', 'convergence_settled_seconds', 'startup_latency_seconds', 'pods_unschedulable',
  'decision_modelled_seconds', 'scheduling_latency_seconds', 'allocated_ratio_cpu', 'pods_bound', 'reconciles', 'api_writes',
];
const SHOWN = 3;
const COLUMN = 13;

/** What `run` prints at its end: each scenario's answer in a sentence and a table of its variants; at most 80 columns, ends with a newline. */
export function renderSummary(asRun: RunData): string {
  const run = inReadingOrder(asRun);
  const answers = answersOf(run);
  const groups = groupCells(run);
  const lines: string[] = [];
  for (const scenario of run.manifest.scenarios) {
    for (const point of scenario.points.length === 0 ? [''] : scenario.points) {
      const here = groups.filter((group) => group.scenario === scenario.name && group.point === point);
      const answer = answers.find((one) => one.scenario === scenario.name && one.point === point);
      lines.push(...wrapped([scenario.name, point].filter((part) => part !== '').join(', '), WIDTH));
      if (answer !== undefined) {
        lines.push(...wrapped(sentenceText(answerSentence(run, answer)), WIDTH, '  '), ...wrapped(answerEvidence(run, answer), WIDTH, '  '));
      }
      lines.push('', ...variantLines(here), '');
    }
  }
  for (const group of groups) lines.push(...failureLines(group));
  return `${lines.join('\n').trimEnd()}\n`;
}

function variantLines(groups: readonly CellGroup[]): string[] {
  const measures = measuresOf(groups);
  const shown = METRICS_SHOWN
    .flatMap((name) => measures.find(({ metric, isLeading }) => metric === name && isLeading) ?? [])
    .slice(0, SHOWN);
  const columns: TextColumn[] = [{ width: 22, align: 'left' }, { width: 5, align: 'right' }, ...shown.map(() => ({ width: COLUMN, align: 'right' as const }))];
  const heads = shown.map(({ title, statistic }) => [
    ...wrapped(title.replace(/ \(.*$/, ''), COLUMN), ...(statistic === 'value' ? [] : [shortStatistic(statistic)]),
  ]);
  const height = Math.max(1, ...heads.map(({ length }) => length));
  return textTable(columns, [
    ...Array.from({ length: height }, (_, line) => [
      line === height - 1 ? 'variant' : '', line === height - 1 ? 'cells' : '',
      ...heads.map((head) => head[line - (height - head.length)] ?? ''),
    ]),
    ...groups.map((group) => [group.variant, String(group.cells.size), ...shown.map((measure) => meanText(measure, group.variant))]),
  ]).map((line) => `  ${line}`);
}

/** What went wrong with cells of a group, one line for all of them. */
function failureLines(group: CellGroup): string[] {
  const failed = [...group.cells.values()].filter(({ record }) => record.outcome !== 'completed');
  const [first] = failed;
  if (first === undefined) return [];
  const { scenario, variant, point, seed } = first.record.id;
  const place = [scenario, variant, point].filter((part) => part !== '').join(' / ');
  const text = `! ${place}: ${failed.length} of ${group.seeds.length} cells; seed ${seed}: ${outcomeText(first.record)}`;
  return wrapped(text, WIDTH);
}

/** `at 130 %` of `at_130`; percentiles as they are. */
function shortStatistic(statistic: string): string {
  const point = pointOf(statistic);
  return point === null ? statistic : `at ${point} %`;
}

function meanText(measure: Measure, variant: string): string {
  if (measure.endless.has(variant)) return 'never';
  const summary = measure.byVariant.get(variant);
  return summary === undefined ? '-' : valueText(summary.mean, measure.unit);
}
