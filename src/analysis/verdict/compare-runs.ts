import { groupCells, groupKey, type CellGroup } from '../cells.js';
import type { RunData } from '../run-data.js';
import { compareDecisionTimes } from './compare-decision-times.js';
import { moduleAlgorithms } from './comparable.js';
import { comparisonOf, judgeMatches, notesOf, type Match } from './comparison.js';
import { limitsOf } from './judge.js';
import { pairGroups } from './pairing.js';
import type { CompareOptions, Comparison } from './verdict.js';

/**
 * Compares two runs cell by cell: head against base, each variant with the one of the same name. Variants that only one
 * of them has show up as cells that are missing. Wall times of two runs are not interleaved: what else the machine did
 * is part of them, which the threshold is for.
 */
export function compareRuns(base: RunData, head: RunData, options: CompareOptions = {}): Comparison {
  const limits = limitsOf(options);
  const matches = runMatches(base, head);
  const pairs = matches.flat().flatMap(({ pairing }) => pairing.pairs);
  return comparisonOf({
    kind: 'runs', baseName: base.name, headName: head.name, ...limits,
    rows: [
      ...matches.flatMap((atPoint) => judgeMatches(atPoint, limits)),
      ...compareDecisionTimes(base.decisionTimes, head.decisionTimes, limits),
    ],
    sameDecisions: {
      equal: pairs.filter((pair) => pair.base.decisionDigest === pair.head.decisionDigest).length,
      of: pairs.length,
    },
    notes: notesOf(matches.flat()),
  });
}

/** Groups of both runs in the order of head, then what only base has; one list per scenario and sweep point. */
function runMatches(base: RunData, head: RunData): Match[][] {
  const modules = moduleAlgorithms(base.manifest, head.manifest);
  // A cell is named by its suite as well: cells of another suite do not pair.
  const sameSuite = base.manifest.suite === head.manifest.suite;
  const absence = sameSuite ? undefined : `base is of the suite "${base.manifest.suite}", head of "${head.manifest.suite}"`;
  const before = new Map(sameSuite ? groupCells(base).map((group) => [groupKey(group), group]) : []);
  const after = new Map(groupCells(head).map((group) => [groupKey(group), group]));
  const byPoint = new Map<string, Match[]>();
  for (const [key, group] of new Map([...after, ...before])) {
    const baseGroup = before.get(key) ?? withoutCells(group);
    const headGroup = after.get(key) ?? withoutCells(group);
    const place = JSON.stringify([group.scenario, group.point]);
    const matches = byPoint.get(place) ?? [];
    matches.push({ base: baseGroup, head: headGroup, pairing: pairGroups(baseGroup, headGroup, modules, absence) });
    byPoint.set(place, matches);
  }
  return [...byPoint.values()];
}

function withoutCells(group: CellGroup): CellGroup { return { ...group, cells: new Map() }; }
