/**
 * Order of events at one instant. Lower lanes run first; inside a lane, the order of scheduling. The order is the
 * causal one of a real cluster: what ends frees room, then the cluster changes, then demand arrives, then those who
 * decide look at it.
 */
export const LANE = {
  /** A pod ends: its room is free for everything else at this instant. */
  END: 0,
  /** Scripted changes and faults. */
  CHANGE: 1,
  /** Node updates and heartbeats. */
  NODE: 2,
  /** New demand. */
  ARRIVAL: 3,
  /** API requests reach the store. */
  API: 4,
  /** Watch events reach their readers. */
  WATCH: 5,
  /** Controllers and the kubelet work. */
  WORK: 6,
  /** Schedulers decide: after everything else that happened at this instant is known. */
  DECIDE: 7,
  /** Probes and checkers look at the settled instant. */
  OBSERVE: 8,
} as const;

export type Lane = (typeof LANE)[keyof typeof LANE];
