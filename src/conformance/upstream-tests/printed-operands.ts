import { INT64_MAX, isInt64, parseQuantity, type Quantity } from '../../base/quantity.js';

const BINARY: ReadonlyMap<string, bigint> = new Map(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, i) => [suffix, 1024n ** BigInt(i + 1)]));

/** Exponents without a suffix, as numbers in upstream's tests have them; the last one is beyond the doubles. */
const LOST_EXPONENTS = [-18, -15, -12, 21, 24, 501];

/**
 * The numbers that upstream prints as this text, the plain reading first. Upstream's tests also build numbers that its
 * parser would never make, and print them: a binary amount above the parser's cap, and numbers whose exponent has no
 * suffix, which upstream then leaves out.
 */
export function operandsPrintedAs(text: string): readonly Quantity[] {
  const plain = parseQuantity(text);
  if (plain === null) throw new Error(`"${text}" is no quantity`);
  const binary = /^(-?\d+)([KMGTPE]i)$/.exec(text);
  if (binary !== null) {
    const unscaled = BigInt(binary[1]!) * BINARY.get(binary[2]!)!;
    return plain.unscaled === INT64_MAX ? [plain, { format: 'BinarySI', unscaled, scale: 0, isBig: true }] : [plain];
  }
  if (!/^-?\d+$/.test(text)) return [plain];
  // The parser takes 19 digits for a big number even where they fit an int64.
  return [plain, ...[0, ...LOST_EXPONENTS].map((scale) => shortest(BigInt(text), scale))];
}

/** A number with as few digits as possible; small when they fit an int64, as upstream prefers. */
function shortest(digits: bigint, exponent: number): Quantity {
  let unscaled = digits;
  let scale = exponent;
  while (unscaled !== 0n && unscaled % 10n === 0n) {
    unscaled /= 10n;
    scale++;
  }
  return { format: 'DecimalSI', unscaled, scale, isBig: !isInt64(unscaled) };
}
