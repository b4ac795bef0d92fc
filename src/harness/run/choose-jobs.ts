import os from 'node:os';

/** Share of the free memory that cells may plan with: heaps and the page cache need some too. */
const USABLE = 0.8;

/**
 * Number of workers: as wanted, else one per core; fewer when the largest cells would not fit the free memory side by
 * side. Typed arrays are outside of a worker's own memory limit, so nobody else would notice in time.
 *
 * @param cellBytes  estimated size of each cell
 * @returns the number, and a note for the user when it was lowered
 */
export function chooseJobs(options: {
  readonly wanted: number | null;
  readonly cellBytes: readonly number[];
  readonly freeBytes?: number;
  readonly cores?: number;
}): { readonly jobs: number; readonly note: string | null } {
  const { wanted, cellBytes } = options;
  const freeBytes = options.freeBytes ?? os.freemem();
  const jobs = Math.max(1, Math.min(wanted ?? options.cores ?? os.availableParallelism(), cellBytes.length));
  const largestFirst = [...cellBytes].sort((a, b) => b - a);
  let fitting = 0;
  let bytes = 0;
  while (fitting < jobs && bytes + largestFirst[fitting]! <= freeBytes * USABLE) bytes += largestFirst[fitting++]!;
  const fit = Math.max(1, fitting);
  if (fit >= jobs) return { jobs, note: null };
  const gibibytes = (freeBytes / 2 ** 30).toFixed(1);
  return { jobs: fit, note: `${fit} instead of ${jobs} workers: the largest cells would not fit ${gibibytes} GiB of free memory side by side` };
}
