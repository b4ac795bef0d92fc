/**
 * Measures, outside of the simulation, how long the scheduler's own work takes on the wall clock. It is told of the windows
 * that a workload measures and answers nothing, so that nothing measured can find its way into a replay.
 */
export interface Stopwatch {
  windowOpened(name: string): void;
  /** @param attempts  scheduling attempts within the window; `placed` of them placed their pod */
  windowClosed(attempts: number, placed: number): void;
}

/** Measures nothing. */
export const NO_STOPWATCH: Stopwatch = { windowOpened: () => undefined, windowClosed: () => undefined };
