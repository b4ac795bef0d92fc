/** A condition of any object's status; times are RFC 3339 texts. */
export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly lastProbeTime?: string | null;
  readonly lastUpdateTime?: string | null;
  readonly lastHeartbeatTime?: string | null;
}
