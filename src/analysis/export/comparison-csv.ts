import { stringify } from 'csv-stringify/sync';
import type { Comparison, ComparisonRow } from '../verdict/verdict.js';

const COLUMNS = [
  'scenario', 'point', 'variant', 'base_variant', 'metric', 'statistic', 'unit', 'kind', 'direction', 'verdict', 'count',
  'differing', 'ahead', 'base_mean', 'head_mean', 'difference', 'interval_low', 'interval_high', 'interval_level', 'p_value',
  'family_size', 'minimum_count', 'reason',
] as const;

/** One line per compared number, with a header; empty fields are unknown. For spreadsheets. */
export function comparisonCsv(comparison: Comparison): string {
  return stringify([[...COLUMNS], ...comparison.rows.map(fieldsOf)], { escape_formulas: true });
}

function fieldsOf(row: ComparisonRow): (string | number | null)[] {
  return [
    row.scenario, row.point, row.variant, row.baseVariant, row.metric, row.statistic, row.unit, row.kind, row.direction,
    row.verdict, row.count, row.differing, row.ahead, row.baseMean, row.headMean, row.difference,
    row.interval?.low ?? null, row.interval?.high ?? null, row.interval?.level ?? null, row.pValue,
    row.familySize, row.minimumCount, row.reason,
  ];
}
