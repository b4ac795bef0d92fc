import { median } from 'd3-array';
import { groupCells, valueKey, valuesOf } from './cells.js';
import type { RunData } from './run-data.js';

/** What one decision of a variant costs, in seconds. */
export interface DecisionCost {
  readonly seconds: number;
  /** `measured`: wall clock, by bench; `modelled`: counted operations times the scheduler's cost model. */
  readonly kind: 'measured' | 'modelled';
  /** Size of the cluster that it was measured on; null when modelled. */
  readonly nodes: number | null;
  /** Batches (measured) or cells (modelled). */
  readonly count: number;
}

/** Decision times are quoted for a cluster of at least this size, where one was measured. */
const USUAL_NODES = 1000;

/**
 * Cost of a decision of the scheduler behind a variant: measured where bench has been run, else modelled (mean over the
 * cells), else null.
 */
export function decisionCost(run: RunData, scenario: string, variant: string): DecisionCost | null {
  const scheduler = run.manifest.scenarios.find(({ name }) => name === scenario)
    ?.variants.find(({ name }) => name === variant)?.scheduler;
  const sizes = run.decisionTimes
    .filter((time) => time.scheduler === scheduler && time.samplesSeconds.length > 0)
    .sort((a, b) => a.nodes - b.nodes);
  const measured = sizes.find(({ nodes }) => nodes >= USUAL_NODES) ?? sizes.at(-1);
  if (measured !== undefined) {
    const { nodes, samplesSeconds } = measured;
    return {
      kind: 'measured', nodes, count: samplesSeconds.length, seconds: median(samplesSeconds)!,
    };
  }
  return modelledCost(run, scenario, variant);
}

function modelledCost(run: RunData, scenario: string, variant: string): DecisionCost | null {
  const key = valueKey({ metric: 'decision_modelled_seconds', statistic: 'mean' });
  const values = groupCells(run)
    .filter((group) => group.scenario === scenario && group.variant === variant)
    .flatMap((group) => [...group.cells.values()].map((cell) => valuesOf(cell).get(key)))
    .filter((value) => value !== undefined);
  if (values.length === 0) return null;
  const seconds = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { kind: 'modelled', nodes: null, count: values.length, seconds };
}
