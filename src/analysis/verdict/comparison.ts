import { findMetric } from '../../world/metrics/catalog.js';
import type { CellGroup, ValueName } from '../cells.js';
import { judgeFamily, type Claim, type Limits, type Subject } from './judge.js';
import { pairedValues, type Pairing } from './pairing.js';
import type { CellNote, Comparison, ComparisonRow, Verdict } from './verdict.js';

/** Two groups that are compared, with their pairs. */
export interface Match { readonly base: CellGroup; readonly head: CellGroup; readonly pairing: Pairing }

/** Rows of the matches of one scenario and sweep point, family by family, in the order of the catalogue. */
export function judgeMatches(matches: readonly Match[], limits: Limits): ComparisonRow[] {
  const names = new Map<string, ValueName>();
  for (const { pairing } of matches) {
    for (const name of pairing.names) names.set(`${name.metric} ${name.statistic}`, name);
  }
  return [...names.values()].flatMap((name) => judgeFamily(claimsOf(matches, name), limits));
}

/** The claims of one family: what each match says about one metric and statistic. */
export function claimsOf(matches: readonly Match[], name: ValueName): Claim[] {
  return matches.flatMap(({ base, head, pairing }) => {
    const pairs = pairedValues(pairing, name);
    return pairs === null ? [] : [{ subject: subjectOf(base, head, name), pairs }];
  });
}

/** Puts the parts of an answer together. */
export function comparisonOf(parts: Omit<Comparison, 'counts' | 'exitCode'>): Comparison {
  const counts: Record<Verdict, number> = {
    better: 0, worse: 0, equal: 0, similar: 0, differs: 0, inconclusive: 0, 'not-comparable': 0,
  };
  for (const { verdict } of parts.rows) counts[verdict]++;
  return { ...parts, counts, exitCode: parts.rows.length === counts['not-comparable'] ? 4 : 0 };
}

/** The notes of the matches, each cell once: a base cell takes part in many matches. */
export function notesOf(matches: readonly Match[]): CellNote[] {
  const notes = new Map<string, CellNote>();
  for (const note of matches.flatMap(({ pairing }) => pairing.notes)) notes.set(JSON.stringify(note), note);
  return [...notes.values()];
}

function subjectOf(base: CellGroup, head: CellGroup, { metric, statistic }: ValueName): Subject {
  const known = findMetric(metric);
  return {
    scenario: head.scenario, point: head.point, variant: head.variant, baseVariant: base.variant, metric, statistic,
    // A metric that this version does not know has no direction; its values are compared all the same.
    unit: known?.unit ?? 'count', kind: known?.kind ?? 'simulated', direction: directionOf(known?.direction, statistic),
  };
}

/** How many values a distribution has is no matter of better or worse. */
function directionOf(direction: Subject['direction'] | undefined, statistic: string): Subject['direction'] {
  return statistic === 'count' ? 'neither' : direction ?? 'neither';
}
