import { invariant } from '../../../base/invariant.js';
import { pow } from '../../../base/math.js';
import { defineDistribution } from '../definition.js';

/** A power-law tail: with alpha <= 1 and no cap the mean is infinite. */
export const pareto = defineDistribution({
  name: 'pareto',
  title: 'power-law tail: P(value > x) = (minimum / x)^alpha, cut at a cap',
  source: 'definition; bounded form by inversion, x = (L^-a - u (L^-a - H^-a))^(-1/a)',
  parameters: {
    minimum: { type: 'value', description: 'smallest value', above: 0 },
    alpha: { type: 'number', description: 'exponent of the tail; below 1 the cap decides the mean', above: 0, max: 100 },
    cap: { type: 'value', description: 'largest value; none when left out', above: 0, optional: true },
  },
  create: ({ minimum, alpha, cap }) => {
    invariant(cap === null || cap > minimum, `pareto: cap ${cap} is not above minimum ${minimum}`);
    // In units of the minimum, L^-a is 1, and H^-a is the share that the cap cuts off.
    const cutOff = cap === null ? 0 : pow(cap / minimum, -alpha);
    return (stream) => {
      const value = minimum * pow(1 - stream.unit() * (1 - cutOff), -1 / alpha);
      return cap !== null && value > cap ? cap : value;
    };
  },
});
