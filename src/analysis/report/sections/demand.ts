import { findMetric } from '../../../world/metrics/catalog.js';
import type { BandPoint } from '../../stats/curve-band.js';
import { valueText } from '../../number-text.js';
import { chart } from '../chart.js';
import { drawLines, type Line } from '../charts/lines.js';
import { counted, type ReportContext, type Scene } from '../context.js';
import { curvesOver, type CurveSet } from '../curves.js';
import { html, named, type Markup } from '../html.js';

/** Where the drawing of allocation starts: below, the variants are nearer to one another than this (ratio). */
const TOGETHER = 0.003;

/** Ratios against arrived demand: allocated, fragmented. */
export function demandSection(context: ReportContext): Markup | null {
  const scenes = context.scenes.flatMap((scene) => {
    const sets = curvesOver(scene, 'arrived_demand_percent').filter(({ metric }) => SHOWN.includes(metric));
    return sets.length === 0 ? [] : [{ scene, sets }];
  });
  if (scenes.length === 0) return null;
  return html`<section id="demand" aria-labelledby="demand-title"><h2 id="demand-title">Packing as demand arrives</h2>
${scenes.map(({ scene, sets }) => html`<h3>${named(scene.title)}</h3><div class="charts">${sets.map((set) => demandChart(context, scene, set))}</div>`)}
</section>`;
}

const SHOWN = ['allocated_ratio_gpu', 'fragmentation_ratio_gpu', 'allocated_ratio_cpu', 'allocated_ratio_memory'];

function demandChart(context: ReportContext, scene: Scene, set: CurveSet): Markup {
  const metric = findMetric(set.metric);
  const curves = [...set.byVariant.values()];
  const start = set.metric.startsWith('allocated') ? divergence(curves) : 0;
  const lines: Line[] = [...set.byVariant].map(([variant, points]) => ({
    look: context.look(variant),
    points: points.filter(({ x }) => x >= start).map((point) => ({ ...point, mean: point.mean * 100, low: point.low * 100, high: point.high * 100 })),
  }));
  const shown = lines.flatMap(({ points }) => points);
  const xEnd = Math.max(...shown.map(({ x }) => x));
  const [low, high] = [Math.min(...shown.map((point) => point.low)), Math.max(...shown.map((point) => point.high))];
  const title = `${metric?.title ?? set.metric} against arrived demand`;
  const last = [...set.byVariant].map(([variant, points]) => `${variant} ${valueText(points.at(-1)!.mean, 'ratio')}`);
  const omitted = start === 0 ? null : html`
Starts at ${start} %: below, the variants differ by less than ${TOGETHER * 100} points.`;
  return chart({
    id: `demand-${scene.key}-${set.metric}`, title,
    description: `At ${xEnd} % of arrived demand: ${last.join(', ')}.`,
    caption: html`Line: mean over ${counted(scene.seedCount, 'seed')}; band: lowest to highest seed.
${metric?.direction === 'less-is-better' ? 'Lower is better.' : 'Higher is better.'}${omitted}`,
    draw: (width) => drawLines({
      lines, band: 'y', hasEndLabels: true, xLabel: 'arrived demand, % of capacity', yLabel: '% of capacity',
      xDomain: [start, xEnd], yDomain: [start === 0 ? 0 : low, high + (high - low) * 0.03], yTick: (value) => String(value),
    }, width),
  });
}

/** Largest whole ten of x below which no two means differ by more than {@link TOGETHER}. */
function divergence(curves: readonly (readonly BandPoint[])[]): number {
  const byX = new Map<number, number[]>();
  for (const curve of curves) for (const { x, mean } of curve) byX.set(x, [...byX.get(x) ?? [], mean]);
  for (const [x, means] of [...byX].sort(([a], [b]) => a - b)) {
    if (Math.max(...means) - Math.min(...means) > TOGETHER) return Math.floor(x / 10) * 10;
  }
  return 0;
}
