/**
 * Holm's step-down correction: p-values that may each be held against the error rate of the whole family.
 *
 * @returns adjusted p-values in the order given, at most 1
 * Source: S. Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statistics 6 (1979).
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]! || a - b);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  order.forEach((index, step) => {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - step)));
    adjusted[index] = largest;
  });
  return adjusted;
}
