import { describe, expect, it } from 'vitest';
import {
  backoffCheckUs, backoffEndUs, DEFAULT_BACKOFF, isBackingOff, poolCheckUs, type BackoffSettings,
} from '../../../../../src/algorithms/schedulers/kube/queue/backoff.js';

const seconds = (value: number): number => value * 1e6;
const exact: BackoffSettings = { ...DEFAULT_BACKOFF, popsFromBackoff: false };

describe('the backoff of a pod', () => {
  it.each([
    // Doubled from 1 s, never above 10 s: 1, 2, 4, 8, then 16 -> 10, 32 -> 10
    { name: 'by default', initial: 1, most: 10, waits: [1, 2, 4, 8, 10, 10] },
    // 3, 6, 12, 24, 48, then 96 -> 60
    { name: 'from 3 s to 60 s', initial: 3, most: 60, waits: [3, 6, 12, 24, 48, 60] },
    { name: 'when both ends are alike', initial: 4, most: 4, waits: [4, 4, 4] },
    { name: 'when it is switched off', initial: 1, most: 0, waits: [0, 0] },
  ])('grows $name', ({ initial, most, waits }) => {
    const settings = { ...exact, initialUs: seconds(initial), maxUs: seconds(most) };
    expect(waits.map((_wait, i) => backoffEndUs(settings, 0, i + 1))).toEqual(waits.map(seconds));
  });

  it('stays at its longest however often the pod fails', () => {
    expect(backoffEndUs(exact, seconds(5), 2000)).toBe(seconds(15));
  });

  it('ends with a whole second where pods may be popped early, and holds the pod through that second', () => {
    // Failed at 0.5 s with 1 s to wait: 1.5 is cut to 1, held while it is 1.x, so the check at 2 s finds it.
    const endUs = backoffEndUs(DEFAULT_BACKOFF, seconds(0.5), 1);
    expect(endUs).toBe(seconds(1));
    expect(isBackingOff(DEFAULT_BACKOFF, endUs, seconds(1.999))).toBe(true);
    expect(isBackingOff(DEFAULT_BACKOFF, endUs, seconds(2))).toBe(false);
    expect(backoffCheckUs(endUs)).toBe(seconds(2));
  });

  it('ends exactly where they may not, and is found by the first check after that', () => {
    const endUs = backoffEndUs(exact, seconds(0.5), 1);
    expect(endUs).toBe(seconds(1.5));
    expect(isBackingOff(exact, endUs, seconds(1.5))).toBe(true);
    expect(isBackingOff(exact, endUs, seconds(1.500001))).toBe(false);
    expect(backoffCheckUs(endUs)).toBe(seconds(2));
    // A pod retried at second 4 fails just after it: 4 + 1 = 5 is still held at 5, free at 6.
    expect(backoffCheckUs(backoffEndUs(exact, seconds(4), 1))).toBe(seconds(6));
  });

  it.each([
    // More than 300 s in the pool: failed at 0, at 300 s it is exactly 300, so the check at 330 s finds it
    [0, 330], [1, 330], [29.9, 330], [30, 360], [41, 360],
  ])('lets a pod that failed at %d s leave the pool at %d s', (failed, leaves) => {
    expect(poolCheckUs(DEFAULT_BACKOFF, seconds(failed))).toBe(seconds(leaves));
  });
});
