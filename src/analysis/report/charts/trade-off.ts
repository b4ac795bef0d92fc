import * as Plot from '@observablehq/plot';
import type { Metric } from '../../../world/metrics/catalog.js';
import type { DecisionCost } from '../../decision-cost.js';
import { valueText } from '../../number-text.js';
import type { Summary } from '../../stats/summary.js';
import { chartName, type Look } from '../palette.js';
import { logTicks } from './log-ticks.js';
import { placeLabels } from './place-labels.js';

export interface TradePoint { readonly look: Look; readonly summary: Summary; readonly cost: DecisionCost }

const HEIGHT = 304;
const MARGIN = { top: 24, bottom: 46, left: 56, right: 20 } as const;

/** Whether costs differ so much that their axis is logarithmic; else it starts at 0. */
export function isFarApart(points: readonly TradePoint[]): boolean {
  const costs = points.map(({ cost }) => cost.seconds);
  return Math.max(...costs) > 4 * Math.min(...costs);
}

/** One point per variant: how good it is over what a decision costs; names beside the points. */
export function drawTradeOff({ points, unit }: { points: readonly TradePoint[]; unit: Metric['unit'] }, width: number): Plot.PlotOptions {
  const isWide = width > 400;
  const values = points.map(({ summary }) => summary.mean);
  const costs = points.map(({ cost }) => cost.seconds);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.1 || Math.abs(high) * 0.05 || 1;
  const yDomain = [low - room, high + room] as const;
  const isLog = isFarApart(points);
  // Room for a name on whichever side of its point it stands.
  const xDomain = isLog ? [Math.min(...costs) / 1.6, Math.max(...costs) * 1.6] as const : [0, Math.max(...costs) * 1.4] as const;
  const along = (cost: number): number => (isLog ? Math.log(cost / xDomain[0]) / Math.log(xDomain[1] / xDomain[0]) : cost / xDomain[1]);
  const frame = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };
  const names = points.map(({ look }) => chartName(look.variant, isWide ? 22 : 15));
  const labels = placeLabels(points.map((_, index) => ({
    x: frame.left + along(costs[index]!) * (frame.right - frame.left),
    y: frame.top + ((yDomain[1] - values[index]!) / (yDomain[1] - yDomain[0])) * (frame.bottom - frame.top),
    // Bold digits and letters of 12.5 px are about 7.4 px wide.
    width: names[index]!.length * 7.4,
  })), frame);
  return {
    height: HEIGHT, marginTop: MARGIN.top, marginBottom: MARGIN.bottom, marginLeft: MARGIN.left, marginRight: MARGIN.right,
    x: {
      type: isLog ? 'log' : 'linear', domain: [...xDomain], label: 'time per decision →', labelArrow: 'none',
      ticks: isLog ? logTicks(...xDomain) : 5, tickFormat: (value: number) => valueText(value, 'seconds'),
    },
    y: { domain: [...yDomain], label: null, ticks: 6, grid: true, tickFormat: (value: number) => valueText(value, unit).replace(/\.?0* %$/, ' %') },
    marks: [
      Plot.dot(points, {
        x: (point: TradePoint) => point.cost.seconds, y: (point: TradePoint) => point.summary.mean,
        r: 5.5, fill: (point: TradePoint) => point.look.colour,
      }),
      ...points.map((point, index) => Plot.text([point], {
        x: () => point.cost.seconds, y: () => point.summary.mean, ...labels[index]!, text: () => names[index]!, fontWeight: 600, fill: point.look.colour,
      })),
    ],
  };
}
