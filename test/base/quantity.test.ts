import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { hasShared, repositoryRoot, sharedPath } from '../shared.js';
import { addQuantities, parseMilli, parseQuantity, parseWhole, quantityMilliValue, quantityValue, scaledValue } from '../../src/base/quantity.js';
import { exactInt64, multiplied, negated, subtractQuantities } from '../../src/base/quantity/arithmetic.js';
import { approximateFloat } from '../../src/base/quantity/float.js';
import { quantityText } from '../../src/base/quantity/text.js';

interface Case {
  readonly args: Readonly<Record<string, string | number>>;
  readonly expect: Readonly<Record<string, string | number | boolean>>;
}

function cases(file: string): Case[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Case);
}

const RECORDED = path.join(repositoryRoot, 'test/recorded/upstream-tests');

function checkParsed({ args, expect: wanted }: Case): void {
  const text = String(args['input']);
  const quantity = parseQuantity(text);
  if (wanted['error'] !== undefined) {
    expect(quantity, text).toBeNull();
    return;
  }
  expect(quantity, text).not.toBeNull();
  expect({
    format: quantity!.format,
    value: String(quantityValue(quantity!)),
    milliValue: String(quantityMilliValue(quantity!)),
    nanoScaled: String(scaledValue(quantity!, -9)),
    kiloScaled: String(scaledValue(quantity!, 3)),
    sign: quantity!.unscaled === 0n ? 0 : quantity!.unscaled < 0n ? -1 : 1,
  }, text).toEqual({
    format: wanted['format'], value: wanted['value'], milliValue: wanted['milliValue'],
    nanoScaled: wanted['nanoScaled'], kiloScaled: wanted['kiloScaled'], sign: wanted['sign'],
  });
}

describe('quantities', () => {
  it('are read as the real library reads them (copied part)', () => {
    for (const recorded of cases(path.join(RECORDED, 'quantity.jsonl'))) checkParsed(recorded);
  });

  it.skipIf(!hasShared)('are read as the real library reads them, in all 592 recorded cases', () => {
    const all = cases(sharedPath('golden/upstream-tests/quantity.jsonl'));
    expect(all).toHaveLength(592);
    for (const recorded of all) checkParsed(recorded);
  });

  it.each([
    // 1.5 = 1500 thousandths; a quarter of a thousandth rounds up to one
    { text: '1.5', milli: 1500, whole: 2 },
    { text: '0.25m', milli: 1, whole: 1 },
    // 128 x 2^20 = 134217728
    { text: '128Mi', milli: 134_217_728_000, whole: 134_217_728 },
    // 0.5 x 2^30 = 536870912
    { text: '0.5Gi', milli: 536_870_912_000, whole: 536_870_912 },
    { text: '12e-3', milli: 12, whole: 1 },
  ])('$text is $milli thousandths and $whole whole units', ({ text, milli, whole }) => {
    expect(parseMilli(text)).toBe(milli);
    expect(parseWhole(text)).toBe(whole);
  });

  it('the short cut for common texts agrees with the exact path', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi');
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999 }), suffix, (digits, unit) => {
      const text = `${digits}${unit}`;
      const quantity = parseQuantity(text)!;
      expect(parseWhole(text)).toBe(Number(quantityValue(quantity)));
      expect(parseMilli(text)).toBe(Number(quantityMilliValue(quantity)));
    }));
  });

  it('a huge exponent is refused instead of filling the memory', () => {
    expect(parseQuantity('1e2000000000')).toBeNull();
    expect(parseQuantity('1e-2000000000')).toBeNull();
  });
});

describe('arithmetic of quantities', () => {
  const read = (text: string) => parseQuantity(text)!;

  it.each([
    { text: '1.5', written: '1500m' },
    // 1.5 x 1024 = 1536
    { text: '1.5Gi', written: '1536Mi' },
    { text: '1024Mi', written: '1Gi' },
    // 100000 = 100 x 10^3
    { text: '100000', written: '100k' },
    { text: '1e5', written: '100e3' },
    // Below 1024 a binary amount is written in decimal form.
    { text: '0.5Ki', written: '512' },
    // Kept as written: the fast path of the real library takes it for canonical.
    { text: '+7Mi', written: '+7Mi' },
    { text: '1.G', written: '1.G' },
    // A suffix without digits is zero, as upstream.
    { text: 'k', written: '0' },
  ])('$text is written $written', ({ text, written }) => {
    expect(quantityText(read(text))).toBe(written);
  });

  it.each([
    { what: '100m + 1Gi keeps the decimal form: 0.1 + 1073741824', result: addQuantities(read('100m'), read('1Gi')), written: '1073741824100m' },
    { what: '0 + 1Gi takes over the form', result: addQuantities(read('0'), read('1Gi')), written: '1Gi' },
    { what: '1 - 250m', result: subtractQuantities(read('1'), read('250m')), written: '750m' },
    { what: '0 - 1Gi', result: subtractQuantities(read('0'), read('1Gi')), written: '-1Gi' },
    { what: '-(9010m)', result: negated(read('9010m')), written: '-9010m' },
    { what: '-50 x -50', result: multiplied(read('-50'), -50n).product, written: '2500' },
  ])('$what is $written', ({ result, written }) => {
    expect(quantityText(result)).toBe(written);
  });

  it('a product tells whether it fits 64 bits: 9223372036854775807 is the largest', () => {
    // 4611686018427387904 x 2 = 2^63
    expect(multiplied({ ...read('1'), unscaled: 4_611_686_018_427_387_903n }, 2n).fits).toBe(true);
    expect(multiplied({ ...read('1'), unscaled: 4_611_686_018_427_387_904n }, 2n).fits).toBe(false);
    expect(multiplied({ ...read('1'), unscaled: -4_611_686_018_427_387_904n }, 2n).fits).toBe(true);
  });

  it('an exact whole number is told, another is not', () => {
    expect(exactInt64(read('12k'))).toBe(12_000n);
    expect(exactInt64(read('1.5'))).toBeNull();
  });

  it('a float is the digits times a rounded power of ten, with what that loses', () => {
    // 734003200 x 0.001 in doubles, as the real library says in its own tests
    expect(approximateFloat(read('734003200m'))).toBe(734_003.200_000_000_1);
    expect(approximateFloat(read('2Gi'))).toBe(2_147_483_648);
  });
});
