import * as Plot from '@observablehq/plot';
import type { Summary } from '../../stats/summary.js';
import { chartName, type Look } from '../palette.js';

/** One variant's row: a dot per seed, the mean with its interval, and a text. */
export interface DotRow {
  readonly look: Look;
  readonly values: readonly number[];
  readonly summary: Summary;
  readonly text: string;
}

/** Rows of dots, in the order given: what each seed gave, and the mean as a tick with its value. */
export function drawDots(options: { rows: readonly DotRow[]; xLabel: string; xTick: (value: number) => string }, width: number): Plot.PlotOptions {
  const { rows, xLabel, xTick } = options;
  const rowData = rows.map(({ summary: { mean, interval } }, index) => (
    { key: index, mean, low: interval?.low ?? mean, high: interval?.high ?? mean }
  ));
  const values = [...rows.flatMap((row) => row.values), ...rowData.flatMap((row) => [row.low, row.high])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.05 || 1;
  const isWide = width > 400;
  const keys = rows.map((_, index) => index);
  return {
    height: 64 + rows.length * (isWide ? 40 : 48), marginTop: 8, marginBottom: 46, marginLeft: isWide ? 136 : 16, marginRight: isWide ? 84 : 76,
    x: { domain: [low - room, high + room], label: xLabel, tickFormat: xTick, ticks: isWide ? 6 : 4, grid: true, labelAnchor: 'right', labelArrow: 'none' },
    y: { type: 'band', domain: keys, label: null, axis: null, padding: 0.2 },
    marks: [
      Plot.ruleY(rowData, { y: 'key', stroke: 'currentColor', strokeOpacity: 0.12 }),
      ...rows.flatMap(({ look, values: seeds }, index) => [
        Plot.dot(seeds.map((value) => ({ value, key: index })), { x: 'value', y: 'key', r: 4, fill: look.colour, fillOpacity: 0.35 }),
        Plot.ruleY([rowData[index]!], { y: 'key', x1: 'low', x2: 'high', stroke: look.colour, strokeWidth: 3 }),
        Plot.tickX([rowData[index]!], { x: 'mean', y: 'key', stroke: look.colour, strokeWidth: 3, insetTop: isWide ? 4 : 9, insetBottom: isWide ? 4 : 9 }),
        Plot.text([rowData[index]!], {
          y: 'key', frameAnchor: 'right', dx: isWide ? 78 : 70, textAnchor: 'end', text: () => rows[index]!.text,
          fontWeight: 600, fill: 'currentColor',
        }),
        Plot.text([rowData[index]!], {
          y: 'key', frameAnchor: 'left', dx: isWide ? -10 : 0, dy: isWide ? 0 : -16, textAnchor: isWide ? 'end' : 'start',
          text: () => chartName(look.variant, isWide ? 15 : 30), fontWeight: 600, fill: look.colour,
        }),
      ]),
    ],
  };
}
