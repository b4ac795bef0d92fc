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

interface WithConditions { readonly status?: { readonly conditions?: readonly Condition[] } }

/** The condition of this type, if the object has one. */
export function conditionOf(object: WithConditions, type: string): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

/** Whether the object has this condition with status `True`. */
export function isConditionTrue(object: WithConditions, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}
