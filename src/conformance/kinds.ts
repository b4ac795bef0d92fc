import type { Kind, RecordedLine } from './contract.js';
import { replicaSetBatches } from './controllers/batches.js';
import { deploymentRollouts } from './controllers/rollouts.js';
import { replicaSetVictims } from './controllers/victims.js';
import { kubeQueue } from './kube-queue/kube-queue.js';
import { kubeConfigurations } from './kube-scheduler/configurations.js';
import { kubeDecisions } from './kube-scheduler/decisions.js';
import { kubeNodeOrder } from './kube-scheduler/node-order.js';
import { kubeSampling } from './kube-scheduler/sampling.js';
import { kubeSessions } from './kube-scheduler/sessions.js';
import { upstreamTests } from './upstream-tests/upstream-tests.js';

/** Everything that can be replayed. */
export const KINDS: readonly Kind[] = [
  kubeDecisions, kubeSessions, kubeSampling, kubeNodeOrder, kubeConfigurations,
  kubeQueue,
  deploymentRollouts, replicaSetVictims, replicaSetBatches,
  upstreamTests,
];

/** The kind of a file that begins with this line, or null. */
export function kindOf(first: RecordedLine): Kind | null { return KINDS.find((kind) => kind.recognises(first)) ?? null; }

/** Why a file of no known kind counts as different. */
export function unknownKind(): string {
  return `this is no kind of recording that Seatrial knows; it knows ${KINDS.map(({ name }) => name).join(', ')}`;
}
