import { rearmedTimers, singleServerQueue, timerStorm } from '../kernel.js';
import type { Load } from './load.js';

/** Load of the queue: the mean wait is load / (1 - load) mean service times. */
const QUEUE_LOAD = 0.8;
const MEAN_WAIT = QUEUE_LOAD / (1 - QUEUE_LOAD);
const MILLION = 1e6;

/** M/M/1 through the kernel: what an event costs while few are pending, and whether the queue is the one of theory. */
export const queue: Load = {
  name: 'mm1',
  how: 'M/M/1 at load 0.8, 10 million customers of two events each, on the event kernel; from the first event to the last, draws '
    + 'and queue included. The wait is that of the same run, its 95 % interval from the means of 50 batches; another seed each run.',
  measures: [
    { name: 'events', title: 'M/M/1, 10 million customers', unit: 'M events/s', target: { atLeast: 12 } },
    { name: 'mean-wait', title: 'M/M/1: mean wait (theory: 4)', unit: 'services', target: null },
    { name: 'wait-half-width', title: 'M/M/1: half of its 95 % interval', unit: 'services', target: null },
    { name: 'wait-error', title: 'M/M/1: error of it / half interval', unit: 'x', target: { atMost: 1 } },
  ],
  run(scale, round) {
    const { operationsPerSecond, meanWait, meanWaitHalfWidth } = singleServerQueue({
      customers: scale === 'full' ? 10 * MILLION : 100_000, load: QUEUE_LOAD, seed: round,
    });
    return [operationsPerSecond / MILLION, meanWait, meanWaitHalfWidth, Math.abs(meanWait - MEAN_WAIT) / meanWaitHalfWidth];
  },
};

/** A million timers: what arming, cancelling and firing cost while many are pending. */
export const timers: Load = {
  name: 'timers',
  how: 'A million timers armed at random instants of an hour, every second one cancelled and armed again, all fired: three million '
    + 'operations on the event kernel, timed together.',
  measures: [{ name: 'operations', title: 'timer storm, 1 million timers', unit: 'M ops/s', target: { atLeast: 4 } }],
  run: (scale, round) => [timerStorm({ timers: scale === 'full' ? MILLION : 20_000, seed: round }).operationsPerSecond / MILLION],
};

/** Timers that never fire because they are armed anew, as timeouts are: memory must not grow with time. */
export const rearmed: Load = {
  name: 'rearmed-timers',
  how: '10,000 pending timers; 10 million times one of them is cancelled and armed again while the clock moves on. Told: the most rows '
    + 'of memory that the kernel ever held (rows of events and entries of its front), per pending timer.',
  measures: [
    { name: 'rows', title: 'timers re-armed for ever: memory', unit: 'rows/timer', target: { atMost: 8 } },
    { name: 'operations', title: 'timers re-armed for ever: speed', unit: 'M ops/s', target: null },
  ],
  run(scale, round) {
    const pending = scale === 'full' ? 10_000 : 1000;
    const { mostRows, operationsPerSecond } = rearmedTimers({ pending, rearms: scale === 'full' ? 10 * MILLION : 100_000, seed: round });
    return [mostRows / pending, operationsPerSecond / MILLION];
  },
};
