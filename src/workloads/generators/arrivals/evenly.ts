import { defineArrivals } from '../definition.js';

/** Equal gaps, the first arrival at the beginning. */
export const evenly = defineArrivals({
  name: 'evenly',
  title: 'paced: equal gaps, the first arrival at the beginning',
  source: 'definition',
  parameters: { ratePerSecond: { type: 'number', description: 'number of arrivals', unit: '1/s', above: 0 } },
  create: ({ ratePerSecond }) => {
    let index = 0;
    // From the index, not by adding gaps: 3 a second stay 3 a second.
    return () => Math.round(index++ * 1e6 / ratePerSecond);
  },
  expected: ({ ratePerSecond }, untilUs) => Math.ceil(ratePerSecond * untilUs / 1e6),
});
