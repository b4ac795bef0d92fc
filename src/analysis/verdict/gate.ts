import type { GateRule } from '../../harness/suite/gate-rule.js';
import { cellName, groupCells, groupKey, type CellGroup } from '../cells.js';
import type { RunData } from '../run-data.js';
import { minimumPairs } from '../stats/signed-rank.js';
import { moduleAlgorithms, outcomeText } from './comparable.js';
import { judgeLimit } from './gate-limit.js';
import type { GateFinding, GateOptions, GateResult, GateStatus } from './gate-result.js';
import { judgeVersus } from './gate-versus.js';

/**
 * Judges a run by the `gates:` of its scenarios, which its manifest holds. Limits must hold in every cell; `versus`
 * rules compare equal seeds with a baseline, or with another variant of the run. Each rule is judged by itself: the
 * error rate is that of one rule for one variant at one sweep point.
 *
 * @param baseline  null when none was given; rules that need one are then not comparable
 */
export function gateRun(run: RunData, baseline: RunData | null, options: GateOptions = {}): GateResult {
  const errorRate = options.errorRate ?? 0.05;
  const heads = groupCells(run);
  const sameSuite = baseline === null || baseline.manifest.suite === run.manifest.suite;
  const bases = new Map((baseline === null ? [] : groupCells(baseline)).map((group) => [groupKey(group), group]));
  const modules = moduleAlgorithms(run.manifest, ...(baseline === null ? [] : [baseline.manifest]));

  const findings = run.manifest.scenarios.flatMap((scenario) => scenario.gates.flatMap((rule): GateFinding[] => {
    const groups = heads.filter((group) => group.scenario === scenario.name && matches(rule.variant, group.variant));
    if (groups.length === 0) return [nothingToJudge(scenario.name, rule)];
    return groups.flatMap((head): GateFinding[] => {
      const { demand } = rule;
      const place = { scenario: head.scenario, variant: head.variant, point: head.point, rule };
      if (demand.kind === 'limit') return [{ ...place, ...judgeLimit(head, rule, demand) }];
      const versus = baseOf(demand.base, head, { heads, bases, hasBaseline: baseline !== null && sameSuite });
      // A variant is not held against itself.
      if (versus === head) return [];
      return [{ ...place, ...judgeVersus({ head, base: versus, rule, demand, modules, errorRate }) }];
    });
  }));
  const brokenCells = run.records
    .filter(({ outcome }) => outcome === 'crashed' || outcome === 'violated')
    .map((record) => ({ cell: cellName(record.id), message: outcomeText(record) }));
  return {
    headName: run.name, baselineName: baseline?.name ?? null, errorRate, minimumSeeds: minimumPairs(errorRate, 1),
    findings, brokenCells, exitCode: exitCodeOf(findings, brokenCells.length > 0),
  };
}

/** The cells that a versus rule compares with; a reason when there are none. */
function baseOf(
  base: 'baseline' | { readonly variant: string }, head: CellGroup,
  runs: { heads: readonly CellGroup[]; bases: ReadonlyMap<string, CellGroup>; hasBaseline: boolean },
): CellGroup | string {
  if (base !== 'baseline') {
    const key = groupKey({ ...head, variant: base.variant });
    return runs.heads.find((group) => groupKey(group) === key) ?? `this run has no variant "${base.variant}"`;
  }
  if (!runs.hasBaseline) return 'no baseline of this suite: give the folder of a run with --baseline';
  return runs.bases.get(groupKey(head)) ?? 'the baseline has no such cells';
}

/** Whether `pattern`, in which `*` stands for any text, is about the variant. */
function matches(pattern: string, variant: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift()!;
  const last = parts.pop();
  if (last === undefined) return variant === pattern;
  if (variant.length < first.length + last.length || !variant.startsWith(first) || !variant.endsWith(last)) return false;
  let rest = variant.slice(first.length, variant.length - last.length);
  return parts.every((part) => {
    const at = rest.indexOf(part);
    if (at >= 0) rest = rest.slice(at + part.length);
    return at >= 0;
  });
}

/** A rule that is about nothing in this run is no pass: a renamed variant would switch its gates off. */
function nothingToJudge(scenario: string, rule: GateRule): GateFinding {
  return {
    scenario, variant: rule.variant, point: '', rule, status: 'inconclusive',
    reason: `no variant of this run matches "${rule.variant}"`,
    count: 0, observed: null, change: null, interval: null, pValue: null,
  };
}

function exitCodeOf(findings: readonly GateFinding[], isBroken: boolean): GateResult['exitCode'] {
  const has = (status: GateStatus): boolean => findings.some((finding) => finding.status === status);
  if (isBroken || has('broken')) return 5;
  if (has('not-comparable')) return 4;
  if (has('fail')) return 1;
  return has('inconclusive') ? 3 : 0;
}
