import { describe, expect, it } from 'vitest';
import { changeText, rangeText, valueText } from '../../src/analysis/number-text.js';

describe('numbers in words', () => {
  it.each([
    [0.95391, 'ratio', '95.39 %'], [0.000123, 'seconds', '123 µs'], [0.0123, 'seconds', '12.3 ms'], [24.2, 'seconds', '24.2 s'],
    [0, 'seconds', '0 s'], [2.5e-8, 'seconds', '25 ns'], [86400, 'seconds', '86,400 s'], [10812, 'count', '10,812'], [985.32, 'count', '985.3'],
    [3_400_000, 'bytes', '3.24 MiB'], [12.5, 'pod-seconds', '12.5 pod-s'],
    [30000, 'per-second', '30,000 /s'], [1e21, 'count', '1.000e+21'], [0.2, 'count', '0.2'], [1.3, 'count', '1.3'], [1200.4, 'count', '1,200'],
  ] as const)('%d %s is %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it('writes differences of ratios in points, with a sign', () => {
    expect(changeText(0.0231, 'ratio')).toBe('+2.31 points');
    expect(changeText(-0.5, 'seconds')).toBe('−500 ms');
    expect(changeText(0, 'count')).toBe('±0');
  });

  it('writes the unit of a range once', () => {
    expect(rangeText(0.022, 0.024, (value) => valueText(value, 'ratio'))).toBe('2.20 to 2.40 %');
    expect(rangeText(0.5, 2, (value) => valueText(value, 'seconds'))).toBe('500 ms to 2 s');
  });
});
