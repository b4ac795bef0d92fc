import { standardExponential } from '../../../world/kernel/exponential.js';
import { defineArrivals } from '../definition.js';

/** Independent arrivals at a constant rate. */
export const poisson = defineArrivals({
  name: 'poisson',
  title: 'independent arrivals at a constant rate',
  source: 'definition (exponential gaps)',
  parameters: { ratePerSecond: { type: 'number', description: 'mean number of arrivals', unit: '1/s', above: 0 } },
  create: ({ ratePerSecond }, stream) => {
    const gapUs = 1e6 / ratePerSecond;
    // The instant is carried unrounded: rounding each gap would shift the rate of fast processes.
    let nowUs = 0;
    return () => {
      nowUs += gapUs * standardExponential(stream);
      return Math.round(nowUs);
    };
  },
  expected: ({ ratePerSecond }, untilUs) => ratePerSecond * untilUs / 1e6,
});
