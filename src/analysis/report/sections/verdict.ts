import { findMetric } from '../../../world/metrics/catalog.js';
import { changeText, percentText, rangeText } from '../../number-text.js';
import { statisticText } from '../../statistic.js';
import { pValueText } from '../../verdict/judge.js';
import { leadingRows } from '../../verdict/render-comparison.js';
import type { Comparison, ComparisonRow, Verdict } from '../../verdict/verdict.js';
import { counted, type ReportContext } from '../context.js';
import { html, named, type Markup } from '../html.js';
import { table } from '../table.js';

/** A sign for each verdict, so that it is told without colour and without reading. */
const SIGNS: Readonly<Record<Verdict, string>> = {
  better: '▲', worse: '▼', equal: '=', similar: '≈', differs: '≠', inconclusive: '?', 'not-comparable': '–',
};

/** The best against each other, then every metric against the base. */
export function verdictSection(context: ReportContext, comparison: Comparison): Markup {
  const { counts, kind, baseName, sameDecisions, errorRate, noiseThreshold } = comparison;
  const found = (Object.keys(SIGNS) as Verdict[]).filter((verdict) => counts[verdict] > 0);
  return html`<section id="verdict" aria-labelledby="verdict-title"><h2 id="verdict-title">Verdict</h2>
${kind === 'runs' ? null : context.answers.map((answer) => (answer.duels.length === 0 ? null : duelTable(answer.scenario, answer.duels)))}
<h3>${kind === 'runs' ? html`Compared with ${named(baseName)}` : 'Every metric'}</h3>
<p>${found.map((verdict, index) => html`${index === 0 ? '' : ' · '}${badge(verdict)} ${counts[verdict]}`)}
${sameDecisions === null ? null : html` · the same decisions in ${sameDecisions.equal} of ${sameDecisions.of} cells`}
<span class="muted">(rows, all statistics of all metrics)</span></p>
${matrices(comparison)}
<p class="small">Equal seeds are compared with one another. A family, that is the variants compared on one metric,
claims a difference where there is none in at most ${percentText(errorRate)} of cases (exact
signed-rank test, Holm’s correction; Student’s interval must agree). Wall-clock metrics must also change by
${percentText(noiseThreshold)} of base. “Inconclusive” means too few seeds or no difference found;
that is not the same as equal.</p>
</section>`;
}

function duelTable(scenario: string, duels: readonly ComparisonRow[]): Markup {
  const { variant, metric, statistic, count } = duels[0]!;
  const at = statisticText(statistic);
  return html`<h3>${named(scenario)}: ${named(variant)} against each other variant</h3>${table({
    caption: html`${findMetric(metric)?.title ?? metric}${at === '' ? '' : `, ${at}`}: mean difference over
${counted(count, 'seed')}, its 95 % interval, seeds in which ${named(variant)} is ahead.`,
    head: ['against', 'difference', '95 % interval', 'ahead', 'p (Holm)', 'verdict'],
    rows: duels.map(({ baseVariant, difference, interval, unit, ahead, pValue, verdict, reason, count: seeds }) => [
      named(baseVariant), difference === null ? '–' : changeText(difference, unit),
      interval === null ? '–' : rangeText(interval.low, interval.high, (bound) => changeText(bound, unit)),
      `${ahead} of ${seeds}`, pValue === null ? '–' : pValueText(pValue),
      html`${badge(verdict)}${verdict === 'better' ? null : html` <span class="muted reason">${reason}</span>`}`,
    ]),
  })}`;
}

/** Per scenario and sweep point a table of metrics by variants. */
function matrices({ rows, kind }: Comparison): Markup[] {
  const places = new Map<string, ComparisonRow[]>();
  for (const row of leadingRows(rows)) {
    const key = JSON.stringify([row.scenario, row.point]);
    const known = places.get(key);
    if (known === undefined) places.set(key, [row]); else known.push(row);
  }
  return [...places.values()].map((here) => {
    const { scenario, point, baseVariant } = here[0]!;
    const variants = [...new Set(here.map(({ variant }) => variant))];
    const metrics = [...new Map(here.map((row) => [row.metric, row])).values()];
    return table({
      caption: html`${named(point === '' ? scenario : `${scenario}, ${point}`)}: change
${kind === 'runs' ? 'from base to head' : html`against ${named(baseVariant)}`}, mean over equal seeds; metrics that
are equal everywhere are left out.`,
      head: ['metric', ...variants.map(named)],
      rows: metrics.map(({ metric, statistic }) => {
        const at = statisticText(statistic);
        return [
          html`${findMetric(metric)?.title ?? metric}${at === '' ? null : html` <span class="muted">${at}</span>`}`,
          ...variants.map((variant) => {
            const isAsked = (row: ComparisonRow): boolean => row.variant === variant && row.metric === metric && row.statistic === statistic;
            // Equal rows are left out of `here`; a variant that does not measure the metric has no row at all.
            const row = here.find(isAsked) ?? rows.find((one) => isAsked(one) && one.scenario === scenario && one.point === point);
            return row === undefined ? html`<span class="muted">not measured</span>` : verdictCell(row);
          }),
        ];
      }),
    });
  });
}

function verdictCell({ verdict, difference, unit, reason, differing, minimumCount }: ComparisonRow): Markup {
  if (verdict === 'equal') return badge(verdict);
  const isShort = verdict === 'inconclusive' && differing < minimumCount;
  return html`<span title="${reason}">${difference === null ? null : html`${changeText(difference, unit)}<br>`}${badge(verdict)}
${isShort ? html`<br><span class="small">needs ${counted(minimumCount, 'seed')}</span>` : null}</span>`;
}

function badge(verdict: Verdict): Markup {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict.replace('-', ' ')}</span>`;
}
