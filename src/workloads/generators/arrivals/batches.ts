import { standardExponential } from '../../../world/kernel/exponential.js';
import { defineArrivals } from '../definition.js';

/** Groups that arrive together, such as the tasks of a job. */
export const batches = defineArrivals({
  name: 'batches',
  title: 'groups of equal size that arrive at one instant, at exponential gaps',
  source: 'batch Poisson process',
  parameters: {
    batchesPerSecond: { type: 'number', description: 'mean number of batches', unit: '1/s', above: 0 },
    size: { type: 'integer', description: 'arrivals in a batch', min: 1 },
  },
  create: ({ batchesPerSecond, size }, stream) => {
    const gapUs = 1e6 / batchesPerSecond;
    let nowUs = 0;
    let left = 0;
    return () => {
      if (left === 0) {
        nowUs += gapUs * standardExponential(stream);
        left = size;
      }
      left--;
      return Math.round(nowUs);
    };
  },
  expected: ({ batchesPerSecond, size }, untilUs) => batchesPerSecond * size * untilUs / 1e6,
});
