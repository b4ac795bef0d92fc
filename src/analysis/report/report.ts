import { invariant } from '../../base/invariant.js';
import type { RunData } from '../run-data.js';
import type { RunInfo } from '../../harness/store/manifest.js';
import type { Comparison } from '../verdict/verdict.js';

export interface ReportOptions {
  /** Host and times of the run, for the section on how it was run; null when run.json is missing. */
  readonly info: RunInfo | null;
  /** A comparison with another run; without it the variants of this run are compared. */
  readonly comparison?: Comparison;
}

/** The report of one run: one HTML document without scripts or outside references. Equal inputs give equal bytes. */
export function reportHtml(run: RunData, options: ReportOptions): string {
  invariant(false, `not yet: ${run.name} ${options.info?.jobs}`);
}
