import { describe, expect, it } from 'vitest';
import { deletionOrder, victimsOf } from '../../../../src/algorithms/controllers/replicaset/victims.js';
import type { StoredPod } from '../../../../src/algorithms/controllers/workloads.js';
import { hasShared } from '../../../shared.js';
import { allRows, keptRows } from '../recordings.js';

interface RecordedPod {
  readonly n: string; readonly uid: string; readonly node: string; readonly phase: string;
  readonly readyAgo: number | null; readonly cost?: string; readonly restarts?: readonly number[];
  readonly sidecarRestarts?: readonly number[]; readonly age: number; readonly other?: boolean; readonly terminating?: boolean;
}

interface VictimCase {
  readonly id: string; readonly pods: readonly RecordedPod[]; readonly diff: number;
  readonly victims: readonly string[]; readonly order: readonly string[]; readonly notWeakOrder?: boolean;
}

/** The instant at which the recorder chose: 1000 hours after the start. */
const NOW_US = 3_600_000_000_000;

function podOf(recorded: RecordedPod): StoredPod {
  const ago = (seconds: number): number => NOW_US - Math.round(seconds * 1_000_000);
  const counts = (prefix: string, restarts: readonly number[] = []) =>
    restarts.map((restartCount, i) => ({ name: `${prefix}${i}`, restartCount }));
  return {
    kind: 'Pod',
    metadata: {
      name: recorded.n, namespace: 'default', uid: recorded.uid, createdUs: ago(recorded.age),
      ...(recorded.terminating === true ? { deletedUs: NOW_US } : {}),
      ...(recorded.cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': recorded.cost } }),
    },
    spec: {
      nodeName: recorded.node, containers: [],
      initContainers: (recorded.sidecarRestarts ?? []).map((_, i) => ({ name: `s${i}`, image: 'i', restartPolicy: 'Always' })),
    },
    status: {
      phase: recorded.phase,
      conditions: recorded.readyAgo === null ? [] : [{ type: 'Ready', status: 'True', sinceUs: ago(recorded.readyAgo) }],
      containerStatuses: counts('c', recorded.restarts),
      initContainerStatuses: counts('s', recorded.sidecarRestarts),
    },
  };
}

function decide(row: VictimCase): { victims: readonly string[]; order: readonly string[] } {
  const related = row.pods.map(podOf);
  const own = related.filter((_, i) => row.pods[i]!.other !== true);
  const names = (pods: readonly StoredPod[]): readonly string[] => pods.map((pod) => pod.metadata.name);
  return {
    victims: names(victimsOf(own, related, { count: row.diff, nowUs: NOW_US })),
    order: names(deletionOrder(own, related, NOW_US)),
  };
}

describe('the choice of victims', () => {
  it.each(keptRows<VictimCase>('replicaset-victims.jsonl'))('is the real one in $id', (row) => {
    expect(decide(row)).toEqual({ victims: row.victims, order: row.order });
  });

  it.skipIf(!hasShared)('is the real one in every recorded case, also where the real comparison is inconsistent', () => {
    const rows = allRows<VictimCase>('replicaset-victims.jsonl');
    expect(rows).toHaveLength(1214);
    expect(rows.filter((row) => row.notWeakOrder === true)).toHaveLength(19);
    for (const row of rows) expect(decide(row), row.id).toEqual({ victims: row.victims, order: row.order });
  });
});
