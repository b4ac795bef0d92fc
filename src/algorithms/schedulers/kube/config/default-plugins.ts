import type { Point } from '../framework/plugin.js';

/** An in-tree plugin of the real program: where it stands in the default order and which points it implements. */
export interface KnownPlugin {
  readonly name: string;
  /** Score weight in the default configuration. */
  readonly weight: number;
  readonly points: readonly Point[];
}

/**
 * All plugins of the default MultiPoint list, in its order. Those that the catalogue does not have yet keep their place,
 * so that adding one changes no order.
 *
 * Source: kubernetes v1.36, pkg/scheduler/apis/config/v1/default_plugins.go.
 */
export const DEFAULT_PLUGINS: readonly KnownPlugin[] = [
  { name: 'SchedulingGates', weight: 0, points: ['preEnqueue'] },
  { name: 'PrioritySort', weight: 0, points: ['queueSort'] },
  { name: 'NodeUnschedulable', weight: 0, points: ['filter'] },
  { name: 'NodeName', weight: 0, points: ['filter'] },
  { name: 'TaintToleration', weight: 3, points: ['filter', 'preScore', 'score'] },
  { name: 'NodeAffinity', weight: 2, points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'NodePorts', weight: 0, points: ['preFilter', 'filter'] },
  { name: 'NodeResourcesFit', weight: 1, points: ['preFilter', 'filter', 'preScore', 'score', 'placementScore'] },
  { name: 'VolumeRestrictions', weight: 0, points: ['preFilter', 'filter'] },
  { name: 'NodeVolumeLimits', weight: 0, points: ['preFilter', 'filter'] },
  { name: 'VolumeBinding', weight: 0, points: ['preFilter', 'filter', 'preScore', 'score', 'reserve', 'preBind'] },
  { name: 'VolumeZone', weight: 0, points: ['preFilter', 'filter'] },
  { name: 'PodTopologySpread', weight: 2, points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'InterPodAffinity', weight: 2, points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'DynamicResources', weight: 2, points: ['preEnqueue', 'preFilter', 'filter', 'postFilter', 'score', 'reserve', 'preBind'] },
  { name: 'DefaultPreemption', weight: 0, points: ['preEnqueue', 'postFilter'] },
  { name: 'NodeResourcesBalancedAllocation', weight: 1, points: ['preScore', 'score'] },
  { name: 'ImageLocality', weight: 1, points: ['score'] },
  { name: 'DefaultBinder', weight: 0, points: ['bind'] },
  { name: 'NodeDeclaredFeatures', weight: 0, points: ['preFilter', 'filter'] },
];

/**
 * Further plugins of the real program, off by default: they belong to feature gates that Seatrial does not know.
 *
 * Source: kubernetes v1.36, pkg/scheduler/framework/plugins/registry.go.
 */
export const UNSUPPORTED_PLUGINS: readonly KnownPlugin[] = [
  { name: 'GangScheduling', weight: 0, points: ['preEnqueue', 'permit'] },
  { name: 'TopologyPlacementGenerator', weight: 0, points: ['placementGenerate'] },
  { name: 'PodGroupPodsCount', weight: 0, points: ['placementScore'] },
];

/** Plugins that the configuration's version does not know any more; it refuses their names. */
export const REMOVED_PLUGINS: readonly string[] = ['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits'];
