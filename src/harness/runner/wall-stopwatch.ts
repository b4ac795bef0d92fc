import type { Scheduler, SchedulerDefinition } from '../../algorithms/schedulers/contract.js';
import type { Catalogues } from '../../replay/catalogues.js';
import type { Stopwatch } from '../../replay/scheduler-perf/stopwatch.js';
import type { MeasuredWindow } from './protocol.js';

/**
 * Measures the wall time that schedulers spend in their own handlers, window by window: without the replay around them,
 * as the real program's figures are without its API server. Reading the clock costs some 0.1 us a call.
 */
export class WallStopwatch implements Stopwatch {
  readonly windows: MeasuredWindow[] = [];
  readonly #now: () => number;
  #spentMs = 0;
  #before = { name: '', spentMs: 0 };

  /** @param now  the wall clock, milliseconds */
  constructor(now: () => number) { this.#now = now; }

  /** The catalogues with schedulers that are measured. */
  timed(catalogues: Catalogues): Catalogues {
    return { ...catalogues, schedulers: new Map([...catalogues.schedulers].map(([name, definition]) => [name, this.#timed(definition)])) };
  }

  windowOpened(name: string): void { this.#before = { name, spentMs: this.#spentMs }; }

  windowClosed(attempts: number, placed: number): void {
    this.windows.push({ name: this.#before.name, attempts, placed, wallSeconds: (this.#spentMs - this.#before.spentMs) / 1000 });
  }

  #timed(definition: SchedulerDefinition): SchedulerDefinition {
    return { ...definition, create: (context, parameters) => this.#wrap(definition.create(context, parameters)) };
  }

  #wrap(scheduler: Scheduler): Scheduler {
    // Each handler keeps its arguments and its answer, so the wrapped object is a scheduler again.
    return Object.fromEntries([...handlersOf(scheduler)].map(([name, handler]) => [name, (...values: unknown[]): unknown => {
      const start = this.#now();
      const answer: unknown = Reflect.apply(handler, scheduler, values);
      this.#spentMs += this.#now() - start;
      return answer;
    }])) as unknown as Scheduler;
  }
}

/** Every function of a scheduler, its own and those of its class. */
function handlersOf(scheduler: Scheduler): Map<string, (...values: unknown[]) => unknown> {
  const found = new Map<string, (...values: unknown[]) => unknown>();
  for (let level: object | null = scheduler; level !== null && level !== Object.prototype; level = Reflect.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      const value: unknown = Reflect.get(scheduler, name);
      if (typeof value === 'function' && name !== 'constructor' && !found.has(name)) found.set(name, value as (...values: unknown[]) => unknown);
    }
  }
  return found;
}
