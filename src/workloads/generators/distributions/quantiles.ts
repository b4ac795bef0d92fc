import { invariant } from '../../../base/invariant.js';
import { defineDistribution } from '../definition.js';

/** A table of quantiles, as published for many traces, with straight lines between its points. */
export const quantiles = defineDistribution({
  name: 'quantiles',
  title: 'a table of quantiles, linear in between',
  source: 'definition (inversion of a piecewise linear distribution function)',
  parameters: {
    shares: { type: 'numbers', description: 'share of values below each point, ascending from 0 to 1', min: 0, max: 1 },
    values: { type: 'values', description: 'value of each point, ascending', min: 0 },
  },
  create: ({ shares, values }) => {
    invariant(shares.length === values.length && shares.length >= 2,
      `quantiles: ${shares.length} shares and ${values.length} values; at least two of each are needed`);
    invariant(shares[0] === 0 && shares.at(-1) === 1, 'quantiles: the shares do not run from 0 to 1');
    for (let i = 1; i < shares.length; i++) {
      invariant(shares[i]! > shares[i - 1]!, `quantiles: share ${i} does not ascend`);
      invariant(values[i]! >= values[i - 1]!, `quantiles: value ${i} descends`);
    }
    return (stream) => {
      const unit = stream.unit();
      let above = 1;
      while (shares[above]! <= unit) above++;
      const part = (unit - shares[above - 1]!) / (shares[above]! - shares[above - 1]!);
      return values[above - 1]! + part * (values[above]! - values[above - 1]!);
    };
  },
});
