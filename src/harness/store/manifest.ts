import type { Outcome } from '../../replay/result.js';
import type { GateRule } from '../suite/gate-rule.js';

/** An input file of a run, and what its reader read of it. */
export interface ManifestInput {
  /** As the scenario writes it. */
  readonly file: string;
  readonly format: string;
  readonly sha256: string;
  readonly rowsRead: number;
  /** Rows left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** An algorithm that some cell used. */
export interface ManifestAlgorithm {
  readonly kind: string;
  readonly name: string;
  readonly title: string;
  readonly revision: number;
  readonly source: string;
  readonly differs: readonly string[];
  /** Source of the cost model; null for what is not a scheduler. */
  readonly costSource: string | null;
  /** Module that brought it, as the scenario writes it; null for built-in ones. */
  readonly module: string | null;
}

/** One scenario of a run. */
export interface ManifestScenario {
  readonly name: string;
  /** File name as given, without the folder. */
  readonly file: string;
  /** The comment that opens the file: its question, and what may not be concluded. */
  readonly about: string;
  readonly variants: readonly { readonly name: string; readonly scheduler: string; readonly summary: string }[];
  readonly points: readonly string[];
  readonly seeds: readonly number[];
  readonly gates: readonly GateRule[];
  readonly inputs: readonly ManifestInput[];
}

/** `manifest.json`: what was run. Byte-equal for equal content, so no times, hosts or absolute paths. */
export interface Manifest {
  readonly schema: number;
  readonly seatrialVersion: string;
  readonly suite: string;
  /** SHA-256 over the content keys of all cells in order. */
  readonly planHash: string;
  readonly cellCount: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly scenarios: readonly ManifestScenario[];
  readonly algorithms: readonly ManifestAlgorithm[];
  readonly warnings: readonly string[];
}

/** The arguments of a run that decide its cells. */
export interface RunSource {
  readonly paths: readonly string[];
  readonly settings: readonly { readonly key: string; readonly value: unknown }[];
  readonly seeds: readonly number[] | null;
  readonly variants: readonly string[] | null;
  readonly memoryBytes: number;
  /** The paths are scheduler_perf files, and these workloads of them were run. */
  readonly schedulerPerf?: { readonly filters: readonly string[]; readonly labels: readonly string[]; readonly topic: string | null };
}

/** `run.json`: host and times of one invocation; differs from run to run. */
export interface RunInfo {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly wallSeconds: number;
  readonly jobs: number;
  readonly cellsRun: number;
  readonly cellsKept: number;
  /** What the run was planned from, for those who want to replay a cell of it; paths are relative to the run folder. */
  readonly source?: RunSource;
  readonly host: {
    readonly node: string; readonly platform: string; readonly cpus: number; readonly cpuModel: string; readonly memoryBytes: number;
  };
}
