import { median } from 'd3-array';
import { rangeText, valueText } from '../../number-text.js';
import type { DecisionTime } from '../../run-data.js';
import { medianInterval } from '../../stats/median-interval.js';
import { fitPowerLaw, type PowerLaw } from '../../stats/power-law.js';
import { chart } from '../chart.js';
import { drawGrowth, exponentDigits, type GrowthLine } from '../charts/growth.js';
import type { ReportContext } from '../context.js';
import { html, named, type Markup } from '../html.js';
import { table } from '../table.js';

/** Measured decision time against the size of the cluster, with fitted exponents. */
export function decisionTimeSection(context: ReportContext): Markup {
  const times = context.run.decisionTimes.filter(({ samplesSeconds }) => samplesSeconds.length > 0);
  return html`<section id="decision-time" aria-labelledby="decision-time-title"><h2 id="decision-time-title">Decision time and cluster size</h2>
${times.length === 0 ? html`<p>Not measured in this run: <code>seatrial bench</code> measures it, alone on the machine.</p>` : measured(context, times)}
</section>`;
}

function measured(context: ReportContext, times: readonly DecisionTime[]): Markup {
  const sizes = [...new Set(times.map(({ nodes }) => nodes))].sort((a, b) => a - b);
  const schedulers = [...new Set(times.map(({ scheduler }) => scheduler))];
  const lines = schedulers.map((scheduler): GrowthLine & { readonly fit: PowerLaw | null } => {
    const points = times
      .filter((time) => time.scheduler === scheduler)
      .map(({ nodes, samplesSeconds }) => ({ nodes, seconds: median(samplesSeconds)!, interval: medianInterval(samplesSeconds) }))
      .filter(({ seconds }) => seconds > 0)
      .sort((a, b) => a.nodes - b.nodes);
    return { look: context.look(scheduler), points, fit: fitPowerLaw(points.map(({ nodes, seconds }) => [nodes, seconds])) };
  });
  const samples = times.map(({ samplesSeconds }) => samplesSeconds.length);
  const batches = rangeText(Math.min(...samples), Math.max(...samples), String);
  const growth = lines.map(({ look, fit }) => `${look.variant} ${fit === null ? 'one size' : `exponent ${exponentDigits(fit)}`}`);
  return html`<div class="charts">${chart({
    id: 'decision-time-chart', title: 'Time per decision against number of nodes',
    description: `${growth.join(', ')}.`,
    caption: html`Median of ${Math.min(...samples) === Math.max(...samples) ? String(samples[0]) : batches} batches,
wall clock, one process with nothing beside it; bars: 95 % interval of the median. Both axes are logarithmic: a flat
line is a cost that does not grow, exponent 1 doubles with the cluster.`,
    draw: (width) => drawGrowth({ lines, sizes }, width),
  })}</div>
${table({
  caption: 'Median time per decision, small: its 95 % interval; exponent of nodes in a least-squares fit of logarithms, with its 95 % interval.',
  head: ['scheduler', ...sizes.map((size) => `${valueText(size, 'count')} nodes`), 'exponent'],
  rows: lines.map(({ look, points, fit }) => [
    named(look.variant),
    ...sizes.map((size) => {
      const point = points.find(({ nodes }) => nodes === size);
      if (point === undefined) return '–';
      const { seconds, interval } = point;
      const range = interval === null ? '' : rangeText(interval.low, interval.high, (value) => valueText(value, 'seconds'));
      return html`${valueText(seconds, 'seconds')}${range === '' ? null : html`<br><span class="small">${range}</span>`}`;
    }),
    exponentText(fit),
  ]),
})}`;
}

function exponentText(fit: PowerLaw | null): Markup | string {
  if (fit === null) return '–';
  const { interval, count } = fit;
  const range = interval === null
    ? `${count} sizes, no interval`
    : `${rangeText(interval.low, interval.high, (bound) => bound.toFixed(2).replace('-', '−'))}, ${count} sizes`;
  return html`${exponentDigits(fit)}<br><span class="small">${range}</span>`;
}
