import { expect, it } from 'vitest';
import { sameInstant, singleServerQueue, steadyTimers, timerStorm } from '../../src/bench/kernel.js';

it('M/M/1 at load 0.5 waits one mean service time: load / (1 - load), within the interval of the run', () => {
  const { operations, meanWait, meanWaitHalfWidth } = singleServerQueue({ customers: 400_000, load: 0.5, seed: 1 });
  expect(operations).toBe(800_000);
  expect(meanWaitHalfWidth).toBeLessThan(0.05);
  // The interval misses one run in twenty; twice its width one in fifty thousand.
  expect(Math.abs(meanWait - 1)).toBeLessThan(2 * meanWaitHalfWidth);
});

it('the timer storm does three operations a timer', () => {
  expect(timerStorm({ timers: 20_000, seed: 1 }).operations).toBe(60_000);
});

it('the steady set fires as many events as asked for', () => {
  expect(steadyTimers({ pending: 2000, events: 10_000, seed: 1 }).operations).toBe(10_000);
});

it('one instant arms and fires every event', () => {
  expect(sameInstant({ events: 5000 }).operations).toBe(10_000);
});
