import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRfc3339Us } from '../../src/base/rfc3339.js';

describe('parseRfc3339Us', () => {
  it('agrees with the language on every instant of its format', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
      expect(parseRfc3339Us(date.toISOString())).toBe(date.getTime() * 1000);
    }));
  });

  it.each([
    ['2026-01-02T03:04:05Z', 1_767_323_045_000_000],
    ['2026-01-02T05:04:05+02:00', 1_767_323_045_000_000],
    ['2026-01-02T03:04:05.123456789Z', 1_767_323_045_123_456],
  ])('reads %s', (text, us) => { expect(parseRfc3339Us(text)).toBe(us); });

  it.each(['', '2026-02-30T00:00:00Z', '2026-01-02', '2026-13-01T00:00:00Z', '2026-01-02 03:04:05Z', '2026-01-02T24:00:00Z'])(
    'refuses "%s"', (text) => { expect(parseRfc3339Us(text)).toBeNull(); });
});
