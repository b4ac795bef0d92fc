import { invariant } from '../../base/invariant.js';
import type { GateResult } from './gate-result.js';

/** Plain text of at most 80 columns, ends with a newline. */
export function renderGate(result: GateResult): string {
  invariant(false, `not yet: ${result.headName}`);
}
