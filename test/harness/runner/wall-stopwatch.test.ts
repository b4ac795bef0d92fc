import { describe, expect, it } from 'vitest';
import type { SchedulerDefinition } from '../../../src/algorithms/schedulers/contract.js';
import { WallStopwatch } from '../../../src/harness/runner/wall-stopwatch.js';
import { builtIns } from '../../replay/plans.js';

/** A scheduler whose handlers take 3 and 5 ms on a clock of their own; a class, so that its handlers are inherited. */
function slowScheduler(): { definition: SchedulerDefinition; now: () => number } {
  let clock = 100;
  class Slow {
    readonly #answer = true;
    podArrived(): void { clock += 3; }
    step(): boolean {
      clock += 5;
      return this.#answer;
    }
  }
  return { definition: { ...builtIns.schedulers.get('first-fit')!, create: () => new Slow() }, now: () => clock };
}

describe('the stopwatch of schedulers', () => {
  it('counts what their handlers take within a window, and no more', () => {
    const { definition, now } = slowScheduler();
    const stopwatch = new WallStopwatch(now);
    const timed = stopwatch.timed({ ...builtIns, schedulers: new Map([['slow', definition]]) }).schedulers.get('slow')!;
    const scheduler = timed.create({} as never, {} as never);
    scheduler.podArrived(0);
    stopwatch.windowOpened('first');
    scheduler.podArrived(1);
    expect(scheduler.step!()).toBe(true);
    stopwatch.windowClosed(2, 1);
    scheduler.step!();
    stopwatch.windowOpened('second');
    scheduler.step!();
    stopwatch.windowClosed(1, 0);
    expect(stopwatch.windows).toEqual([
      { name: 'first', attempts: 2, placed: 1, wallSeconds: 0.008 },
      { name: 'second', attempts: 1, placed: 0, wallSeconds: 0.005 },
    ]);
  });

  it('leaves out handlers that a scheduler does not have', () => {
    const { definition, now } = slowScheduler();
    const timed = new WallStopwatch(now).timed({ ...builtIns, schedulers: new Map([['slow', definition]]) }).schedulers.get('slow')!;
    expect(timed.create({} as never, {} as never).nodeChanged).toBeUndefined();
  });
});
