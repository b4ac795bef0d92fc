import { InvalidArgumentError } from 'commander';
import { parseDurationUs } from '../base/duration.js';
import { parseWhole } from '../base/quantity.js';
import { parseSetting, type Override } from '../harness/suite/overrides.js';
import { seeds as seedsSchema } from '../harness/suite/schema.js';

// Parsers of option values; each throws what commander turns into a usage error.

/** `10` is 1..10; `3,5,8`; `42..51`. */
export function seeds(written: string): number[] {
  const list = /^\d+(,\d+)+$/.test(written) ? written.split(',').map(Number) : /^\d+$/.test(written) ? Number(written) : written;
  const parsed = seedsSchema.safeParse(list);
  if (!parsed.success) throw new InvalidArgumentError('expected a count, a list such as 3,5,8 or a range such as 42..51');
  return parsed.data;
}

/** Names separated by commas; empty ones are left out. */
export function names(written: string): string[] {
  return written.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** Collects `--set key=value`. */
export function setting(written: string, before: readonly Override[] = []): Override[] {
  const parsed = parseSetting(written);
  if (parsed === null) throw new InvalidArgumentError('expected key=value, such as until.at-most=1h');
  return [...before, parsed];
}

/** A whole number from 1 to 999,999. */
export function positiveInteger(written: string): number {
  if (!/^[1-9]\d{0,5}$/.test(written)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(written);
}

/** A path that says something: an empty one, as of an unset shell variable, would mean the current folder. */
export function folder(written: string): string {
  if (written.trim() === '') throw new InvalidArgumentError('expected the path of a folder');
  return written;
}

/** A duration of wall time, in milliseconds. */
export function wallMs(written: string): number {
  const us = parseDurationUs(written);
  if (us === null || us < 1000) throw new InvalidArgumentError('expected a duration such as 90s or 10m');
  return us / 1000;
}

/** A quantity of memory, in bytes. */
export function bytes(written: string): number {
  const whole = parseWhole(written);
  if (whole === null || whole < 2 ** 24) throw new InvalidArgumentError('expected a quantity of at least 16Mi, such as 2Gi');
  return whole;
}
