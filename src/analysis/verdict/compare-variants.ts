import { invariant } from '../../base/invariant.js';
import type { RunData } from '../run-data.js';
import type { Comparison, VariantOptions } from './verdict.js';

/**
 * Compares the variants of one run with one of them, seed by seed.
 *
 * @throws ResultsError when `options.base` names no variant of the run
 */
export function compareVariants(run: RunData, options: VariantOptions = {}): Comparison {
  invariant(false, `not yet: ${run.name} ${Object.keys(options).length}`);
}
