import type { ClusterObject, ClusterObjectKind, NodeSpec, PodClass } from '../../../../world/cluster/index.js';

/** What a change may be about, as queueing hints see it. `*` = anything (a timer, a forced retry). */
export type EventResource =
  | 'Node' | 'AssignedPod' | 'UnscheduledPod'
  | Extract<ClusterObjectKind, 'PersistentVolume' | 'PersistentVolumeClaim' | 'StorageClass' | 'CSINode' | 'CSIDriver'
    | 'CSIStorageCapacity' | 'VolumeAttachment'>
  | 'ResourceClaim' | 'ResourceSlice' | 'DeviceClass'
  | '*';

/**
 * What happened to it. A change of several aspects of a node or pod is several events; `Update` is a change of none of
 * the aspects that have a name.
 */
export type EventAction =
  | 'Add' | 'Delete' | 'Update'
  | 'UpdateNodeAllocatable' | 'UpdateNodeLabel' | 'UpdateNodeTaint' | 'UpdateNodeCondition' | 'UpdateNodeAnnotation'
  | 'UpdateNodeDeclaredFeature'
  | 'UpdatePodLabel' | 'UpdatePodScaleDown' | 'UpdatePodToleration' | 'UpdatePodSchedulingGatesEliminated'
  | 'UpdatePodGeneratedResourceClaim';

/** A change of the cluster that may make room for a pod that was rejected. */
export type ClusterEvent =
  | {
    readonly resource: 'Node'; readonly action: EventAction;
    readonly node: number; readonly before: NodeSpec | null; readonly after: NodeSpec | null;
  }
  | {
    /** AssignedPod: a pod that has a node; UnscheduledPod: one that has none (the waiting pod itself, or another). */
    readonly resource: 'AssignedPod' | 'UnscheduledPod'; readonly action: EventAction;
    readonly pod: number; readonly before: PodClass | null; readonly after: PodClass | null;
    /** Node of an assigned pod (the nominated node of a deleted pod that had one), else -1. */
    readonly node: number;
  }
  | {
    readonly resource: Exclude<EventResource, 'Node' | 'AssignedPod' | 'UnscheduledPod' | '*'>; readonly action: EventAction;
    readonly before: ClusterObject | null; readonly after: ClusterObject | null;
  }
  | { readonly resource: '*'; readonly action: 'Update' };

export type NodeEvent = Extract<ClusterEvent, { readonly resource: 'Node' }>;

/** Whether an event is about this pod itself. */
export function isAbout(event: ClusterEvent, pod: number): boolean {
  return (event.resource === 'UnscheduledPod' || event.resource === 'AssignedPod') && event.pod === pod;
}

/**
 * Whether an event may make a pod schedulable that the plugin rejected before.
 *
 * @param pod       row of the waiting pod
 */
export type QueueingHint = (pod: number, podClass: PodClass, event: ClusterEvent) => boolean;

/**
 * An event that a plugin wants to hear of. `Pod` stands for pods with and without a node. `Update` stands for every
 * kind of update of the resource. Without a hint the event always wakes the pod.
 */
export interface EventRegistration {
  readonly resource: Exclude<EventResource, 'AssignedPod' | 'UnscheduledPod'> | 'Pod' | 'AssignedPod' | 'UnscheduledPod';
  readonly actions: readonly EventAction[];
  readonly hint?: QueueingHint;
}
