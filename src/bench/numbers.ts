// The campaign behind the table "Numbers to reach" of the README. Run it on a quiet machine: `npm run numbers`.
import { bestFit } from './numbers/best-fit-load.js';
import { deployment } from './numbers/deployment-load.js';
import { growth } from './numbers/growth-load.js';
import { queue, rearmed, timers } from './numbers/kernel-loads.js';
import { kube, kubeMemory, kubePlain, kubeShapes, kubeStart } from './numbers/kube-load.js';
import type { Load, Measure, Scale, Target } from './numbers/load.js';
import { median } from './numbers/median.js';
import { openb } from './numbers/openb-load.js';
import type { LoadRun, RunLoad } from './numbers/run-load.js';

export type { Load, Scale, Target } from './numbers/load.js';
export { runHere, runInChild } from './numbers/run-load.js';

/** Every load, in the order of the table. */
export const LOADS: readonly Load[] = [openb, kube, kubeShapes, kubeMemory, kubeStart, kubePlain, queue, timers, rearmed, deployment, bestFit, growth];

/** One number of the table. */
export interface NumberRow {
  /** `load/measure`. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly target: Target | null;
  /** One value per run, in the order of the runs. */
  readonly samples: readonly number[];
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Whether the median reaches the target; null where there is none. Targets are stated for the full scale alone. */
  readonly isReached: boolean | null;
  /** What was run and how it was timed. */
  readonly how: string;
}

/** What a campaign measured. */
export interface Numbers {
  readonly rows: readonly NumberRow[];
  /** Per load, for each run: its wall time and how many cores it kept busy. */
  readonly runs: Readonly<Record<string, readonly Pick<LoadRun, 'wallSeconds' | 'busyCores'>[]>>;
}

/**
 * Runs every load `rounds` times, one after another and round by round: a machine that slows down for a while touches
 * one round of all loads instead of all rounds of one.
 */
export async function measureNumbers(options: {
  readonly loads: readonly Load[];
  readonly rounds: number;
  readonly scale: Scale;
  readonly runLoad: RunLoad;
  readonly onRun?: (load: Load, round: number, run: LoadRun) => void;
}): Promise<Numbers> {
  const { loads, rounds, scale, runLoad, onRun } = options;
  const runs = new Map<string, LoadRun[]>(loads.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const load of loads) {
      const run = await runLoad(load, scale, round);
      runs.get(load.name)!.push(run);
      onRun?.(load, round, run);
    }
  }
  return {
    rows: loads.flatMap((load) => load.measures.map((measure, i) => rowOf({
      load, measure, samples: runs.get(load.name)!.map(({ values }) => values[i]!), target: scale === 'full' ? measure.target : null,
    }))),
    runs: Object.fromEntries([...runs].map(([name, list]) => [
      name, list.map(({ wallSeconds, busyCores }) => ({ wallSeconds, busyCores })),
    ])),
  };
}

function rowOf({ load, measure, samples, target }: {
  readonly load: Load; readonly measure: Measure; readonly samples: readonly number[]; readonly target: Target | null;
}): NumberRow {
  const { title, unit } = measure;
  const middle = median(samples);
  return {
    name: `${load.name}/${measure.name}`, title, unit, target, samples,
    median: middle, min: Math.min(...samples), max: Math.max(...samples),
    isReached: target === null ? null : 'atMost' in target ? middle <= target.atMost : middle >= target.atLeast,
    how: load.how,
  };
}
