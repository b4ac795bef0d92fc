import type { Series } from '../../replay/result.js';
import { curveBand, type BandPoint } from '../stats/curve-band.js';
import type { Scene } from './context.js';

/** The curves of one metric over one axis: per variant the mean over seeds with its range. */
export interface CurveSet {
  readonly metric: string;
  readonly over: string;
  readonly byVariant: ReadonlyMap<string, readonly BandPoint[]>;
}

/** The metrics of which any cell of the scene has a curve over `over`, in the order of the records. */
export function curvesOver(scene: Scene, over: string): CurveSet[] {
  const metrics = new Set<string>();
  const seriesOf = (variant: string): Series[] => scene.groups
    .filter((group) => group.variant === variant)
    .flatMap((group) => [...group.cells.values()].flatMap(({ record }) => record.series.filter((series) => series.over === over)));
  const byVariant = new Map(scene.groups.map(({ variant }) => [variant, seriesOf(variant)]));
  for (const series of byVariant.values()) for (const { metric } of series) metrics.add(metric);
  return [...metrics].map((metric) => ({
    metric, over,
    byVariant: new Map([...byVariant]
      .map(([variant, series]) => [variant, curveBand(series.filter((one) => one.metric === metric).map(({ points }) => points))] as const)
      .filter(([, points]) => points.length > 0)),
  }));
}
