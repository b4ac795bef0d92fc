import { rangeText, valueText } from '../../number-text.js';
import { statisticText } from '../../statistic.js';
import type { Summary } from '../../stats/summary.js';
import { measuresOf, type Measure } from '../../variant-table.js';
import { counted, type ReportContext, type Scene } from '../context.js';
import { html, named, type Markup } from '../html.js';
import { table } from '../table.js';

/** Variants by metric: of each metric one statistic, all others on request. */
export function measuresSection({ scenes }: ReportContext): Markup {
  return html`<section id="metrics" aria-labelledby="metrics-title"><h2 id="metrics-title">Variants by metric</h2>
${scenes.map(sceneTables)}
</section>`;
}

function sceneTables(scene: Scene): Markup {
  const measures = measuresOf(scene.groups);
  if (measures.length === 0) return html`<h3>${named(scene.title)}</h3><p>No cell has a result.</p>`;
  const others = measures.filter(({ isLeading }) => !isLeading);
  return html`<h3>${named(scene.title)}</h3>
${measureTable(scene, measures.filter(({ isLeading }) => isLeading))}
${others.length === 0 ? null : html`<details><summary>All statistics (${others.length} more rows)</summary>${measureTable(scene, others)}</details>`}`;
}

function measureTable(scene: Scene, measures: readonly Measure[]): Markup {
  const variants = scene.groups.map(({ variant }) => variant);
  return table({
    caption: html`Mean over ${counted(scene.seedCount, 'seed')} ± standard deviation; small: 95 % interval of the
mean. ★ marks the best mean, whether or not the difference means anything.`,
    head: ['metric', ...variants.map(named)],
    rows: measures.map((measure) => {
      const best = bestMean(measure);
      const at = statisticText(measure.statistic);
      return [
        html`${measure.title}${at === '' ? null : html` <span class="muted">${at}</span>`}`,
        ...variants.map((variant) => valueCell(measure, variant, scene.seedCount, best)),
      ];
    }),
  });
}

function valueCell(measure: Measure, variant: string, seeds: number, best: number | null): Markup {
  if (measure.endless.has(variant)) return html`<span class="never">never</span>`;
  const summary = measure.byVariant.get(variant);
  if (summary === undefined) return html`<span class="muted">–</span>`;
  const write = (value: number): string => valueText(value, measure.unit);
  const star = summary.mean === best ? html`<span class="star" title="best mean">★ </span>` : null;
  const few = summary.count === seeds ? null : html`<br><span class="small">only ${counted(summary.count, 'seed')}</span>`;
  return html`${star}<span class="${star === null ? '' : 'best'}">${write(summary.mean)}</span>${spreadOf(summary, write)}${few}`;
}

function spreadOf({ deviation, interval }: Summary, write: (value: number) => string): Markup {
  if (deviation === null || interval === null) return html`<br><span class="small">1 seed</span>`;
  if (deviation === 0) return html`<br><span class="small">no spread</span>`;
  return html` <span class="muted">± ${write(deviation)}</span><br><span class="small">${rangeText(interval.low, interval.high, write)}</span>`;
}

/** The best mean when variants differ in it and the metric has a better direction; null else. */
function bestMean({ byVariant, direction }: Measure): number | null {
  const means = [...byVariant.values()].map(({ mean }) => mean);
  if (direction === 'neither' || new Set(means).size < 2) return null;
  return direction === 'more-is-better' ? Math.max(...means) : Math.min(...means);
}
