import path from 'node:path';
import type { Manifest } from '../harness/store/manifest.js';
import type { Run } from '../harness/store/read-run.js';
import type { CellRecord } from '../harness/store/record.js';

/**
 * Measured decision time of one scheduler on a cluster of one size, from `seatrial bench`, which runs alone on the
 * machine. One sample is the mean cost per decision of one batch.
 */
export interface DecisionTime {
  /** Name in the catalogue of schedulers. */
  readonly scheduler: string;
  /** Number of nodes of the cluster that was decided on. */
  readonly nodes: number;
  /** Wall seconds per decision, one number per batch, in the order of measuring. */
  readonly samplesSeconds: readonly number[];
  /** Decisions in one batch; null when batches differ or it was not noted. */
  readonly decisionsPerSample: number | null;
}

/** What the analysis knows of one run: plain data, already read. */
export interface RunData {
  /** What people call the run: the name of its folder. */
  readonly name: string;
  readonly manifest: Manifest;
  /** All planned cells in order. */
  readonly records: readonly CellRecord[];
  /** Wall seconds of each cell's replay, in the order of `records`; empty when they were not kept. */
  readonly wallSeconds: readonly number[];
  /** Empty when `bench` has not been run. */
  readonly decisionTimes: readonly DecisionTime[];
}

/** The run that the store read, with the decision times that belong to it. */
export function runDataOf(run: Run, decisionTimes: readonly DecisionTime[]): RunData {
  return {
    name: path.basename(path.resolve(run.folder)),
    manifest: run.manifest,
    records: run.cells,
    wallSeconds: run.wallSeconds,
    decisionTimes,
  };
}
