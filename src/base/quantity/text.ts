import { INT64_MIN, roundUp, tenTo, type Quantity } from '../quantity.js';

const DECIMAL_SUFFIXES: ReadonlyMap<number, string> = new Map([
  [-9, 'n'], [-6, 'u'], [-3, 'm'], [0, ''], [3, 'k'], [6, 'M'], [9, 'G'], [12, 'T'], [15, 'P'], [18, 'E'],
]);
const BINARY_SUFFIXES: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * The text of a quantity as the API shows it: the one it was read from where upstream keeps that, else the largest
 * suffix of its format that loses no digit. A binary amount below 1024 or with a fraction is written in decimal form.
 *
 * Odd, as upstream: an exponent outside the suffixes is lost, so that 12 x 10^500 is written `1200`.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/api/resource/quantity.go, CanonicalizeBytes and String.
 */
export function quantityText(quantity: Quantity): string {
  if (quantity.text !== undefined && quantity.text !== null) return quantity.text;
  const { unscaled, format } = quantity;
  if (unscaled === 0n) return '0';
  if (format === 'BinarySI') {
    const whole = wholeUnits(quantity);
    if (whole !== null && (whole <= -1024n || whole >= 1024n)) return binaryText(whole, quantity);
  }
  return decimalText(quantity);
}

/** The amount in units of one, or null when it has a fraction. */
function wholeUnits(quantity: Quantity): bigint | null {
  const { unscaled, scale } = roundUp(quantity, 0);
  const whole = unscaled * tenTo(scale);
  return quantity.scale >= 0 || whole * tenTo(-quantity.scale) === quantity.unscaled ? whole : null;
}

function binaryText(whole: bigint, { isBig }: Quantity): string {
  // The smallest int64 has no positive counterpart: upstream takes no factors out of it.
  if (!isBig && whole === INT64_MIN) return String(whole);
  let mantissa = whole;
  let power = 0;
  while (mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    power++;
  }
  return `${mantissa}${BINARY_SUFFIXES[power] ?? ''}`;
}

function decimalText({ unscaled, scale, format }: Quantity): string {
  let mantissa = unscaled;
  let exponent = scale;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    mantissa *= 10n;
    exponent--;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES.get(exponent) ?? ''}`;
}
