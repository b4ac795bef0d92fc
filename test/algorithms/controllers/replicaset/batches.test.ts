import { describe, expect, it } from 'vitest';
import { exactPart, replayBatches, type BatchCase } from '../../../../src/conformance/controllers/batches.js';
import { keptRows } from '../recordings.js';

describe('the batches in which a ReplicaSet creates pods', () => {
  it('come again one by one after a refusal, with at most three attempts more than recorded', () => {
    // Upstream a sync that its read-your-writes gate puts off counts as one more failure, so that its delays grow sooner.
    for (const row of keptRows<BatchCase>('replicaset-batches.jsonl').filter(({ quota }) => quota >= 0)) {
      const { calls } = replayBatches(row);
      const retries = calls.length - exactPart(calls).length;
      expect(calls.slice(-retries).every(({ n, err }) => n === 1 && err === 1), row.id).toBe(true);
      expect(calls.length - row.calls.length, row.id).toBeGreaterThanOrEqual(0);
      expect(calls.length - row.calls.length, row.id).toBeLessThanOrEqual(3);
    }
  });
});
