import { deletionOrder, victimsOf } from '../../algorithms/controllers/replicaset/victims.js';
import type { StoredPod } from '../../algorithms/controllers/workloads.js';
import type { Comparison } from '../case-tally.js';
import type { KindOfCases } from '../contract.js';

/** Which pods a ReplicaSet deletes when it has too many. */
export const replicaSetVictims: KindOfCases = {
  name: 'ReplicaSet victims',
  title: 'pods of a ReplicaSet with too many of them, the ones that go, and the order of all',
  shape: 'cases',
  recognises: ({ pods, diff, victims, order }) => Array.isArray(pods) && typeof diff === 'number' && Array.isArray(victims) && Array.isArray(order),
  compare: (line, tally) => tally.decide('', (comparison) => compareCase(line as unknown as VictimCase, comparison)),
};

interface RecordedPod {
  readonly n: string; readonly uid: string; readonly node: string; readonly phase: string;
  readonly readyAgo: number | null; readonly cost?: string; readonly restarts?: readonly number[];
  readonly sidecarRestarts?: readonly number[]; readonly age: number; readonly other?: boolean; readonly terminating?: boolean;
}

interface VictimCase {
  readonly pods: readonly RecordedPod[]; readonly diff: number;
  readonly victims: readonly string[]; readonly order: readonly string[];
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

function compareCase(row: VictimCase, { same }: Comparison): void {
  const related = row.pods.map(podOf);
  const own = related.filter((_, i) => row.pods[i]!.other !== true);
  const names = (pods: readonly StoredPod[]): readonly string[] => pods.map((pod) => pod.metadata.name);
  same({ field: 'victims' }, row.victims, names(victimsOf(own, related, { count: row.diff, nowUs: NOW_US })));
  same({ field: 'order' }, row.order, names(deletionOrder(own, related, NOW_US)));
}
