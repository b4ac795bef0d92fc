/** Nanoseconds per unit, as Go's time.ParseDuration knows them. */
const UNIT_NS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n], ['us', 1_000n], ['µs', 1_000n], ['μs', 1_000n], ['ms', 1_000_000n],
  ['s', 1_000_000_000n], ['m', 60_000_000_000n], ['h', 3_600_000_000_000n],
]);
const PARTS = /^[+-]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /([0-9]*)\.?([0-9]*)(ns|us|µs|μs|ms|s|m|h)/g;
const INT64_MAX = 2n ** 63n - 1n;

/**
 * A duration of the API in nanoseconds, or null when the text is none. Unlike base/duration.ts: signs, no days.
 *
 * Source: Go 1.26, time.ParseDuration. Differs: above 2^53 ns (104 days) the number is rounded.
 */
export function parseGoDurationNs(text: string): number | null {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!PARTS.test(text)) return null;
  let sum = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(PART)) {
    sum += (BigInt(whole + fraction) * UNIT_NS.get(unit)!) / 10n ** BigInt(fraction.length);
  }
  if (sum > INT64_MAX) return null;
  return text.startsWith('-') ? -Number(sum) : Number(sum);
}

/** Writes nanoseconds as Go does: `10m0s`, `1h0m0.5s`, `3s`, `500ms`, `0s`. */
export function formatGoDuration(ns: number): string {
  if (ns === 0) return '0s';
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  if (size < 1e9) {
    const [unit, unitNs] = size < 1e3 ? ['ns', 1] as const : size < 1e6 ? ['µs', 1e3] as const : ['ms', 1e6] as const;
    return `${sign}${decimal(size, unitNs)}${unit}`;
  }
  const hours = Math.floor(size / 3.6e12);
  const minutes = Math.floor((size % 3.6e12) / 6e10);
  const seconds = `${decimal(size % 6e10, 1e9)}s`;
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}`;
}

/** `amount` ÷ `unit` (a power of ten) without trailing zeros. */
function decimal(amount: number, unit: number): string {
  const fraction = String(amount % unit).padStart(String(unit).length - 1, '0').replace(/0+$/, '');
  return `${Math.floor(amount / unit)}${unit === 1 || fraction === '' ? '' : `.${fraction}`}`;
}
