import { defineDistribution } from '../definition.js';

/** Always the same value; draws nothing. */
export const constant = defineDistribution({
  name: 'constant',
  title: 'always the same value',
  source: 'definition',
  parameters: { value: { type: 'value', description: 'the value', min: 0 } },
  create: ({ value }) => () => value,
});
