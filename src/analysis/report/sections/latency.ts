import { findMetric } from '../../../world/metrics/catalog.js';
import { valueText } from '../../number-text.js';
import { chart } from '../chart.js';
import { drawLines, type Line } from '../charts/lines.js';
import { counted, type ReportContext, type Scene } from '../context.js';
import { logTicks } from '../charts/log-ticks.js';
import { curvesOver, type CurveSet } from '../curves.js';
import { html, named, type Markup } from '../html.js';
import { swatch } from './what-was-run.js';

/** How latencies are distributed: the share of pods that waited at most so long. */
export function latencySection(context: ReportContext): Markup | null {
  const scenes = context.scenes.flatMap((scene) => {
    const sets = curvesOver(scene, 'quantile_percent').filter(({ metric }) => findMetric(metric)?.unit === 'seconds');
    return sets.length === 0 ? [] : [{ scene, sets }];
  });
  if (scenes.length === 0) return null;
  return html`<section id="latency" aria-labelledby="latency-title"><h2 id="latency-title">Latency</h2>
${scenes.map(({ scene, sets }) => html`<h3>${named(scene.title)}</h3>${legend(context, scene)}<div class="charts">${sets.map((set) => latencyChart(context, scene, set))}</div>`)}
</section>`;
}

function legend(context: ReportContext, scene: Scene): Markup {
  return html`<ul class="legend">${scene.groups.map(({ variant }) => html`<li>${swatch(context.look(variant))} ${named(variant)}</li>`)}</ul>`;
}

function latencyChart(context: ReportContext, scene: Scene, set: CurveSet): Markup {
  const metric = findMetric(set.metric);
  const lines: Line[] = [...set.byVariant].map(([variant, points]) => ({ look: context.look(variant), points }));
  const values = lines.flatMap(({ points }) => points.flatMap(({ mean, low, high }) => [mean, low, high]));
  const things = set.metric.startsWith('decision') ? 'decisions' : 'pods';
  const title = `${metric?.title ?? set.metric}: share of ${things}`;
  const highest = Math.max(...values);
  if (highest === 0) {
    return html`<figure class="chart"><h4>${title}</h4><p>Every value is 0 s: in this setting nothing takes virtual time.</p></figure>`;
  }
  const lowest = Math.min(...values);
  const type = lowest > 0 && highest / lowest > 30 ? 'log' : 'linear';
  const medians = [...set.byVariant].map(([variant, points]) => `${variant} ${valueText(points.find(({ x }) => x === 50)?.mean ?? 0, 'seconds')}`);
  return chart({
    id: `latency-${scene.key}-${set.metric}`, title,
    description: `Medians: ${medians.join(', ')}.`,
    caption: html`Share of ${things} that took at most the value on the axis${type === 'log' ? ' (logarithmic)' : ''}.
Line: mean of each percentile over ${counted(scene.seedCount, 'seed')}; band: lowest to highest seed. Further left is
better.${metric === undefined ? null : html` Defined as ${metric.formula}.`}`,
    draw: (width) => drawLines({
      lines, band: 'x', hasEndLabels: false, xLabel: 'virtual time', yLabel: `% of ${things}`, xType: type,
      xDomain: [type === 'log' ? lowest : Math.min(0, lowest), highest], yDomain: [0, 100],
      xTick: (value) => valueText(value, 'seconds'), ...(type === 'log' ? { xTicks: logTicks(lowest, highest) } : {}), yTick: (value) => String(value),
    }, width),
  });
}
