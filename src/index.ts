// The public entry: what a user's module imports from "seatrial".
export {
  defineController, type Controller, type ControllerContext, type ControllerDefinition, type EventRules, type SyncError, type WatchedKind,
} from './algorithms/controllers/contract.js';
export { createExpectations, NO_EXPECTATIONS, type Expectations } from './algorithms/controllers/expectations.js';
export { Reconciler, type ReconcilerOptions } from './algorithms/controllers/reconciler.js';
export { defineStrategy, type StrategyContext, type StrategyDefinition } from './algorithms/controllers/strategy.js';
export { defineFault, type FaultContext, type FaultDefinition } from './algorithms/faults/contract.js';
export type { ConfigurationText, Parameter, Parameters, ParameterValues } from './algorithms/parameters.js';
export {
  defineScheduler, FREE, type Claim, type CostModel, type NodeChange, type Operations, type Scheduler, type SchedulerContext,
  type SchedulerDefinition, type TransactionOptions, type TransactionOutcome,
} from './algorithms/schedulers/contract.js';
export { definePicker, type PickContext, type PickerDefinition } from './algorithms/schedulers/define-picker.js';
export {
  defineKubePlugin, type KubeAttempt, type KubePluginContext, type KubePluginDefinition, type KubePluginOptions, type Nomination, type Refusal,
} from './algorithms/schedulers/kube/added/define-kube-plugin.js';
export { lowestDevices, podByPod, type Picker } from './algorithms/schedulers/pod-by-pod.js';
export type { NodeView, PlacedPodView, PodView } from './algorithms/schedulers/views.js';
export { CPU, MEMORY, POD_STATE, type Cluster, type PodClass, type Replica } from './world/cluster/index.js';
export {
  Cache, call, conditionOf, controllerOf, isDeleting, isReady, isTerminal, keyOf, nodeNameOf,
  type ApiObject, type ApiReply, type ApiRequest, type ControlPlane, type IndexBy, type Informer, type Lister, type Task,
} from './world/controlplane/index.js';
export type { RandomStream } from './world/kernel/streams.js';
