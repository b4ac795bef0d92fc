import { addQuantities, INT64_MIN, isInt64, tenTo, type Quantity } from '../quantity.js';

// Source of this file: k8s.io/apimachinery v0.36.3, pkg/api/resource/quantity.go and amount.go.

/** Exact difference; like a sum it keeps the format of `a`, or of `b` when `a` is zero. */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  const difference = addQuantities(a, negated(b));
  // What does not fit is done again with big numbers, whose signs turn without loss.
  return difference.isBig ? addQuantities(a, negated({ ...b, isBig: true })) : difference;
}

/** The amount as an int64 where a small number is one without rounding; null for all others. */
export function exactInt64({ unscaled, scale, isBig }: Quantity): bigint | null {
  if (isBig || scale < 0) return null;
  const value = unscaled * tenTo(scale);
  return isInt64(value) ? value : null;
}

/** The amount with the other sign. Small numbers are int64: the smallest of them has no counterpart and stays as it is. */
export function negated(quantity: Quantity): Quantity {
  const { format, unscaled, scale, isBig } = quantity;
  return { format, unscaled: isBig ? -unscaled : BigInt.asIntN(64, -unscaled), scale, isBig };
}

/**
 * Exact product with an int64, and whether upstream says that it fits one: for a small number whether the product with
 * its scale does, for a big one whether the digits without it do.
 */
export function multiplied(quantity: Quantity, by: bigint): { readonly product: Quantity; readonly fits: boolean } {
  const { format, unscaled, scale, isBig } = quantity;
  if (!isBig) {
    if (unscaled === 0n) return { product: { format, unscaled, scale, isBig }, fits: true };
    if (by === 0n) return { product: { format, unscaled: 0n, scale: 0, isBig }, fits: true };
    const digits = unscaled * by;
    if (staysSmall(unscaled, by) && (scale >= 0 ? isInt64(digits * tenTo(scale)) : digits % tenTo(-scale) === 0n)) {
      return { product: { format, unscaled: digits, scale, isBig }, fits: true };
    }
  }
  const digits = unscaled * by;
  return { product: { format, unscaled: digits, scale, isBig: true }, fits: isInt64(digits) };
}

/** Upstream multiplies the smallest int64 by one alone. */
function staysSmall(a: bigint, b: bigint): boolean {
  if (a === 1n || b === 1n) return true;
  return a !== INT64_MIN && b !== INT64_MIN && isInt64(a * b);
}
