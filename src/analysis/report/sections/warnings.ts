import { cellName } from '../../cells.js';
import { outcomeText } from '../../verdict/comparable.js';
import type { Comparison } from '../../verdict/verdict.js';
import type { ReportContext } from '../context.js';
import { html, named, type Markup } from '../html.js';
import { table } from '../table.js';

/** Cells that did not complete, with reasons, then the warnings of cells and run. */
export function warningsSection({ run }: ReportContext, comparison: Comparison): Markup {
  const failed = groupedBy(run.records.filter(({ outcome }) => outcome !== 'completed'), (record) => (
    JSON.stringify([record.id.scenario, record.id.variant, record.id.point, outcomeText(record)])
  ));
  const warnings = groupedBy(run.records.flatMap(({ id, warnings }) => warnings.map((text) => ({ id, text }))), ({ text }) => text);
  const others = [
    ...run.manifest.warnings,
    ...(comparison.kind === 'runs' ? comparison.notes.map((note) => `${note.side}, ${cellName(note)}: ${note.message}`) : []),
  ];
  return html`<section id="warnings" aria-labelledby="warnings-title"><h2 id="warnings-title">Failures and warnings</h2>
${failed.length === 0 ? html`<p>Every cell completed.</p>` : table({
  caption: 'Cells that did not complete. They are in no comparison that they would distort.', texts: 3,
  head: ['cells', 'outcome and reason', 'seeds'],
  rows: failed.map((records) => {
    const { id: { scenario, variant, point } } = records[0]!;
    return [
      named([scenario, variant, point].filter((part) => part !== '').join(' / ')), html`<bdi>${outcomeText(records[0]!)}</bdi>`,
      records.map(({ id }) => id.seed).join(', '),
    ];
  }),
})}
${warnings.length + others.length === 0 ? html`<p>No warnings.</p>` : html`<ul class="warnings">${others.map((text) => html`<li><bdi>${text}</bdi></li>`)}${warnings.map((same) => (
  html`<li><bdi>${same[0]!.text}</bdi> <span class="muted">(${cellName(same[0]!.id)}${same.length === 1 ? '' : ` and ${same.length - 1} more`})</span></li>`))}</ul>`}
</section>`;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known === undefined) groups.set(keyOf(item), [item]); else known.push(item);
  }
  return [...groups.values()];
}
