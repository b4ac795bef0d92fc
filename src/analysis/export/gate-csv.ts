import { stringify } from 'csv-stringify/sync';
import type { GateResult } from '../verdict/gate-result.js';
import { ruleText } from '../verdict/render-gate.js';

const COLUMNS = [
  'scenario', 'point', 'variant', 'rule', 'status', 'count', 'observed', 'change', 'interval_low', 'interval_high', 'p_value', 'place', 'reason',
] as const;

/** One line per rule, variant and sweep point, with a header; empty fields are unknown. For spreadsheets. */
export function gateCsv(result: GateResult): string {
  const rows = result.findings.map(({ scenario, point, variant, rule, status, count, observed, change, interval, pValue, reason }) => [
    scenario, point, variant, ruleText(rule), status, count, observed, change, interval?.low ?? null, interval?.high ?? null, pValue, rule.place, reason,
  ]);
  return stringify([[...COLUMNS], ...rows], { escape_formulas: true });
}
