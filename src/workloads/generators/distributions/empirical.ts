import { invariant } from '../../../base/invariant.js';
import { defineDistribution } from '../definition.js';
import { weightedIndex } from '../weighted-index.js';

/** One of the values observed, as often as it was observed. */
export const empirical = defineDistribution({
  name: 'empirical',
  title: 'one of the given values, with the given weights',
  source: 'definition',
  parameters: {
    values: { type: 'values', description: 'the values', min: 0 },
    weights: { type: 'numbers', description: 'relative frequency of each value; all equal when left out', min: 0, optional: true },
  },
  create: ({ values, weights }) => {
    invariant(weights === null || weights.length === values.length,
      `empirical: ${weights?.length} weights for ${values.length} values`);
    const choose = weightedIndex(weights ?? values.map(() => 1));
    return (stream) => values[choose(stream)]!;
  },
});
