import { replicaSet } from '../../algorithms/controllers/catalog.js';
import type { KindOfCases } from '../contract.js';
import { planeOf, startController } from './plane.js';

/** A day: retries come every 1,000 s at last, so that longer ones show nothing new. */
const LONGEST_MS = 86_400_000;

/** In which batches a ReplicaSet creates its pods. */
export const replicaSetBatches: KindOfCases = {
  name: 'ReplicaSet batches',
  title: 'a new ReplicaSet, perhaps with a quota, and the calls that create its pods',
  shape: 'cases',
  recognises: ({ replicas, quota, callMs, calls }) => typeof replicas === 'number' && typeof quota === 'number' && typeof callMs === 'number' && Array.isArray(calls),
  compare: (line, tally) => tally.decide('', ({ same }) => {
    const recorded = line as unknown as BatchCase;
    if (!(recorded.horizonMs <= LONGEST_MS)) throw new Error(`horizonMs is not a number up to ${LONGEST_MS}`);
    const { calls, pods } = replayBatches(recorded);
    same({ field: 'calls' }, exactPart(recorded.calls), exactPart(calls));
    same({ field: 'pods' }, recorded.pods, pods);
  }),
};

export interface Batch { readonly ms: number; readonly n: number; readonly err?: number }
export interface BatchCase {
  readonly id: string; readonly replicas: number; readonly quota: number; readonly callMs: number; readonly horizonMs: number;
  readonly calls: readonly Batch[]; readonly pods: number;
}

/** Creates a ReplicaSet under a quota of pods and records which creations were sent together. */
export function replayBatches(row: BatchCase): { calls: readonly Batch[]; pods: number } {
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

/**
 * The batches up to the first refused one. Later ones come one by one after delays that depend on a race of the real
 * controller's own cache.
 */
export function exactPart(calls: readonly Batch[]): readonly Batch[] {
  const refused = calls.findIndex(({ err }) => err !== undefined);
  return refused < 0 ? calls : calls.slice(0, refused + 1);
}
