import type { CellInputs, CellPlan } from '../../replay/plan.js';
import type { CellResult } from '../../replay/result.js';
import type { Parameters } from '../../algorithms/parameters.js';
import type { Point } from '../../algorithms/schedulers/kube/framework/plugin.js';

// Everything that crosses a thread is plain data: no functions, class instances or Error objects.

/** A module of the user, as the scenario names it. */
export interface ModuleReference {
  /** `file:` address to import. */
  readonly url: string;
  /** As the scenario writes it; used in messages, because addresses differ from machine to machine. */
  readonly label: string;
}

/** Given to a worker once: the inputs of all scenarios. Their columns are shared memory and are not copied. */
export interface WorkerSetup { readonly inputs: CellInputs }

/** One cell to replay. */
export interface CellTask {
  readonly plan: CellPlan;
  /** Modules to load before the replay; empty for cells of built-in algorithms alone. */
  readonly modules: readonly ModuleReference[];
}

/** The scheduler's own work in one measurement window of a scheduler_perf workload, on the wall clock. */
export interface MeasuredWindow {
  /** As the file calls it, or the namespace of the measured pods. */
  readonly name: string;
  readonly attempts: number;
  /** Attempts that placed their pod. */
  readonly placed: number;
  readonly wallSeconds: number;
}

/** A worker's answer. */
export interface CellAnswer {
  readonly result: CellResult;
  /** Windows of a scheduler_perf workload; absent for all other cells. */
  readonly measured?: readonly MeasuredWindow[];
  /** Wall time of the replay alone, without starting the worker or loading modules. */
  readonly wallSeconds: number;
}

/** Why a cell has no result of its own. */
export type CrashKind = 'error' | 'timeout' | 'memory' | 'exit' | 'unserialisable';

/** What a module brings, without its functions. */
export interface ModuleAlgorithm {
  readonly kind: string;
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly revision: number;
  readonly differs: readonly string[];
  readonly parameters: Parameters;
  readonly costSource: string | null;
  /** Extension points of a plugin of the scheduler `kube`; absent for everything else. */
  readonly points?: readonly Point[];
}

/** Answer to "what does this module bring?". */
export type ModuleDescription =
  | { readonly loaded: true; readonly algorithms: readonly ModuleAlgorithm[]; readonly graphHash: string }
  | { readonly loaded: false; readonly message: string; readonly graphHash: string };
