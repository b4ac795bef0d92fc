import { describe, expect, it } from 'vitest';
import { replicaSet } from '../../../../src/algorithms/controllers/catalog.js';
import { keptRows } from '../recordings.js';
import { planeOf, startController } from '../world.js';

interface Batch { readonly ms: number; readonly n: number; readonly err?: number }
interface BatchCase {
  readonly id: string; readonly replicas: number; readonly quota: number; readonly callMs: number; readonly horizonMs: number;
  readonly calls: readonly Batch[]; readonly pods: number;
}

/** Creates a ReplicaSet under a quota of pods and records which creations were sent together. */
function replay(row: BatchCase): { calls: readonly Batch[]; pods: number } {
  // As in the recording, creating a pod takes its time and everything else takes none.
  const callUs = row.callMs * 1000;
  const plane = planeOf({}, { requestUs: ({ verb }) => (verb === 'create' ? callUs : 0) });
  const calls = new Map<number, { ms: number; n: number; err?: number }>();
  let left = row.quota;
  plane.store.admit((verb, object) => {
    if (verb !== 'create' || object.kind !== 'Pod') return null;
    const ms = (plane.kernel.nowUs - callUs) / 1000;
    const batch = calls.get(ms) ?? { ms, n: 0 };
    calls.set(ms, batch);
    batch.n++;
    if (left !== 0) {
      left--;
      return null;
    }
    batch.err = (batch.err ?? 0) + 1;
    return 'exceeded quota';
  });
  startController(plane, replicaSet, { workers: 1 });
  plane.apply([{
    apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'rs' },
    spec: { replicas: row.replicas, selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } }, spec: { containers: [] } } },
  }]);
  plane.kernel.run(row.horizonMs * 1000);
  return { calls: [...calls.values()], pods: plane.store.count('Pod') };
}

/** The batches up to the first refused one: those that the recording calls exact. */
function exactPart(calls: readonly Batch[]): readonly Batch[] {
  const refused = calls.findIndex(({ err }) => err !== undefined);
  return refused < 0 ? calls : calls.slice(0, refused + 1);
}

describe('the batches in which a ReplicaSet creates pods', () => {
  it.each(keptRows<BatchCase>('replicaset-batches.jsonl'))('are the real ones in $id', (row) => {
    const replayed = replay(row);
    expect(exactPart(replayed.calls)).toEqual(exactPart(row.calls));
    expect(replayed.pods).toBe(row.pods);
  });

  it('come again one by one after a refusal, with at most three attempts more than recorded', () => {
    // Upstream a sync that its read-your-writes gate puts off counts as one more failure, so that its delays grow sooner.
    for (const row of keptRows<BatchCase>('replicaset-batches.jsonl').filter(({ quota }) => quota >= 0)) {
      const { calls } = replay(row);
      const retries = calls.length - exactPart(calls).length;
      expect(calls.slice(-retries).every(({ n, err }) => n === 1 && err === 1), row.id).toBe(true);
      expect(calls.length - row.calls.length, row.id).toBeGreaterThanOrEqual(0);
      expect(calls.length - row.calls.length, row.id).toBeLessThanOrEqual(3);
    }
  });
});
