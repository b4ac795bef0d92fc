/**
 * Kubernetes quantities such as `500m`, `1.5Gi` or `12e6`: exact decimal numbers, read and rounded exactly as the real
 * library does it, also where that is odd (no saturation outside int64). Their text, further arithmetic and the
 * conversion to floating point are in the folder of the same name.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/api/resource; the recordings of its own tests are the judge.
 */
export interface Quantity {
  readonly format: 'DecimalSI' | 'DecimalExponent' | 'BinarySI';
  /** The number is `unscaled` x 10^`scale`. */
  readonly unscaled: bigint;
  readonly scale: number;
  /**
   * Whether the real library holds it as a big decimal. It decides how a result outside int64 comes out: a small one
   * becomes 0, a big one wraps.
   */
  readonly isBig: boolean;
  /** The text that it was read from, where upstream keeps it because it takes it for canonical. */
  readonly text?: string | null;
}

export const INT64_MAX = 9_223_372_036_854_775_807n;
export const INT64_MIN = -9_223_372_036_854_775_808n;
/** Finest scale that is kept; smaller amounts round up to it. */
const NANO = -9;
/** Powers of ten that upstream multiplies by in one step, which wraps; it reaches others digit by digit and gives up with 0. */
const WRAPPING_POWERS: ReadonlySet<number> = new Set([0, 1, 2, 3, 6, 9]);
/** Exponents beyond this are out of any meaningful range, and their numbers would fill the memory. */
const MAX_EXPONENT = 1000;
/** Decimal digits that always fit an int64. */
const FAST_DIGITS = 18;

/** Digits may be missing altogether, as upstream: `k` is 0. */
const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** Reads a quantity; null when the text is none. */
export function parseQuantity(text: string): Quantity | null {
  const found = SHAPE.exec(text);
  if (found === null || text === '') return null;
  const [, sign, written = '', fraction = '', suffix = ''] = found;
  const binary = BINARY[suffix];
  const decimal = DECIMAL[suffix] ?? exponentOf(suffix);
  if (binary === undefined && decimal === null) return null;

  const isNegative = sign === '-';
  const whole = written.replace(/^0+/, '') || '0';
  const digits = whole + fraction;
  const format = binary !== undefined ? 'BinarySI' : suffix in DECIMAL ? 'DecimalSI' : 'DecimalExponent';
  const scale = (decimal ?? 0) - fraction.length;
  const isFast = binary === undefined
    ? digits.length <= FAST_DIGITS && scale >= NANO
    : fraction === '' && digits.length + Math.trunc(binary * 3 / 10) + 1 <= 15;
  const unscaled = binary === undefined ? BigInt(digits) : BigInt(digits) << BigInt(binary);
  if (isFast) {
    const keepsText = binary === undefined
      ? scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0')
      // Upstream takes a multiple of 8 for one that a larger suffix may fit. The last three digits tell.
      : Number(digits.slice(-3)) % 8 !== 0;
    return { format, unscaled: signed(unscaled, isNegative), scale, isBig: false, text: keepsText ? text : null };
  }
  // The slow path upstream wants a digit before the suffix.
  if (written === '' && fraction === '') return null;
  return bigQuantity({ isNegative, unscaled, scale }, format);
}

/**
 * Exponent of a suffix such as `e3` or `E-9`; null when it is none.
 * Differs: upstream also takes exponents beyond a thousand, up to 32 bits.
 */
function exponentOf(suffix: string): number | null {
  const found = /^[eE]([-+]?[0-9]+)$/.exec(suffix);
  if (found === null) return null;
  const exponent = Number(found[1]);
  return Math.abs(exponent) <= MAX_EXPONENT ? exponent : null;
}

function bigQuantity(
  number: { readonly isNegative: boolean; readonly unscaled: bigint; readonly scale: number }, format: Quantity['format'],
): Quantity {
  let unscaled = number.unscaled;
  let scale = number.scale;
  // Amounts are brought to nano units; what is finer rounds up, so that "some" never becomes "none".
  if (scale > NANO) unscaled *= tenTo(scale - NANO);
  else if (scale < NANO) unscaled = ceilDivide(unscaled, tenTo(NANO - scale));
  scale = NANO;
  const one = tenTo(-NANO);
  if (format === 'BinarySI' && unscaled > INT64_MAX * one) {
    unscaled = INT64_MAX;
    scale = 0;
  }
  // Below one, a binary suffix would hide the digits: the library switches to decimal ones.
  const isSmall = format === 'BinarySI' && scale === NANO && unscaled > 0n && unscaled < one;
  return { format: isSmall ? 'DecimalSI' : format, unscaled: signed(unscaled, number.isNegative), scale, isBig: true, text: null };
}

/** The amount in whole units, rounded up, as an int64. */
export function quantityValue(quantity: Quantity): bigint { return scaledValue(quantity, 0); }

/** The amount in thousandths, rounded up, as an int64. */
export function quantityMilliValue(quantity: Quantity): bigint { return scaledValue(quantity, -3); }

