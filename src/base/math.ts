/**
 * The elementary functions for simulated results. Engines may round `Math.exp` and its kin differently, from one
 * version to the next too; these use only +, -, *, / and bit access, which IEEE 754 fixes to the last bit, so that the
 * same seed gives the same bytes everywhere. Each errs by less than one unit in the last place.
 */
export { exp } from './math/exp.js';
export { log, log1p, log2 } from './math/log.js';
export { normalQuantile } from './math/normal-quantile.js';
export { pow } from './math/pow.js';
export { cos, sin } from './math/sin.js';
