/** What the gates of a workload come to here. */
export interface GateEffects {
  /** Why the workload is refused, by name; null = it is not. */
  readonly refused: string | null;
  readonly warnings: readonly string[];
}

/** Gates that change nothing that is simulated: API calls and storage take no time, or nothing of the file needs them. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'SchedulerAsyncAPICalls', 'SchedulerAsyncPreemption', 'NominatedNodeNameForExpectation', 'NodeDeclaredFeatures',
  'PodLevelResources', 'InPlacePodVerticalScaling', 'InPlacePodLevelResourcesVerticalScaling', 'SidecarContainers',
  'NodeInclusionPolicyInPodTopologySpread', 'MatchLabelKeysInPodTopologySpread', 'MatchLabelKeysInPodTopologySpreadSelectorMerge',
  'MatchLabelKeysInPodAffinity', 'DynamicResourceAllocation', 'DRAAdminAccess', 'DRAConsumableCapacity', 'DRADeviceBindingConditions',
  'DRADeviceTaints', 'DRAExtendedResource', 'DRAPartitionableDevices', 'DRAPrioritizedList', 'DRAResourceClaimDeviceStatus',
  'DRASchedulerFilterTimeout',
]);

/** Gates that are on in 1.36, and what is simulated. */
const ALWAYS_ON: ReadonlySet<string> = new Set(['SchedulerQueueingHints', 'SchedulerPopFromBackoffQ']);

/** Gates that are off in 1.36 or switched off by upstream's test code: what they bring is not simulated. */
const NEVER_ON: ReadonlySet<string> = new Set([
  'OpportunisticBatching', 'GenericWorkload', 'GangScheduling', 'TopologyAwareWorkloadScheduling', 'WorkloadAwarePreemption',
  'TaintTolerationComparisonOperators', 'StorageCapacityScoring', 'DRANodeAllocatableResources', 'VolumeLimitScaling', 'DRAWorkloadResourceClaims',
]);

/** Judges the feature gates of a workload. */
export function gateEffects(gates: Readonly<Record<string, boolean>>): GateEffects {
  const refused: string[] = [];
  const warnings: string[] = [];
  for (const [gate, isOn] of Object.entries(gates)) {
    if (WITHOUT_EFFECT.has(gate)) continue;
    if (ALWAYS_ON.has(gate)) {
      if (!isOn) warnings.push(`feature gate ${gate}: false is not simulated, decisions are those with the gate on`);
    } else if (!NEVER_ON.has(gate)) refused.push(`feature gate ${gate} is not known here`);
    else if (isOn) refused.push(`feature gate ${gate} is not simulated`);
  }
  return { refused: refused[0] ?? null, warnings };
}
