import { ResultsError } from '../../base/errors.js';
import { groupCells } from '../cells.js';
import type { RunData } from '../run-data.js';
import { moduleAlgorithms } from './comparable.js';
import { comparisonOf, judgeMatches, notesOf, type Match } from './comparison.js';
import { limitsOf } from './judge.js';
import { pairGroups } from './pairing.js';
import type { Comparison, VariantOptions } from './verdict.js';

/**
 * Compares the variants of one run with one of them, seed by seed. Scenarios without that variant, or with no other,
 * are left out.
 *
 * @throws ResultsError when `options.base` names no variant of the run
 */
export function compareVariants(run: RunData, options: VariantOptions = {}): Comparison {
  const limits = limitsOf(options);
  checkBase(run, options.base);
  const matches = variantMatches(run, options.base);
  return comparisonOf({
    kind: 'variants', baseName: options.base ?? 'the first variant', headName: run.name, ...limits,
    rows: matches.flatMap((atPoint) => judgeMatches(atPoint, limits)),
    sameDecisions: null,
    notes: notesOf(matches.flat()),
  });
}

/** Per scenario and sweep point: each variant matched with the base. */
function variantMatches(run: RunData, wanted: string | undefined): Match[][] {
  const groups = groupCells(run);
  const modules = moduleAlgorithms(run.manifest);
  return run.manifest.scenarios.flatMap((scenario) => {
    const baseName = wanted ?? scenario.variants[0]?.name;
    const points = scenario.points.length === 0 ? [''] : scenario.points;
    return points.map((point) => {
      const here = groups.filter((group) => group.scenario === scenario.name && group.point === point);
      const base = here.find(({ variant }) => variant === baseName);
      if (base === undefined) return [];
      return here
        .filter((head) => head !== base)
        .map((head) => ({ base, head, pairing: pairGroups(base, head, modules) }));
    });
  });
}

function checkBase(run: RunData, base: string | undefined): void {
  const names = [...new Set(run.manifest.scenarios.flatMap(({ variants }) => variants.map(({ name }) => name)))];
  if (base === undefined || names.includes(base)) return;
  throw new ResultsError([{ code: 'CMP001', message: `no variant "${base}" in ${run.name}`, hint: `variants: ${names.join(', ')}` }]);
}
