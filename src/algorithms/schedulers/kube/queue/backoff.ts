// How long a pod waits after a failed attempt. All times are virtual microseconds.
const SECOND_US = 1_000_000;
const POOL_CHECK_US = 30 * SECOND_US;

/** How long pods wait after failed attempts. */
export interface BackoffSettings {
  /** After the first failure; doubled by each further one. */
  readonly initialUs: number;
  /** Longest wait; 0 = none at all. */
  readonly maxUs: number;
  /** Gate SchedulerPopFromBackoffQ: ends are whole seconds, and an idle scheduler does not wait for them. */
  readonly popsFromBackoff: boolean;
  /** A pod that nothing woke leaves the pool after this time. */
  readonly maxInPoolUs: number;
}

/** Defaults of kube-scheduler v1.36: pkg/scheduler/backend/queue/scheduling_queue.go. */
export const DEFAULT_BACKOFF: BackoffSettings = {
  initialUs: SECOND_US, maxUs: 10 * SECOND_US, popsFromBackoff: true, maxInPoolUs: 300 * SECOND_US,
};

/** End of the backoff of a pod whose `failures`-th attempt failed at `timestampUs`. */
export function backoffEndUs({ initialUs, maxUs, popsFromBackoff }: BackoffSettings, timestampUs: number, failures: number): number {
  const doublings = 2 ** (failures - 1);
  const durationUs = initialUs > maxUs / doublings ? maxUs : initialUs * doublings;
  const endUs = timestampUs + durationUs;
  return popsFromBackoff ? floorToSecond(endUs) : endUs;
}

/** Whether a backoff that ends at `endUs` still holds the pod; at the end itself (or in its second) it does. */
export function isBackingOff({ popsFromBackoff }: BackoffSettings, endUs: number, nowUs: number): boolean {
  return endUs >= (popsFromBackoff ? floorToSecond(nowUs) : nowUs);
}

/** First check of the backoff queues, once a second, that finds this backoff over. */
export function backoffCheckUs(endUs: number): number { return floorToSecond(endUs) + SECOND_US; }

/** First check of the pool, every 30 seconds, that finds this pod to have been in it for longer than it may. */
export function poolCheckUs({ maxInPoolUs }: BackoffSettings, timestampUs: number): number {
  return (Math.floor((timestampUs + maxInPoolUs) / POOL_CHECK_US) + 1) * POOL_CHECK_US;
}

function floorToSecond(timeUs: number): number { return timeUs - timeUs % SECOND_US; }
