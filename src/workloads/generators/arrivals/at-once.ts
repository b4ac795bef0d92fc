import { defineArrivals } from '../definition.js';

/** Everything at one instant; `count` says how much. */
export const atOnce = defineArrivals({
  name: 'at-once',
  title: 'all at one instant',
  source: 'definition',
  parameters: { atUs: { type: 'duration', description: 'the instant', min: 0 } },
  create: ({ atUs }) => () => atUs,
  expected: ({ atUs }, untilUs) => (atUs < untilUs ? Infinity : 0),
});
