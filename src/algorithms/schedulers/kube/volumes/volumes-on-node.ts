import { pdqSort } from '../../../../base/pdq-sort.js';
import { compareQuantities, parseQuantity } from '../../../../base/quantity.js';
import type { Labels, PersistentVolume, PersistentVolumeClaim } from '../../../../world/objects/index.js';
import { SELECTED_NODE } from './claims.js';
import type { PodClaims, VolumeView } from './pod-claims.js';
import { provisionFor } from './provisioning.js';
import { matchOnNode, requestedStorage, type Candidates } from './static-matching.js';
import { reachesBound } from './volume-affinity.js';

/** What placing a pod on a node would do to its claims. */
export interface Decisions {
  /** Existing volumes to bind. */
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims that need a new volume. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

/** Why a node cannot serve the claims of a pod, in kube-scheduler's words; several may hold at once. */
export type Obstacles = { readonly reasons: readonly string[] } | { readonly error: string };

const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const BIND_CONFLICT = "node(s) didn't find available persistent volumes to bind";
const NO_SPACE = 'node(s) did not have enough free storage';
const NO_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

const ZERO = parseQuantity('0')!;

/**
 * Whether a node can serve the claims of a pod: the volumes of bound claims are within its reach, and each unbound one
 * finds an existing volume, the smallest that will do, or one that can be made there.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/volumebinding/binder.go (FindPodVolumes).
 */
export function volumesOnNode(claims: PodClaims, node: { readonly name: string; readonly labels: Labels }, view: VolumeView): Decisions | Obstacles {
  const reasons: string[] = [];
  const bound = boundClaimsOnNode(claims.bound, node, view);
  if (bound !== null && 'error' in bound) return bound;
  if (bound?.reason === NODE_CONFLICT) reasons.push(NODE_CONFLICT);
  const found = waitingClaimsOnNode(claims.waiting, node, view);
  if ('error' in found) return found;
  if ('reason' in found) reasons.push(found.reason);
  if (bound?.reason === NO_VOLUME) reasons.push(NO_VOLUME);
  return reasons.length > 0 || 'reason' in found ? { reasons } : found;
}

/** The first obstacle that the bound claims raise, or null. */
function boundClaimsOnNode(
  claims: readonly PersistentVolumeClaim[], { name, labels }: { readonly name: string; readonly labels: Labels }, view: VolumeView,
): { readonly reason: typeof NODE_CONFLICT | typeof NO_VOLUME } | { readonly error: string } | null {
  const csiNode = view.cluster.objects.get('CSINode', name);
  for (const { spec } of claims) {
    const volume = view.volumes.get(spec.volumeName!);
    if (volume === undefined) return { reason: NO_VOLUME };
    const isReached = reachesBound(volume, labels, csiNode);
    if (typeof isReached === 'string') return { error: isReached };
    if (!isReached) return { reason: NODE_CONFLICT };
  }
  return null;
}

function waitingClaimsOnNode(
  waiting: readonly Candidates[], { name, labels }: { readonly name: string; readonly labels: Labels }, view: VolumeView,
): Decisions | { readonly reason: string } | { readonly error: string } {
  const toProvision: PersistentVolumeClaim[] = [];
  const toMatch: Candidates[] = [];
  for (const candidates of waiting) {
    const selected = candidates.claim.metadata.annotations?.[SELECTED_NODE];
    if (selected === undefined) toMatch.push(candidates);
    else if (selected === name) toProvision.push(candidates.claim);
    else return { reason: BIND_CONFLICT };
  }
  // Small claims choose first, so that they leave the large volumes to the large ones.
  if (toMatch.length > 1) pdqSort(toMatch, (a, b) => compareQuantities(sizeOf(a), sizeOf(b)) < 0);
  const bindings: { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[] = [];
  const taken: PersistentVolume[] = [];
  for (const candidates of toMatch) {
    const volume = matchOnNode(candidates, labels, taken);
    if (volume === null) {
      toProvision.push(candidates.claim);
      continue;
    }
    taken.push(volume);
    bindings.push({ volume, claim: candidates.claim });
  }
  for (const claim of toProvision) {
    const provision = provisionFor(claim, labels, view.cluster.objects);
    if (provision === 'possible') continue;
    if (provision === 'impossible') return { reason: BIND_CONFLICT };
    return provision === 'no-space' ? { reason: NO_SPACE } : provision;
  }
  return { bindings, provisions: toProvision };
}

function sizeOf({ claim }: Candidates): NonNullable<ReturnType<typeof requestedStorage>> { return requestedStorage(claim) ?? ZERO; }
