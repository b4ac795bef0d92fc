import { fork } from 'node:child_process';
import type { Load, Scale } from './load.js';

/** One run of a load. */
export interface LoadRun {
  /** One value per measure of the load. */
  readonly values: readonly number[];
  /** Of the whole run, setting up included. */
  readonly wallSeconds: number;
  /** Processor time over wall time, all threads together: well below 1 on a machine that does other work. */
  readonly busyCores: number;
}

/** Runs a load once: in this process (tests), or in one of its own. */
export type RunLoad = (load: Load, scale: Scale, round: number) => Promise<LoadRun>;

/** Runs a load in this process and watches the clock. */
export const runHere: RunLoad = async (load, scale, round) => {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const values = await load.run(scale, round);
  const wallSeconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  return { values, wallSeconds, busyCores: (user + system) / 1e6 / wallSeconds };
};

/**
 * Runs a load in a fresh process: what ran before has neither warmed nor spoilt the compiler's view of the code, and the
 * peak of memory is the load's own.
 */
export const runInChild: RunLoad = (load, scale, round) => new Promise((resolve, reject) => {
  const child = fork(new URL('./child.js', import.meta.url), [load.name, scale, String(round)], {
    execArgv: [], stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  });
  let answer: LoadRun | null = null;
  child.once('message', (run: LoadRun) => { answer = run; });
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    if (answer !== null) resolve(answer);
    else reject(new Error(`the load ${load.name} ended without an answer (${signal ?? `exit code ${code}`})`));
  });
});
