import type { ClusterObject, ClusterObjectKind } from '../../../../world/cluster/index.js';
import type { ClusterEvent } from '../framework/events.js';

/** Both sides of a change of an object of this kind; null when the event is about something else. */
export function objectChange<K extends ClusterObjectKind>(
  event: ClusterEvent, kind: K,
): { readonly before: ClusterObject<K> | null; readonly after: ClusterObject<K> | null } | null {
  // An event carries objects of the kind that it names.
  return event.resource === kind
    ? event as unknown as { readonly before: ClusterObject<K> | null; readonly after: ClusterObject<K> | null }
    : null;
}
