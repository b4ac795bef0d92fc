import { describe, expect, it } from 'vitest';
import { byCodeUnit } from '../../src/base/by-code-unit.js';

describe('byCodeUnit', () => {
  it('orders by code unit, where a locale would not', () => {
    // U+005A "Z" < U+0061 "a" < U+00E4 "ä"; a locale would put "a" and "ä" before "Z", and "10" is text, not a number.
    expect(['ä', 'a', 'Z', '2', '10'].sort(byCodeUnit)).toEqual(['10', '2', 'Z', 'a', 'ä']);
  });

  it('answers 0 for equal texts alone', () => {
    expect(byCodeUnit('a', 'a')).toBe(0);
    // The same letter on the screen, one and two code units.
    expect(byCodeUnit('\u00e4', 'a\u0308')).toBe(1);
  });
});
