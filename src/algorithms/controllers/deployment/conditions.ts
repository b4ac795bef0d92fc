import type { WorkloadCondition } from '../workloads.js';

/** What a condition says; when it says so is added by {@link withConditionSet}. */
export interface Claim {
  readonly type: string;
  readonly status: WorkloadCondition['status'];
  readonly reason: string;
  readonly message: string;
}

/** The condition of this type, if there is one. */
export function conditionNamed(conditions: readonly WorkloadCondition[], type: string): WorkloadCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** The conditions but that of this type; the same list when there is none. */
export function withoutCondition(conditions: readonly WorkloadCondition[], type: string): readonly WorkloadCondition[] {
  return conditions.some((condition) => condition.type === type) ? conditions.filter((condition) => condition.type !== type) : conditions;
}

/**
 * Sets a condition. One that says the same already stays as it is, with its times; a new reason alone keeps the time of
 * the last change of status.
 * Source: pkg/controller/deployment/util/deployment_util.go v1.36.3, SetDeploymentCondition.
 */
export function withConditionSet(conditions: readonly WorkloadCondition[], claim: Claim, nowUs: number): readonly WorkloadCondition[] {
  const before = conditionNamed(conditions, claim.type);
  if (before?.status === claim.status && before.reason === claim.reason) return conditions;
  return [...withoutCondition(conditions, claim.type), stamped(claim, before, nowUs)];
}

/** Sets a condition and confirms it at this instant, also when it said the same before. */
export function withConditionConfirmed(conditions: readonly WorkloadCondition[], claim: Claim, nowUs: number): readonly WorkloadCondition[] {
  return [...withoutCondition(conditions, claim.type), stamped(claim, conditionNamed(conditions, claim.type), nowUs)];
}

function stamped(claim: Claim, before: WorkloadCondition | undefined, nowUs: number): WorkloadCondition {
  return { ...claim, sinceUs: before?.status === claim.status ? before.sinceUs : nowUs, updatedUs: nowUs };
}
