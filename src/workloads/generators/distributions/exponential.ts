import { standardExponential } from '../../../world/kernel/exponential.js';
import { defineDistribution } from '../definition.js';

/** Memoryless: what has lasted is no hint of what is left. Real lifetimes have longer tails. */
export const exponential = defineDistribution({
  name: 'exponential',
  title: 'memoryless; coefficient of variation 1, hence no long tail',
  source: 'definition; drawn by the ziggurat method (Marsaglia and Tsang 2000)',
  parameters: { mean: { type: 'value', description: 'mean', above: 0 } },
  create: ({ mean }) => (stream) => mean * standardExponential(stream),
});
