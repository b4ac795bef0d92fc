import { describe, expect, it } from 'vitest';
import { RunningPreemptions } from '../../../../../src/algorithms/schedulers/kube/preemption/running-preemptions.js';

describe('the evictions for a pod', () => {
  it('hold it back until the last victim leaves, whatever becomes of the others', () => {
    const leaving = new Set<number>();
    const preemptions = new RunningPreemptions((pod) => leaving.has(pod));
    expect(preemptions.isRunning(9)).toBe(false);
    preemptions.begin(9);
    leaving.add(1);
    expect(preemptions.isRunning(9)).toBe(true);
    expect(preemptions.isRunning(8)).toBe(false);
    preemptions.awaitLast(9, 2);
    expect(preemptions.isRunning(9)).toBe(true);
    leaving.add(2);
    expect(preemptions.isRunning(9)).toBe(false);
  });

  it('are over when they end, although the last victim stays', () => {
    const preemptions = new RunningPreemptions(() => false);
    preemptions.begin(9);
    preemptions.awaitLast(9, 2);
    preemptions.end(9);
    expect(preemptions.isRunning(9)).toBe(false);
  });
});
