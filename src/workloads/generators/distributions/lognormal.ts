import { exp, normalQuantile } from '../../../base/math.js';
import { defineDistribution } from '../definition.js';

/** The logarithm is normal: the usual body of lifetimes in cluster traces. */
export const lognormal = defineDistribution({
  name: 'lognormal',
  title: 'the logarithm is normal: most values around the median, some much larger',
  source: 'definition; drawn by inversion (Wichura, AS 241)',
  parameters: {
    median: { type: 'value', description: 'half of the values are below it', above: 0 },
    sigma: {
      type: 'number', description: 'standard deviation of the natural logarithm; from p90: ln(p90 / median) / 1.2816',
      min: 0, max: 10,
    },
  },
  // Inversion takes exactly one draw, and a larger draw is a larger value: variants of sigma stay coupled draw by draw.
  create: ({ median, sigma }) => (stream) => median * exp(sigma * normalQuantile(openUnit(stream.unit()))),
});

/** The middle of the 2^-53 wide interval that a unit stands for: never 0, which has no finite quantile, nor 1. */
function openUnit(unit: number): number {
  return unit === 0 ? 2 ** -54 : unit;
}
