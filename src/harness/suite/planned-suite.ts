import type { ManifestInput } from '../store/manifest.js';
import type { PlannedCell } from '../runner/run-cells.js';
import type { GateRule } from './gate-rule.js';
import type { InputLoader } from './inputs.js';
import type { DescribedModule, ListedAlgorithm } from './known-algorithms.js';
import type { Override } from './overrides.js';

/** What to run, as the command line says it. */
export interface SuiteOptions {
  /** Scenario files, or folders of them; files of scheduler_perf with `schedulerPerf`. */
  readonly paths: readonly string[];
  readonly settings: readonly Override[];
  readonly seeds: readonly number[] | null;
  readonly variants: readonly string[] | null;
  readonly memoryBytes: number;
  /** The paths are scheduler_perf files, and these workloads of them are meant. */
  readonly schedulerPerf?: PerfChoice;
}

/** Which workloads of scheduler_perf files to run. */
export interface PerfChoice {
  /** Names, `*` stands for any text; empty = all. */
  readonly filters: readonly string[];
  /** `label` or `+label`: must be there; `-label`: must not; empty = any. */
  readonly labels: readonly string[];
  /** Chooses among thresholds, and names the PerfData file; null = the folder of the file. */
  readonly topic: string | null;
}

/** Everything that a run needs: its scenarios, all of its cells in order, and their inputs. */
export interface PlannedSuite {
  readonly name: string;
  readonly scenarios: readonly PlannedScenario[];
  readonly cells: readonly PlannedCell[];
  readonly inputs: InputLoader;
  /** What it was loaded from. */
  readonly source: SuiteOptions;
}

/** What a run tells of a scenario, beside its cells. */
export interface PlannedScenario {
  readonly name: string;
  /** File name without its folder. */
  readonly file: string;
  /** The comment that opens the file. */
  readonly about: string;
  readonly modules: readonly DescribedModule[];
  readonly algorithms: readonly ListedAlgorithm[];
  readonly gates: readonly GateRule[];
  /** Files that were read for it beside the inputs of its cells. */
  readonly files: readonly ManifestInput[];
  readonly warnings: readonly string[];
}
