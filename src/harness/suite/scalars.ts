import { z } from 'zod';
import { parseDurationUs, parsePerSecond } from '../../base/duration.js';
import { parseMilli, parseWhole } from '../../base/quantity.js';

// The scalars of scenario files. Each takes what people write and answers what the simulation counts in.

/** "5m", "1h30m", "250ms" or 0: integer microseconds. */
export const duration = text('a duration such as "250ms", "5m" or "1h30m"', parseDurationUs);

/** "32", 32, "500m": milli-CPU. */
export const cpuQuantity = text('a CPU quantity such as 4 or "500m"', parseMilli);

/** "128Gi", 110: whole units, such as bytes. */
export const wholeQuantity = text('a quantity such as 110 or "128Gi"', parseWhole);

/** "20/s", "5/m", "100/h": events per second. */
export const rate = text('a rate such as "20/s", "5/m" or "100/h"', parsePerSecond);

/** "130%", 1.3: a fraction. */
export const fraction = text('a percentage such as "130%" or a fraction such as 1.3', (written) => {
  const found = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(written);
  return found === null ? null : found[2] === '%' ? Number(found[1]) / 100 : Number(found[1]);
});

/** How many nodes or pods: at most as many as tables can hold in any memory, so that a slip of the hand is told at once. */
export const count = z.int().min(1).max(100_000_000);

function text(expected: string, parse: (written: string) => number | null) {
  return z.union([z.string(), z.number()], { error: () => expected }).transform((value, context) => {
    const parsed = parse(String(value).trim());
    if (parsed !== null && parsed >= 0) return parsed;
    context.issues.push({ code: 'custom', input: value, message: `${JSON.stringify(value)} is not ${expected}`, params: { problem: 'SCN006' } });
    return z.NEVER;
  }).meta({ description: expected });
}
