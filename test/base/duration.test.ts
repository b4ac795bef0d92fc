import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDurationUs, parseDurationUs, parsePerSecond } from '../../src/base/duration.js';

describe('durations', () => {
  it.each([
    { text: '5m', us: 300_000_000 },
    { text: '1h30m', us: 5_400_000_000 },
    { text: '250ms', us: 250_000 },
    { text: '0.1s', us: 100_000 },
    { text: '1.5us', us: null },
    { text: '0', us: 0 },
    { text: '', us: null },
    { text: '5', us: null },
    { text: '5 m', us: null },
    { text: '-5m', us: null },
    { text: '5min', us: null },
    // 300 years exceed 2^53 microseconds (about 285 years)
    { text: '109500d', us: null },
  ])('"$text" is $us microseconds', ({ text, us }) => {
    expect(parseDurationUs(text)).toBe(us);
  });

  it('come back unchanged through their text', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (us) => { expect(parseDurationUs(formatDurationUs(us))).toBe(us); }));
    expect(formatDurationUs(5_400_000_000)).toBe('1h30m');
    expect(formatDurationUs(0)).toBe('0s');
  });
});

describe('rates', () => {
  it.each([
    { text: '20/s', perSecond: 20 },
    { text: '6/m', perSecond: 0.1 },
    { text: '36 / h', perSecond: 0.01 },
    { text: '20', perSecond: null },
    { text: '20/min', perSecond: null },
  ])('"$text" is $perSecond per second', ({ text, perSecond }) => {
    expect(parsePerSecond(text)).toBe(perSecond);
  });
});
