import { cos } from '../../../base/math.js';
import { standardExponential } from '../../../world/kernel/exponential.js';
import { defineArrivals } from '../definition.js';

/** A rate that swings like the hours of a day. */
export const diurnal = defineArrivals({
  name: 'diurnal',
  title: 'a rate that swings with the time of day',
  source: 'non-homogeneous Poisson process by thinning (Lewis and Shedler 1979): rate (1 + A cos(2 pi (t - peak) / period))',
  parameters: {
    ratePerSecond: { type: 'number', description: 'mean rate over a period', unit: '1/s', above: 0 },
    amplitude: {
      type: 'number', description: 'swing A as a share of the mean; (r - 1) / (r + 1) for a ratio r of peak to trough',
      min: 0, max: 1,
    },
    periodUs: { type: 'duration', description: 'length of a period', above: 0 },
    peakUs: { type: 'duration', description: 'an instant of the highest rate', min: 0 },
  },
  create: ({ ratePerSecond, amplitude, periodUs, peakUs }, stream) => {
    const gapUs = 1e6 / (ratePerSecond * (1 + amplitude));
    let nowUs = 0;
    return () => {
      for (;;) {
        nowUs += gapUs * standardExponential(stream);
        // The remainder is exact, so that the phase does not lose digits over months.
        const phase = ((nowUs - peakUs) % periodUs) / periodUs;
        const share = (1 + amplitude * cos(2 * Math.PI * phase)) / (1 + amplitude);
        if (stream.unit() < share) return Math.round(nowUs);
      }
    };
  },
  // Whole periods have the mean rate; the part of a period at the end changes little.
  expected: ({ ratePerSecond }, untilUs) => ratePerSecond * untilUs / 1e6,
});
