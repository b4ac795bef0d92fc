import { jsonEqual } from '../../../world/controlplane/index.js';
import type { Endpoint } from '../../../world/objects/index.js';
import type { StoredSlice } from './endpoints.js';

/** What has to be written so that the slices hold the wanted endpoints. */
export interface SlicePlan {
  readonly create: readonly (readonly Endpoint[])[];
  readonly update: readonly { readonly slice: StoredSlice; readonly endpoints: readonly Endpoint[] }[];
  readonly remove: readonly StoredSlice[];
}

interface Draft { readonly slice: StoredSlice; endpoints: Endpoint[]; isChanged: boolean }

/**
 * Fits the wanted endpoints into slices of at most `most`, with few writes: endpoints stay where they are; new ones go
 * first into slices that are written anyway, then, if they all fit into one other slice, into the fullest that takes
 * them, else into new slices. Slices are never merged. Without any endpoint one empty slice remains.
 *
 * Source: k8s.io/endpointslice v0.36.3, reconcileByPortMapping.
 */
export function planSlices(slices: readonly StoredSlice[], wanted: readonly Endpoint[], most: number): SlicePlan {
  const missing = new Map(wanted.map((endpoint) => [identityOf(endpoint), endpoint]));
  const drafts = slices.map((slice) => draftOf(slice, missing));
  let left = [...missing.values()];
  for (const draft of drafts) {
    if (!draft.isChanged || draft.endpoints.length === 0) continue;
    left = fill(draft, left, most);
  }
  if (left.length > 0) {
    const fitting = drafts
      .filter(({ isChanged, endpoints }) => !isChanged && endpoints.length + left.length <= most)
      .sort((x, y) => y.endpoints.length - x.endpoints.length)[0];
    if (fitting !== undefined) left = fill(fitting, left, most);
  }
  const emptied = drafts.filter(({ endpoints }) => endpoints.length === 0);
  // A slice that lost all its endpoints takes new ones rather than being removed and made again.
  for (const draft of emptied) left = fill(draft, left, most);
  const create: Endpoint[][] = [];
  for (let i = 0; i < left.length; i += most) create.push(left.slice(i, i + most));
  if (wanted.length === 0 && slices.length === 0) create.push([]);

  const isSpare = (draft: Draft, i: number): boolean => draft.endpoints.length === 0 && (wanted.length > 0 || i > 0);
  return {
    create,
    update: drafts.filter((draft, i) => draft.isChanged && !isSpare(draft, i)),
    remove: drafts.filter(isSpare).map(({ slice }) => slice),
  };
}

/** The slice with its endpoints brought up to date and without those that are not wanted; what it holds is not missing. */
function draftOf(slice: StoredSlice, missing: Map<string, Endpoint>): Draft {
  const endpoints: Endpoint[] = [];
  let isChanged = false;
  for (const before of slice.endpoints) {
    const now = missing.get(identityOf(before));
    if (now === undefined) isChanged = true;
    else {
      missing.delete(identityOf(before));
      endpoints.push(now);
      if (!jsonEqual(before, now)) isChanged = true;
    }
  }
  return { slice, endpoints, isChanged };
}

function fill(draft: Draft, left: readonly Endpoint[], most: number): Endpoint[] {
  const room = most - draft.endpoints.length;
  const taken = left.slice(0, room);
  if (taken.length > 0) {
    draft.endpoints = [...draft.endpoints, ...taken];
    draft.isChanged = true;
  }
  return left.slice(room);
}

function identityOf(endpoint: Endpoint): string { return `${endpoint.targetRef?.uid ?? ''} ${endpoint.addresses[0] ?? ''}`; }
