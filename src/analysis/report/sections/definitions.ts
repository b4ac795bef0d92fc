import { findMetric, METRICS } from '../../../world/metrics/catalog.js';
import type { ReportContext } from '../context.js';
import { html, type Markup } from '../html.js';
import { table } from '../table.js';

/** What the numbers are and where the algorithms come from. */
export function definitionsSection({ run }: ReportContext): Markup {
  const used = new Set(run.records.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)));
  if (run.wallSeconds.length > 0) used.add('cell_wall_seconds');
  if (run.decisionTimes.length > 0) used.add('decision_wall_seconds');
  const unknown = [...used].filter((name) => findMetric(name) === undefined);
  return html`<section id="definitions" aria-labelledby="definitions-title"><h2 id="definitions-title">Definitions</h2>
${table({
  caption: 'Metrics of this report. Simulated ones and counters are exact: the same seed gives the same value. Wall-clock ones are noisy.', texts: 6,
  head: ['metric', 'unit', 'kind', 'direction', 'formula', 'source'],
  rows: [
    ...METRICS.filter(({ name }) => used.has(name)).map(({ name, title, unit, kind, direction, formula, source }) => [
      html`${title}<br><code>${name}</code>`, unit, kind, direction.replaceAll('-', ' '), formula, source,
    ]),
    ...unknown.map((name) => [html`<code>${name}</code>`, 'unknown', '', '', 'not in the catalogue of this version', '']),
  ],
})}
${run.manifest.algorithms.length === 0 ? null : table({
  caption: 'Algorithms of this run.', texts: 6,
  head: ['algorithm', 'revision', 'source', 'differs', 'cost model'],
  rows: run.manifest.algorithms.map(({ kind, name, title, revision, source, differs, costSource, module }) => [
    html`<bdi>${title}</bdi><br><code>${kind} ${name}</code>${module === null ? null : html`<br><span class="small">from ${module}</span>`}`,
    String(revision), html`<bdi>${source}</bdi>`,
    differs.length === 0 ? 'nothing known' : html`<ul>${differs.map((text) => html`<li><bdi>${text}</bdi></li>`)}</ul>`,
    costSource ?? '–',
  ]),
})}
</section>`;
}
