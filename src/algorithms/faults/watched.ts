import type { ControlPlane, Informer } from '../../world/controlplane/index.js';

/** Who can be cut off from its watch: every client that has one of its own. */
const WATCHERS = ['all', 'replicaset', 'deployment', 'endpointslice', 'scheduler', 'kubelet'] as const;

/** What can be watched. */
const WATCHED_KINDS = ['all', 'Pod', 'ReplicaSet', 'Deployment', 'Service', 'EndpointSlice', 'Node'] as const;

/** Parameters by which faults choose watches. */
export const WATCH_PARAMETERS = {
  watcher: {
    type: 'choice', default: 'all', choices: WATCHERS, description: 'Whose watches are hit: a controller, the scheduler, the kubelet or all',
  },
  watched: { type: 'choice', default: 'Pod', choices: WATCHED_KINDS, description: 'The kind whose watch is hit' },
} as const;

/**
 * The watches of a watcher on a kind that exist at this instant, in the order of their making. There may be none: who
 * polls does not watch, and cannot be cut off.
 */
export function watchesOf(plane: ControlPlane, choice: { readonly watcher: string; readonly watched: string }): readonly Informer[] {
  return plane.informers.filter(({ watcher, kind }) =>
    (choice.watcher === 'all' || watcher === choice.watcher) && (choice.watched === 'all' || kind === choice.watched));
}
