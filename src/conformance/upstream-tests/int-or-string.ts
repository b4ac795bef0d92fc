import { parseIntOrString, percentOf, scaleIntOrPercent } from '../../world/objects/index.js';
import { compareAnswer, numberArgument, textArgument, type RecordedFunction } from './recorded-function.js';

/** Functions of numbers or percentages, by their recorded names. A refused value also answers 0. */
export const INT_OR_STRING: Readonly<Record<string, RecordedFunction>> = {
  Parse({ args, expect, comparison }) {
    const parsed = parseIntOrString(textArgument(args, 'value'));
    compareAnswer(expect, { parsed, type: typeof parsed === 'number' ? 'int' : 'string' }, comparison);
  },
  getIntOrPercentValueSafely({ args, expect, comparison }) {
    const value = intOrString(args['value']);
    const isPercent = typeof value === 'string';
    const percent = isPercent ? percentOf(value) : value;
    compareAnswer(expect, percent === null ? null : { isPercent, value: percent }, comparison);
  },
  GetScaledValueFromIntOrPercent({ args, expect, comparison }) {
    const value = intOrString(args['value']);
    const scaled = value === null ? null : scaleIntOrPercent(value, { total: numberArgument(args, 'total'), round: args['roundUp'] === true ? 'up' : 'down' });
    compareAnswer(expect, scaled === null ? null : { value: scaled }, comparison);
  },
};

function intOrString(value: unknown): number | string | null {
  if (typeof value === 'number' || typeof value === 'string' || value === null) return value;
  throw new Error('the value is neither a number nor a text');
}