/** The amount in units of 10^`scale`, rounded up away from what is lost, as an int64 (see {@link Quantity.isBig}). */
export function scaledValue(quantity: Quantity, scale: number): bigint {
  const { unscaled, isBig } = quantity;
  const up = quantity.scale - scale;
  if (!isBig) {
    if (up >= 0) {
      const value = unscaled * tenTo(up);
      if (WRAPPING_POWERS.has(up)) return BigInt.asIntN(64, value);
      return magnitude(value) > INT64_MAX ? 0n : value;
    }
    // Small amounts round away from zero.
    return signed(ceilDivide(magnitude(unscaled), tenTo(-up)), unscaled < 0n);
  }
  // 10^19 and more do not fit the int64 that upstream multiplies by: the machine makes the smallest one of them.
  if (up >= 0) return BigInt.asIntN(64, unscaled * (up < 19 ? tenTo(up) : INT64_MIN));
  const divisor = tenTo(-up);
  // Upstream's short cut for what it takes to fit an int64; it forgets that a large negative does not.
  if (unscaled < INT64_MAX && -up < 19) {
    const wrapped = BigInt.asIntN(64, unscaled);
    return wrapped / divisor + (wrapped % divisor === 0n ? 0n : 1n);
  }
  return BigInt.asIntN(64, ceilDivide(unscaled, divisor));
}

/** -1, 0 or 1 as `a` is smaller than, equal to or larger than `b`; exact. */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const scale = Math.min(a.scale, b.scale);
  const left = a.scale === scale ? a.unscaled : a.unscaled * tenTo(a.scale - scale);
  const right = b.scale === scale ? b.unscaled : b.unscaled * tenTo(b.scale - scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Exact sum; it keeps the format of `a`, or of `b` when `a` is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  if (!a.isBig && !b.isBig) {
    if (b.unscaled === 0n) return { format, unscaled: a.unscaled, scale: a.scale, isBig: false };
    if (a.unscaled === 0n) return { format, unscaled: b.unscaled, scale: b.scale, isBig: false };
  }
  const scale = Math.min(a.scale, b.scale);
  const left = a.scale === scale ? a.unscaled : a.unscaled * tenTo(a.scale - scale);
  const right = b.scale === scale ? b.unscaled : b.unscaled * tenTo(b.scale - scale);
  const isBig = a.isBig || b.isBig || !isInt64(left) || !isInt64(right) || !isInt64(left + right);
  return { format, unscaled: left + right, scale, isBig };
}

/** The amount rounded away from zero to a multiple of 10^`scale`; exact amounts stay as they are. */
export function roundUp(quantity: Quantity, scale: number): Quantity {
  if (quantity.scale >= scale) return quantity;
  const rounded = ceilDivide(magnitude(quantity.unscaled), tenTo(scale - quantity.scale));
  return { ...quantity, unscaled: signed(rounded, quantity.unscaled < 0n), scale, text: null };
}

/** Whether the amount is a whole number of times `unit`, which is not zero. */
export function isMultipleOf(quantity: Quantity, unit: Quantity): boolean {
  const scale = Math.min(quantity.scale, unit.scale);
  return (quantity.unscaled * tenTo(quantity.scale - scale)) % (unit.unscaled * tenTo(unit.scale - scale)) === 0n;
}

/** The amount for people, in plain digits: whole units where it is whole, else thousandths, rounded up. */
export function formatPlain(quantity: Quantity): string {
  const milli = roundUp(quantity, -3);
  const value = milli.unscaled * tenTo(milli.scale + 3);
  return value % 1000n === 0n ? String(value / 1000n) : `${value}m`;
}

/** Text as {@link parseQuantity} reads it, in thousandths rounded up; null when it is no quantity. */
export function parseMilli(text: string): number | null { return parseScaled(text, -3); }

/** Text as {@link parseQuantity} reads it, in whole units rounded up; null when it is no quantity. */
export function parseWhole(text: string): number | null { return parseScaled(text, 0); }

const COMMON = /^([0-9]{1,9})(m|k|M|G|Ki|Mi|Gi)?$/;
const COMMON_MILLI: Readonly<Record<string, number>> = {
  m: 1, k: 1e6, M: 1e9, G: 1e12, Ki: 1000 * 2 ** 10, Mi: 1000 * 2 ** 20, Gi: 1000 * 2 ** 30,
};

/** Numbers beyond 2^53 are rounded to the nearest double. */
function parseScaled(text: string, scale: 0 | -3): number | null {
  const common = COMMON.exec(text);
  if (common !== null) {
    const milli = Number(common[1]) * (common[2] === undefined ? 1000 : COMMON_MILLI[common[2]]!);
    if (milli <= Number.MAX_SAFE_INTEGER) return scale === 0 ? Math.ceil(milli / 1000) : milli;
  }
  const quantity = parseQuantity(text);
  return quantity === null ? null : Number(scaledValue(quantity, scale));
}

/** Whether a number is one of 64 bits. */
export function isInt64(value: bigint): boolean { return value >= INT64_MIN && value <= INT64_MAX; }

export function tenTo(power: number): bigint { return 10n ** BigInt(power); }

function signed(value: bigint, isNegative: boolean): bigint { return isNegative ? -value : value; }

function magnitude(value: bigint): bigint { return value < 0n ? -value : value; }

/** Rounds up, towards plus infinity. */
function ceilDivide(value: bigint, divisor: bigint): bigint { return value > 0n ? (value + divisor - 1n) / divisor : value / divisor; }
