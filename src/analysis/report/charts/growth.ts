import * as Plot from '@observablehq/plot';
import { valueText } from '../../number-text.js';
import type { Interval } from '../../stats/interval.js';
import type { PowerLaw } from '../../stats/power-law.js';
import { chartName, type Look } from '../palette.js';
import { spreadLabels } from './end-labels.js';
import { logTicks } from './log-ticks.js';

export interface GrowthLine {
  readonly look: Look;
  readonly points: readonly { readonly nodes: number; readonly seconds: number; readonly interval: Interval | null }[];
  readonly fit: PowerLaw | null;
}

/** Two decimals, with a minus that is one. */
export function exponentDigits({ exponent }: PowerLaw): string { return exponent.toFixed(2).replace('-', '−'); }

const HEIGHT = 360;
const MARGIN = { top: 16, bottom: 46, left: 64 } as const;

/** Cost against size in a log-log plot: measured points joined by lines, names at their ends, with exponents where they have an interval. */
export function drawGrowth({ lines, sizes }: { lines: readonly GrowthLine[]; sizes: readonly number[] }, width: number): Plot.PlotOptions {
  const isWide = width > 400;
  const seconds = lines
    .flatMap(({ points }) => points.flatMap((point) => [point.seconds, point.interval?.low, point.interval?.high]))
    .filter((value) => value !== undefined)
    .filter((value) => value > 0);
  const domain = [Math.min(...seconds) / 1.2, Math.max(...seconds) * 1.2] as const;
  const drawn = lines.filter(({ points }) => points.length > 0);
  const ends = drawn.map(({ points }) => points.at(-1)!);
  const inner = HEIGHT - MARGIN.top - MARGIN.bottom;
  const pixels = ends.map((end) => MARGIN.top + (Math.log(domain[1] / end.seconds) / Math.log(domain[1] / domain[0])) * inner);
  const places = spreadLabels(pixels, 15, [MARGIN.top, HEIGHT - MARGIN.bottom]);
  const xDomain = [sizes[0]!, sizes.length > 1 ? sizes.at(-1)! : sizes[0]! * 2];
  return {
    height: HEIGHT, marginTop: MARGIN.top, marginBottom: MARGIN.bottom, marginLeft: MARGIN.left, marginRight: isWide ? 162 : 128,
    x: { type: 'log', domain: xDomain, label: 'nodes →', labelArrow: 'none', ticks: [...sizes], tickFormat: (value: number) => valueText(value, 'count') },
    y: { type: 'log', domain: [...domain], label: null, grid: true, ticks: logTicks(...domain), tickFormat: (value: number) => valueText(value, 'seconds') },
    marks: [
      ...drawn.flatMap(({ look, points }) => [
        Plot.ruleX(points.flatMap(({ nodes, interval }) => (interval === null ? [] : [{ nodes, ...interval }])), {
          x: 'nodes', y1: 'low', y2: 'high', stroke: look.colour, strokeWidth: 2,
        }),
        Plot.line(points, {
          x: 'nodes', y: 'seconds', stroke: look.colour, strokeWidth: 2, ...(look.dash === '' ? {} : { strokeDasharray: look.dash }),
        }),
        Plot.dot(points, { x: 'nodes', y: 'seconds', r: 4, fill: look.colour }),
      ]),
      ...drawn.map(({ look, fit }, index) => Plot.text([ends[index]!], {
        x: 'nodes', y: 'seconds', dx: 10, dy: places[index]! - pixels[index]!, textAnchor: 'start', fill: look.colour, fontWeight: 600,
        text: () => `${chartName(look.variant, isWide ? 14 : 10)}${fit === null || fit.interval === null ? '' : ` n^${exponentDigits(fit)}`}`,
      })),
    ],
  };
}
