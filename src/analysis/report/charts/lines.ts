import * as Plot from '@observablehq/plot';
import type { BandPoint } from '../../stats/curve-band.js';
import { chartName, type Look } from '../palette.js';
import { spreadLabels } from './end-labels.js';

/** One variant's curve: mean and range over seeds, in the unit of the axis. */
export interface Line { readonly look: Look; readonly points: readonly BandPoint[] }

export interface LineChart {
  readonly lines: readonly Line[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xType?: 'linear' | 'log' | 'symlog';
  readonly yDomain: readonly [number, number];
  readonly xDomain: readonly [number, number];
  /** Where the ticks stand; Plot's choice by default. */
  readonly xTicks?: readonly number[];
  readonly xTick?: (value: number) => string;
  readonly yTick?: (value: number) => string;
  /** Where the band lies: around y (curves over a common x), or around x (curves over a common y). */
  readonly band: 'y' | 'x';
  /** Whether names stand at the right end of the lines; else the legend alone tells them. */
  readonly hasEndLabels: boolean;
}

const MARGIN = { top: 28, bottom: 44, left: 52 } as const;
const HEIGHT = 340;
const LABEL_GAP = 15;

/** Lines with a band over seeds and direct labels at their ends; dashes tell them apart without colour. */
export function drawLines(options: LineChart, width: number): Plot.PlotOptions {
  const { lines, xLabel, yLabel, xDomain, yDomain, xTick, yTick, band } = options;
  const marginRight = options.hasEndLabels ? (width > 400 ? 118 : 96) : 16;
  return {
    height: HEIGHT, marginTop: MARGIN.top, marginBottom: MARGIN.bottom, marginLeft: MARGIN.left, marginRight,
    x: {
      type: options.xType ?? 'linear', domain: [...xDomain], label: xLabel, ...(xTick === undefined ? {} : { tickFormat: xTick }),
      ticks: options.xTicks === undefined ? (width > 400 ? 7 : 4) : [...options.xTicks],
    },
    y: { domain: [...yDomain], label: yLabel, ...(yTick === undefined ? {} : { tickFormat: yTick }), ticks: 6, grid: true },
    marks: [
      ...lines.map(({ look, points }) => (band === 'y'
        ? Plot.areaY(points, { x: 'x', y1: 'low', y2: 'high', fill: look.colour, fillOpacity: 0.16 })
        : Plot.areaX(points, { y: 'x', x1: 'low', x2: 'high', fill: look.colour, fillOpacity: 0.16 }))),
      ...lines.map(({ look, points }) => Plot.line(points, {
        ...(band === 'y' ? { x: 'x', y: 'mean' } : { x: 'mean', y: 'x' }),
        stroke: look.colour, strokeWidth: 2, ...(look.dash === '' ? {} : { strokeDasharray: look.dash }),
      })),
      ...(options.hasEndLabels ? endLabels(options, width > 400 ? 15 : 12) : []),
    ],
  };
}

function endLabels({ lines, xDomain, yDomain }: LineChart, length: number): Plot.Markish[] {
  const ends = lines.flatMap(({ look, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ look, x: xDomain[1], value: last.mean }];
  });
  const [bottom, top] = yDomain;
  const inner = HEIGHT - MARGIN.top - MARGIN.bottom;
  const pixelOf = (value: number): number => MARGIN.top + (1 - (value - bottom) / (top - bottom)) * inner;
  const places = spreadLabels(ends.map(({ value }) => pixelOf(value)), LABEL_GAP, [MARGIN.top, HEIGHT - MARGIN.bottom]);
  // One mark each, since the shift from the line's end to the label is a constant of the mark.
  return ends.flatMap(({ look, x, value }, index) => {
    const shift = places[index]! - pixelOf(value);
    return [
      Plot.text([{ x, value }], {
        x: 'x', y: 'value', dx: 10, dy: shift, text: () => chartName(look.variant, length), textAnchor: 'start',
        fill: look.colour, fontWeight: 600,
      }),
    ];
  });
}
