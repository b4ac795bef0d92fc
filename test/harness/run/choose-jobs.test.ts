import { describe, expect, it } from 'vitest';
import { chooseJobs } from '../../../src/harness/run/choose-jobs.js';

const GIBIBYTE = 2 ** 30;

describe('the number of workers', () => {
  it.each([
    // As many as cores, as wanted, and never more than cells.
    { wanted: null, cells: 10, each: 0, free: 16, cores: 4, jobs: 4 },
    { wanted: 7, cells: 10, each: 0, free: 16, cores: 4, jobs: 7 },
    { wanted: 7, cells: 2, each: 0, free: 16, cores: 4, jobs: 2 },
    // 80 % of 10 GiB are 8 GiB: room for two cells of 3 GiB side by side.
    { wanted: 4, cells: 10, each: 3, free: 10, cores: 4, jobs: 2 },
    // A cell that does not fit is tried alone: the estimate may be wrong.
    { wanted: 4, cells: 10, each: 30, free: 10, cores: 4, jobs: 1 },
  ])('$wanted wanted, $cores cores, $cells cells of $each GiB in $free GiB: $jobs', ({ wanted, cells, each, free, cores, jobs }) => {
    const chosen = chooseJobs({ wanted, cores, cellBytes: Array.from({ length: cells }, () => each * GIBIBYTE), freeBytes: free * GIBIBYTE });
    expect(chosen.jobs).toBe(jobs);
  });

  it('says so when memory lowers it', () => {
    const { note } = chooseJobs({ wanted: 4, cores: 4, cellBytes: [9 * GIBIBYTE, 9 * GIBIBYTE], freeBytes: 10 * GIBIBYTE });
    expect(note).toContain('1 instead of 2 workers');
  });
});
