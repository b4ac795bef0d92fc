import { invariant } from '../../base/invariant.js';
import type { Comparison } from './verdict.js';

/** Plain text of at most 80 columns, ends with a newline. `all` shows the rows that are equal too. */
export function renderComparison(comparison: Comparison, options: { readonly all?: boolean } = {}): string {
  invariant(false, `not yet: ${comparison.headName} ${options.all}`);
}
