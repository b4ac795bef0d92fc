import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DefaultRateLimiter, TokenBucket } from '../../../src/world/controlplane/index.js';

const SECOND_US = 1_000_000;

describe('the default rate limiter of controllers', () => {
  // 5 ms x 2^failures, at most 1000 s; the bucket is idle.
  it.each([[0, 5_000], [1, 10_000], [2, 20_000], [5, 160_000], [10, 5_120_000], [17, 655_360_000], [18, 1_000_000_000]])(
    'after %i failures waits %i us', (failures, delayUs) => {
      const limiter = new DefaultRateLimiter();
      for (let i = 0; i < failures; i++) limiter.whenUs('key', i * 3600 * SECOND_US);
      expect(limiter.whenUs('key', failures * 3600 * SECOND_US)).toBe(delayUs);
    });

  it('holds the 101st immediate failure of different keys back for 100 ms: 10 per second after a burst of 100', () => {
    const limiter = new DefaultRateLimiter();
    for (let i = 0; i < 100; i++) expect(limiter.whenUs(`key ${i}`, 0)).toBe(5_000);
    expect(limiter.whenUs('key 100', 0)).toBe(100_000);
  });

  it('begins again after a success', () => {
    const limiter = new DefaultRateLimiter();
    limiter.whenUs('key', 0);
    limiter.whenUs('key', 0);
    limiter.forget('key');
    expect(limiter.whenUs('key', 0)).toBe(5_000);
  });
});

describe('a token bucket', () => {
  it('lets 500 requests through in 23.5 s at 20 per second, burst 30', () => {
    const bucket = new TokenBucket({ perSecond: 20, burst: 30 });
    const waits = Array.from({ length: 500 }, () => bucket.reserve(0));
    expect(waits.slice(0, 30).every((wait) => wait === 0)).toBe(true);
    // (500 - 30) / 20
    expect(waits.at(-1)).toBe(23_500_000);
  });

  it('is full again after burst / rate and never fuller', () => {
    const bucket = new TokenBucket({ perSecond: 20, burst: 30 });
    for (let i = 0; i < 30; i++) bucket.reserve(0);
    expect(bucket.reserve(1_450_000)).toBe(0);
    for (let i = 0; i < 30; i++) bucket.reserve(1_000 * SECOND_US);
    expect(bucket.reserve(1_000 * SECOND_US)).toBe(50_000);
  });

  it('never grants more than burst + rate x time in any window, and grants in order', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 60 }),
      (perSecond, burst, gaps) => {
        const bucket = new TokenBucket({ perSecond, burst });
        let nowUs = 0;
        const grants = gaps.map((gap) => {
          nowUs += gap;
          return nowUs + bucket.reserve(nowUs);
        });
        for (let i = 0; i < grants.length; i++) {
          if (i > 0) expect(grants[i]).toBeGreaterThanOrEqual(grants[i - 1]!);
          for (let j = i; j < grants.length; j++) {
            // Waits are rounded up to whole microseconds.
            const allowed = burst + ((grants[j]! - grants[i]! + 1) * perSecond) / SECOND_US;
            expect(j - i + 1).toBeLessThanOrEqual(allowed + 1e-9);
          }
        }
      },
    ));
  });
});
