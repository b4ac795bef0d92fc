import { invariant } from '../../base/invariant.js';
import type { GateResult } from '../verdict/gate-result.js';

/** One line per rule, variant and sweep point, with a header; for spreadsheets. */
export function gateCsv(result: GateResult): string {
  invariant(false, `not yet: ${result.headName}`);
}
