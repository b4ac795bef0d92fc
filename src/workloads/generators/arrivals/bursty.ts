import { invariant } from '../../../base/invariant.js';
import { standardExponential } from '../../../world/kernel/exponential.js';
import { defineArrivals } from '../definition.js';

/** Two Poisson rates that take turns; begins in its long-run mixture of the two. */
export const bursty = defineArrivals({
  name: 'bursty',
  title: 'bursts: two rates that take turns for exponential times',
  source: 'Markov-modulated Poisson process with two states; mean rate (l1 m1 + l2 m2) / (m1 + m2)',
  parameters: {
    onRatePerSecond: { type: 'number', description: 'rate during a burst', unit: '1/s', above: 0 },
    offRatePerSecond: { type: 'number', description: 'rate between bursts', unit: '1/s', min: 0 },
    onMeanUs: { type: 'duration', description: 'mean length of a burst', above: 0 },
    offMeanUs: { type: 'duration', description: 'mean time between bursts', above: 0 },
  },
  create: ({ onRatePerSecond, offRatePerSecond, onMeanUs, offMeanUs }, stream) => {
    invariant(onRatePerSecond >= offRatePerSecond, 'bursty: the rate of a burst is below the rate between bursts');
    let isOn = stream.unit() < onMeanUs / (onMeanUs + offMeanUs);
    let nowUs = 0;
    let turnUs = standardExponential(stream) * (isOn ? onMeanUs : offMeanUs);
    return () => {
      for (;;) {
        const rate = isOn ? onRatePerSecond : offRatePerSecond;
        const arrivalUs = rate === 0 ? Infinity : nowUs + standardExponential(stream) * 1e6 / rate;
        if (arrivalUs <= turnUs) {
          nowUs = arrivalUs;
          return Math.round(nowUs);
        }
        // The draw that reached beyond the turn is forgotten: the process has no memory.
        nowUs = turnUs;
        isOn = !isOn;
        turnUs += standardExponential(stream) * (isOn ? onMeanUs : offMeanUs);
      }
    };
  },
  expected: ({ onRatePerSecond, offRatePerSecond, onMeanUs, offMeanUs }, untilUs) =>
    (onRatePerSecond * onMeanUs + offRatePerSecond * offMeanUs) / (onMeanUs + offMeanUs) * untilUs / 1e6,
});
