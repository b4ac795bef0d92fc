import { invariant } from './invariant.js';

/** Microseconds in each unit that durations are written in, largest first. */
const UNITS = [['d', 86_400_000_000], ['h', 3_600_000_000], ['m', 60_000_000], ['s', 1_000_000], ['ms', 1_000], ['us', 1]] as const;
const UNIT_US: ReadonlyMap<string, number> = new Map(UNITS);

const PART = /([0-9]+)(?:\.([0-9]+))?(d|h|ms|us|m|s)/y;

/**
 * Reads a duration such as `5m`, `1h30m`, `2.5s` or `250ms`; units are d, h, m, s, ms and us.
 *
 * @returns whole microseconds; null when the text is no duration, is finer than a microsecond or exceeds 2^53 us
 */
export function parseDurationUs(text: string): number | null {
  if (text === '0') return 0;
  let us = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const found = PART.exec(text);
    if (found === null) return null;
    const part = scaled(found[1]!, found[2] ?? '', UNIT_US.get(found[3]!)!);
    if (part === null) return null;
    us += part;
  }
  return text !== '' && us <= Number.MAX_SAFE_INTEGER ? us : null;
}

/** `whole.fraction` x `unit` when that is a whole number. Digits are counted as integers: 0.1 is no double. */
function scaled(whole: string, fraction: string, unit: number): number | null {
  const digits = fraction.replace(/0+$/, '');
  const product = BigInt(whole + digits) * BigInt(unit);
  const divisor = 10n ** BigInt(digits.length);
  return product % divisor === 0n ? Number(product / divisor) : null;
}

/** Writes microseconds the way {@link parseDurationUs} reads them, largest unit first: `1h30m`, `2s500ms`, `0s`. */
export function formatDurationUs(us: number): string {
  invariant(Number.isSafeInteger(us) && us >= 0, `a duration is a whole number of microseconds, not ${us}`);
  let rest = us;
  let text = '';
  for (const [unit, unitUs] of UNITS) {
    const count = Math.floor(rest / unitUs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitUs;
  }
  return text === '' ? '0s' : text;
}

/**
 * Reads a rate such as `20/s`, `5/m` or `0.5/h`.
 *
 * @returns events per second; null when the text is no rate
 */
export function parsePerSecond(text: string): number | null {
  const found = /^([0-9]+(?:\.[0-9]+)?)\s*\/\s*(s|m|h|d)$/.exec(text);
  return found === null ? null : Number(found[1]) / (UNIT_US.get(found[2]!)! / 1_000_000);
}
