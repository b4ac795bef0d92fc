import { afterAll, describe, expect, it } from 'vitest';
import { CellPool } from '../../../src/harness/runner/cell-pool.js';
import type { CellTask } from '../../../src/harness/runner/protocol.js';
import { cell, NO_INPUTS } from '../../replay/plans.js';

const pool = new CellPool({
  setup: { inputs: NO_INPUTS }, jobs: 2, timeoutMs: 4000, heapMegabytes: 48, workerFile: new URL('./failing-worker.mjs', import.meta.url),
});
afterAll(() => pool.close());

function task(variant: string): CellTask {
  return { plan: { ...cell({ workload: [] }), id: { suite: 's', scenario: 'x', variant, point: '', seed: 1 } }, modules: [] };
}

const never = new AbortController().signal;

describe('the pool', () => {
  it.each([
    ['throws', 'error', 'thrown in the worker'],
    ['exits', 'exit', 'exited'],
    ['loops', 'timeout', 'within 4 s'],
    ['hoards', 'memory', '48 MiB'],
    ['foreign', 'unserialisable', ''],
  ])('answers "crashed" for a worker that %s, and goes on', async (variant, kind, message) => {
    const { result } = await pool.run(task(variant), never);
    expect(result).toMatchObject({ outcome: 'crashed', reason: { kind } });
    expect(result.reason!.message).toContain(message);
    expect((await pool.run(task('fine'), never)).result.outcome).toBe('completed');
  });

  it('lets a crash cost the cell beside it nothing', async () => {
    const [crashed, fine] = await Promise.all([pool.run(task('exits'), never), pool.run(task('fine'), never)]);
    expect([crashed.result.outcome, fine.result.outcome]).toEqual(['crashed', 'completed']);
  });
});
