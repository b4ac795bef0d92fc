/**
 * Ticks of a logarithmic axis: 1, 10, 100 ...; with 2 and 5 between them where the axis spans less than two decades.
 *
 * @returns those inside [low, high], which are positive
 */
export function logTicks(low: number, high: number): number[] {
  const steps = high / low < 100 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    // Read from text: powers of ten by multiplication would miss the decimal number by a digit.
    for (const step of steps) ticks.push(Number(`${step}e${exponent}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}
