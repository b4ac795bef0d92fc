import { invariant } from '../../base/invariant.js';
import type { Comparison } from '../verdict/verdict.js';

/** One line per compared number, with a header; for spreadsheets. */
export function comparisonCsv(comparison: Comparison): string {
  invariant(false, `not yet: ${comparison.headName}`);
}
