export { constant } from './constant.js';
export { empirical } from './empirical.js';
export { exponential } from './exponential.js';
export { lognormal } from './lognormal.js';
export { pareto } from './pareto.js';
export { quantiles } from './quantiles.js';
export { uniform } from './uniform.js';
