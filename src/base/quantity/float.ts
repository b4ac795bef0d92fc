import type { Quantity } from '../quantity.js';

/**
 * The amount as a double, as fast and as inexact as upstream: the digits times a power of ten, each rounded before. So
 * `734003200m` is 734003.2000000001. Infinite beyond the range of doubles.
 *
 * Source: k8s.io/apimachinery v0.36.3, pkg/api/resource/quantity.go, AsApproximateFloat64.
 */
export function approximateFloat({ unscaled, scale }: Quantity): number {
  return scale === 0 ? Number(unscaled) : Number(unscaled) * powerOfTen(scale);
}

/** 10^`power` as Go's library makes it: from two exact table entries, so that the last digit can differ from the nearest double. */
function powerOfTen(power: number): number {
  if (power < -323) return 0;
  if (power > 308) return Infinity;
  const size = Math.abs(power);
  const fine = Number(`1e${size % 32}`);
  return power < 0 ? Number(`1e-${size - (size % 32)}`) / fine : Number(`1e${size - (size % 32)}`) * fine;
}
