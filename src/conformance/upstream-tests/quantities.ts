import { addQuantities, compareQuantities, parseQuantity, quantityMilliValue, quantityValue, roundUp, scaledValue, type Quantity } from '../../base/quantity.js';
import { exactInt64, multiplied, negated, subtractQuantities } from '../../base/quantity/arithmetic.js';
import { approximateFloat } from '../../base/quantity/float.js';
import { quantityText } from '../../base/quantity/text.js';
import type { Comparison } from '../case-tally.js';
import { compareAnswer, numberArgument, textArgument, type RecordedFunction } from './recorded-function.js';
import { operandsPrintedAs } from './printed-operands.js';

/** Functions of quantities, by their recorded names. */
export const QUANTITIES: Readonly<Record<string, RecordedFunction>> = {
  ParseQuantity({ args, expect, comparison }) {
    const quantity = parseQuantity(textArgument(args, 'input'));
    const exact = quantity === null ? null : exactInt64(quantity);
    compareAnswer(expect, quantity === null ? null : {
      format: quantity.format,
      canonical: quantityText(quantity),
      value: String(quantityValue(quantity)),
      milliValue: String(quantityMilliValue(quantity)),
      nanoScaled: String(scaledValue(quantity, -9)),
      kiloScaled: String(scaledValue(quantity, 3)),
      sign: Number(quantity.unscaled > 0n) - Number(quantity.unscaled < 0n),
      approximateFloat64: approximateFloat(quantity),
      ...(exact === null ? {} : { asInt64: String(exact) }),
    }, comparison);
    // `asInt64` is recorded only where the amount is exact.
    if (quantity !== null && expect['error'] === undefined) comparison.same({ field: 'asInt64' }, expect['asInt64'], exact === null ? undefined : String(exact));
  },
  Cmp({ args, expect, comparison }) {
    comparePrinted(comparison, 'cmp', expect['cmp'], operandsPrintedAs(textArgument(args, 'a')).flatMap((a) =>
      operandsPrintedAs(textArgument(args, 'b')).map((b) => () => compareQuantities(a, b))));
  },
  AsApproximateFloat64({ args, expect, comparison }) {
    comparePrinted(comparison, 'value', expect['value'], operandsPrintedAs(textArgument(args, 'a')).map((a) => () => floatText(approximateFloat(a))));
  },
  ScaledValue({ args, expect, comparison }) {
    comparison.same({ field: 'value' }, String(expect['value']), String(scaledValue(operand(args, 'a'), numberArgument(args, 'scale'))));
  },
  Add({ args, expect, comparison }) {
    comparison.same({ field: 'result' }, expect['result'], quantityText(addQuantities(operand(args, 'a'), operand(args, 'b'))));
  },
  Sub({ args, expect, comparison }) {
    comparison.same({ field: 'result' }, expect['result'], quantityText(subtractQuantities(operand(args, 'a'), operand(args, 'b'))));
  },
  Neg({ args, expect, comparison }) {
    comparison.same({ field: 'result' }, expect['result'], quantityText(negated(operand(args, 'a'))));
  },
  Mul({ args, expect, comparison }) {
    // Factors beyond 2^53 are no JSON numbers; they are taken as written where they are text.
    const by = BigInt(args['by'] as number | string);
    const { result, fitsInt64 } = expect;
    comparePrinted(comparison, 'result', { result, fitsInt64 }, operandsPrintedAs(textArgument(args, 'a')).map((a) => () => {
      const { product, fits } = multiplied(a, by);
      return { result: quantityText(product), fitsInt64: fits };
    }));
  },
  RoundUp({ args, expect, comparison }) {
    const amount = operand(args, 'a');
    const rounded = roundUp(amount, numberArgument(args, 'scale'));
    comparison.same({ field: 'result' }, expect['result'], quantityText(rounded));
    comparison.same({ field: 'exact' }, expect['exact'], compareQuantities(amount, rounded) === 0);
  },
  NewQuantity: made(0),
  NewMilliQuantity: made(-3),
  NewScaledQuantity({ args, expect, comparison }) {
    compareMade(args, numberArgument(args, 'scale'), 'DecimalSI', expect, comparison);
  },
};

function made(scale: number): RecordedFunction {
  return ({ args, expect, comparison }) => {
    const format = textArgument(args, 'format');
    // Any other word is written with an exponent.
    compareMade(args, scale, format === 'DecimalSI' || format === 'BinarySI' ? format : 'DecimalExponent', expect, comparison);
  };
}

function compareMade(
  args: Readonly<Record<string, unknown>>, scale: number, format: Quantity['format'], expect: Readonly<Record<string, unknown>>, comparison: Comparison,
): void {
  const unscaled = BigInt(args['value'] as number | string);
  comparison.same({ field: 'canonical' }, expect['canonical'], quantityText({ format, unscaled, scale, isBig: false }));
}

/**
 * Compares an answer whose operands are recorded as upstream prints them. Where a text is printed by several numbers, the
 * case is equal when one of them gives the recorded answer; the first of them is the plain reading.
 */
function comparePrinted(comparison: Comparison, field: string, recorded: unknown, answers: readonly (() => unknown)[]): void {
  const found = answers.find((answer) => JSON.stringify(answer()) === JSON.stringify(recorded)) ?? answers[0]!;
  comparison.same({ field }, recorded, found());
}

function operand(args: Readonly<Record<string, unknown>>, name: string): Quantity { return operandsPrintedAs(textArgument(args, name))[0]!; }

function floatText(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return value > 0 ? '+Inf' : '-Inf';
}
