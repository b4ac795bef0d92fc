import type { Metric } from '../world/metrics/catalog.js';

type Unit = Metric['unit'];

const SECONDS = [[1e-6, 1e9, 'ns'], [1e-3, 1e6, 'µs'], [1, 1e3, 'ms'], [Infinity, 1, 's']] as const;
const BYTES = [[1024, 1, 'B'], [1024 ** 2, 1024, 'KiB'], [1024 ** 3, 1024 ** 2, 'MiB'], [Infinity, 1024 ** 3, 'GiB']] as const;

/**
 * A value with its unit: `95.39 %`, `12.3 ms`, `10,812`, `4.2 MiB`. Written the same everywhere: no locale takes part.
 */
export function valueText(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'undefined';
  switch (unit) {
    case 'ratio': return `${grouped(value * 100, 2)} %`;
    case 'seconds': return scaled(value, SECONDS);
    case 'bytes': return scaled(value, BYTES);
    case 'count': return significant(value);
    case 'pod-seconds': return `${significant(value)} pod-s`;
    case 'per-second': return `${significant(value)} /s`;
  }
}

/** A difference with its sign; differences of ratios are percentage points, never percent. */
export function changeText(value: number, unit: Unit): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '±';
  const size = Math.abs(value);
  return unit === 'ratio' ? `${sign}${grouped(size * 100, 2)} points` : `${sign}${valueText(size, unit)}`;
}

/** `low to high` with one unit at the end where both have it. */
export function rangeText(low: number, high: number, write: (value: number) => string): string {
  const [from, to] = [write(low), write(high)];
  if (from === to) return to;
  const unit = / \S+$/.exec(to)?.[0] ?? '';
  return unit !== '' && from.endsWith(unit) ? `${from.slice(0, -unit.length)} to ${to}` : `${from} to ${to}`;
}

/** A rate or threshold in percent, with at most `decimals` decimals: `5 %` of 0.05. Measured ratios are for {@link valueText}. */
export function percentText(fraction: number, decimals = 2): string { return `${Number((fraction * 100).toFixed(decimals))} %`; }

/** Whole numbers in full, others with about four significant digits, without zeros at the end. */
function significant(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(value, 0);
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-4 && size > 0)) return value.toExponential(3);
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  return grouped(value, decimals).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}

function scaled(value: number, steps: readonly (readonly [number, number, string])[]): string {
  const size = Math.abs(value);
  if (size === 0) return `0 ${steps === SECONDS ? 's' : 'B'}`;
  const [, factor, unit] = steps.find(([below]) => size < below)!;
  return `${threeDigits(steps === SECONDS ? value * factor : value / factor)} ${unit}`;
}

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return grouped(value, 0);
  return grouped(value, size >= 10 ? 1 : 2);
}

/** Fixed decimals with a comma between groups of three digits. */
function grouped(value: number, decimals: number): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
  const isZero = Number(value.toFixed(decimals)) === 0;
  return `${value < 0 && !isZero ? '−' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}`;
}
