import { invariant } from '../../../base/invariant.js';
import { defineDistribution } from '../definition.js';

/** Every value between two bounds is equally likely. */
export const uniform = defineDistribution({
  name: 'uniform',
  title: 'every value between two bounds is equally likely',
  source: 'definition',
  parameters: {
    min: { type: 'value', description: 'lower bound, included', min: 0 },
    max: { type: 'value', description: 'upper bound', min: 0 },
  },
  create: ({ min, max }) => {
    invariant(min <= max, `uniform: min ${min} is above max ${max}`);
    return (stream) => min + (max - min) * stream.unit();
  },
});
