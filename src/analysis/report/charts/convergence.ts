import * as Plot from '@observablehq/plot';
import { valueText } from '../../number-text.js';
import type { Summary } from '../../stats/summary.js';
import { chartName, type Look } from '../palette.js';

/** One variant's answer to one disturbance; seconds. */
export interface ConvergenceRow {
  readonly look: Look;
  readonly values: readonly number[];
  readonly firstHit: number | null;
  readonly settled: Summary | null;
  /** Seeds that never settled. */
  readonly never: number;
  readonly seeds: number;
}

const ROW = 42;

/** One row per variant over a common axis of time, so that the charts of several disturbances can be compared. */
export function drawConvergence({ rows, longest }: { rows: readonly ConvergenceRow[]; longest: number }, width: number): Plot.PlotOptions {
  const end = longest === 0 ? 1 : longest * 1.04;
  const marginRight = 132;
  return {
    height: 50 + rows.length * ROW, marginTop: 4, marginBottom: 42, marginLeft: 12, marginRight,
    x: {
      domain: [0, end], label: 'virtual time since the disturbance →', labelArrow: 'none',
      tickFormat: (value: number) => valueText(value, 'seconds'), ticks: width > 400 ? 5 : 3, grid: true,
    },
    y: { type: 'band', domain: rows.map((_, index) => index), axis: null, padding: 0.2 },
    marks: rows.flatMap(({ look, values, firstHit, settled, never, seeds }, index) => {
      const middle = 7;
      const marks: Plot.Markish[] = [
        Plot.text([index], {
          y: () => index, frameAnchor: 'left', dy: -10, textAnchor: 'start',
          text: () => chartName(look.variant, 30), fill: look.colour, fontWeight: 600,
        }),
        Plot.text([index], {
          y: () => index, frameAnchor: 'right', dx: marginRight - 4, dy: middle, textAnchor: 'end',
          text: () => endText(settled, never, seeds), fill: 'currentColor', fontWeight: 600,
        }),
        Plot.dot(values, { x: (value: number) => value, y: () => index, dy: middle, r: 3.5, fill: look.colour, fillOpacity: 0.35 }),
      ];
      if (settled !== null) {
        marks.push(Plot.ruleY([index], { y: () => index, x1: 0, x2: () => settled.mean, dy: middle, stroke: look.colour, strokeWidth: 2 }));
        marks.push(Plot.dot([settled.mean], { x: (value: number) => value, y: () => index, dy: middle, r: 5, fill: look.colour }));
      }
      if (firstHit !== null) {
        const ring = { r: 5, stroke: look.colour, strokeWidth: 2, fill: 'var(--page)' };
        marks.push(Plot.dot([firstHit], { x: (value: number) => value, y: () => index, dy: middle, ...ring }));
      }
      if (never > 0) {
        marks.push(Plot.ruleY([index], { y: () => index, x1: 0, x2: () => end, dy: middle, stroke: look.colour, strokeWidth: 2, strokeDasharray: '2 4' }));
        marks.push(Plot.dot([end], { x: (value: number) => value, y: () => index, dy: middle, r: 6, symbol: 'times', stroke: look.colour, strokeWidth: 2.5 }));
      }
      return marks;
    }),
  };
}

function endText(settled: Summary | null, never: number, seeds: number): string {
  if (settled === null) return never === 0 ? 'not measured' : `never (${never} of ${seeds})`;
  return `${valueText(settled.mean, 'seconds')}${never === 0 ? '' : `, ${never} never`}`;
}
