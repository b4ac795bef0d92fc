import type { Allowance, GateRule } from '../../harness/suite/gate-rule.js';
import { findMetric } from '../../world/metrics/catalog.js';
import { percentText, valueText } from '../number-text.js';
import type { GateFinding, GateResult } from './gate-result.js';
import { wrapped } from './text-table.js';

const WIDTH = 80;

/** Plain text of at most 80 columns, ends with a newline: what did not pass first, in full; passes in one line each. */
export function renderGate(result: GateResult): string {
  const { headName, baselineName, findings, brokenCells, errorRate, minimumSeeds } = result;
  const lines = wrapped(`gate ${headName}${baselineName === null ? '' : ` against ${baselineName}`}: ${answer(result)}`, WIDTH);
  for (const { cell, message } of brokenCells.slice(0, 5)) lines.push(...wrapped(`broken  ${cell}: ${message}`, WIDTH));
  if (brokenCells.length > 5) lines.push(`${brokenCells.length - 5} more broken cells`);
  if (findings.length === 0) lines.push('no scenario of this run states a gate');
  for (const finding of [...findings.filter(({ status }) => status !== 'pass'), ...findings.filter(({ status }) => status === 'pass')]) {
    lines.push(...findingLines(finding));
  }
  if (findings.some(({ rule }) => rule.demand.kind === 'versus')) {
    const rules = `versus rules: at least ${minimumSeeds} seeds, error rate ${percentText(errorRate)} each (one-sided signed-rank test)`;
    lines.push(...wrapped(rules, WIDTH));
  }
  return `${lines.join('\n')}\n`;
}

/** A rule as people say it: `convergence_settled_seconds_p99 at most 30 s`. */
export function ruleText(rule: GateRule): string {
  const unit = findMetric(rule.metric)?.unit ?? 'count';
  const name = rule.statistic === 'value' ? rule.metric : `${rule.metric}_${rule.statistic}`;
  const { demand } = rule;
  if (demand.kind === 'limit') {
    const limits = [
      demand.atMost === null ? [] : [`at most ${valueText(demand.atMost, unit)}`],
      demand.atLeast === null ? [] : [`at least ${valueText(demand.atLeast, unit)}`],
    ].flat();
    return `${name} ${limits.join(' and ')}`;
  }
  const allowances = ([['rise', demand.mayRise], ['fall', demand.mayFall]] as const)
    .flatMap(([word, allowance]) => (allowance === null ? [] : [`may ${word} ${allowanceText(allowance, unit)}`]));
  return `${name} versus ${demand.base === 'baseline' ? 'baseline' : demand.base.variant}: ${allowances.join(', ')}`;
}

function allowanceText(allowance: Allowance, unit: Parameters<typeof valueText>[1]): string {
  if (allowance.kind === 'relative') return `${percentText(allowance.fraction, 6)} of it`;
  return allowance.amount === 0 ? 'by nothing' : `by ${valueText(allowance.amount, unit)}`;
}

function findingLines({ status, scenario, variant, point, rule, reason }: GateFinding): string[] {
  const place = [scenario, variant, point].filter((part) => part !== '').join(' / ');
  return [
    ...wrapped(`${status.padEnd(14)}  ${place}: ${ruleText(rule)}`, WIDTH),
    ...wrapped(status === 'pass' ? reason : `${reason} (${rule.place})`, WIDTH, '                '),
  ];
}

function answer({ exitCode, findings }: GateResult): string {
  switch (exitCode) {
    case 0: return findings.length === 0 ? 'nothing to judge' : `passed, ${findings.length} of ${findings.length} checks`;
    case 1: return `failed, ${findings.filter(({ status }) => status === 'fail').length} of ${findings.length} checks`;
    case 3: return 'inconclusive';
    case 4: return 'the baseline is missing or not comparable';
    case 5: return 'a cell crashed or broke an invariant';
  }
}
