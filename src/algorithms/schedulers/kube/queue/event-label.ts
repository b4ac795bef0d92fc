import type { ClusterEvent } from '../framework/events.js';

/** Reasons of moves that are no cluster events, as the real program's log prints them. */
export const MOVED_BY = {
  ADDED: 'UnschedulablePodAdd',
  UPDATED: 'UnschedulablePodUpdate',
  FAILED: 'ScheduleAttemptFailure',
  BACKOFF_OVER: 'BackoffComplete',
  TIMEOUT: 'UnschedulableTimeout',
} as const;

/** A cluster event as the real program's log and metrics name it. */
export function eventLabel({ resource, action }: ClusterEvent): string {
  if (resource === '*') return MOVED_BY.TIMEOUT;
  return `${resource === 'UnscheduledPod' ? 'UnschedulablePod' : resource}${action}`;
}
