import type { Manifest } from '../harness/store/manifest.js';
import type { CellId } from '../replay/plan.js';
import type { CellRecord } from '../harness/store/record.js';
import { METRICS } from '../world/metrics/catalog.js';
import type { RunData } from './run-data.js';

/** A cell with the wall time of its replay, which is no part of its record. */
export interface Cell {
  readonly record: CellRecord;
  readonly wallSeconds: number | null;
}

/** All seeds of one variant at one sweep point. */
export interface CellGroup {
  readonly scenario: string;
  readonly variant: string;
  readonly point: string;
  /** By seed, in planned order. A planned seed that is missing has no entry. */
  readonly cells: ReadonlyMap<number, Cell>;
  /** The seeds that the manifest plans, whether or not there is a cell. */
  readonly seeds: readonly number[];
}

/** The groups of a run in planned order, also those of which no cell exists. */
export function groupCells(run: RunData): CellGroup[] {
  const found = new Map<string, Map<number, Cell>>();
  run.records.forEach((record, index) => {
    const key = groupKey(record.id);
    let cells = found.get(key);
    if (cells === undefined) found.set(key, cells = new Map());
    cells.set(record.id.seed, { record, wallSeconds: run.wallSeconds[index] ?? null });
  });
  return plannedGroups(run.manifest).map((group) => ({ ...group, cells: found.get(groupKey(group)) ?? new Map() }));
}

/** Identifies the group of a cell inside one run. */
export function groupKey(id: Pick<CellId, 'scenario' | 'variant' | 'point'>): string {
  return JSON.stringify([id.scenario, id.variant, id.point]);
}

/** A cell as people name it: `packing / fgd / cpuNodes=100 / seed 3`. */
export function cellName(id: Omit<CellId, 'suite'>): string {
  return [id.scenario, id.variant, id.point, `seed ${id.seed}`].filter((part) => part !== '').join(' / ');
}

/** One measured number's name: the metric and its statistic. */
export interface ValueName { readonly metric: string; readonly statistic: string }

/** Values of a cell by {@link valueKey}. */
export function valuesOf(cell: Cell): Map<string, number> {
  const values = new Map(cell.record.metrics.map((entry) => [valueKey(entry), entry.value]));
  if (cell.wallSeconds !== null) values.set(valueKey({ metric: 'cell_wall_seconds', statistic: 'value' }), cell.wallSeconds);
  return values;
}

/** A name as one text, for maps. */
export function valueKey({ metric, statistic }: ValueName): string { return `${metric} ${statistic}`; }

/** The names under which any of the cells has a value: in the order of the catalogue, statistics as first met. */
export function valueNames(cells: Iterable<Cell>): ValueName[] {
  const names = new Map<string, ValueName>();
  for (const { record, wallSeconds } of cells) {
    for (const { metric, statistic } of record.metrics) {
      const key = valueKey({ metric, statistic });
      if (!names.has(key)) names.set(key, { metric, statistic });
    }
    if (wallSeconds !== null) names.set('cell_wall_seconds value', { metric: 'cell_wall_seconds', statistic: 'value' });
  }
  const rank = (name: ValueName): number => catalogOrder.get(name.metric) ?? METRICS.length;
  return [...names.values()].sort((a, b) => rank(a) - rank(b));
}

const catalogOrder = new Map(METRICS.map(({ name }, index) => [name, index]));

function plannedGroups(manifest: Manifest): Omit<CellGroup, 'cells'>[] {
  return manifest.scenarios.flatMap((scenario) => (
    (scenario.points.length === 0 ? [''] : scenario.points).flatMap((point) => (
      scenario.variants.map((variant) => ({ scenario: scenario.name, variant: variant.name, point, seeds: scenario.seeds }))
    ))
  ));
}
