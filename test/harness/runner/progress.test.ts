import { describe, expect, it } from 'vitest';
import { describeProgress } from '../../../src/cli/progress-display.js';
import { Progress, type CellDone } from '../../../src/harness/runner/progress.js';

function done(outcome: CellDone['outcome']): CellDone {
  return { id: { suite: 's', scenario: 'x', variant: 'v', point: '', seed: 1 }, outcome, reason: null, wallSeconds: 1 };
}

describe('progress', () => {
  it('estimates what remains from the cells of this invocation alone', () => {
    const progress = new Progress({ total: 60, kept: 40, nowMs: 0 });
    for (let i = 0; i < 5; i++) progress.finished(done('completed'));
    // 5 cells in 10 s are 0.5 a second; 60 - 40 - 5 = 15 cells remain: 30 s
    expect(progress.state(10_000)).toMatchObject({ done: 45, total: 60, cellsPerSecond: 0.5, secondsLeft: 30 });
  });

  it('gives no estimate before the first cell', () => {
    expect(new Progress({ total: 3, kept: 0, nowMs: 0 }).state(500).secondsLeft).toBeNull();
  });

  it('names what did not complete', () => {
    const progress = new Progress({ total: 2, kept: 0, nowMs: 0 });
    progress.finished(done('crashed'));
    expect(describeProgress(progress.state(1000))).toBe('1/2 cells  50%  1.0 cells/s  about 1 s left  1 crashed');
  });
});
