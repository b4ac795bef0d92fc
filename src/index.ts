// The public entry: what a user's module imports from "seatrial".
export { defineController, type Controller, type ControllerContext, type ControllerDefinition, type EventRules } from './algorithms/controllers/contract.js';
export { defineStrategy, type StrategyContext, type StrategyDefinition } from './algorithms/controllers/strategy.js';
export { defineFault, type FaultContext, type FaultDefinition } from './algorithms/faults/contract.js';
export type { Parameter, Parameters, ParameterValues } from './algorithms/parameters.js';
export {
  defineScheduler, FREE, type Claim, type CostModel, type NodeChange, type Operations, type Scheduler, type SchedulerContext,
  type SchedulerDefinition, type TransactionOptions, type TransactionOutcome,
} from './algorithms/schedulers/contract.js';
export { definePicker, type NodeView, type PickContext, type PickerDefinition, type PodView } from './algorithms/schedulers/define-picker.js';
export { podByPod, type Picker } from './algorithms/schedulers/pod-by-pod.js';
export type { Cluster, PodClass, Replica } from './world/cluster/index.js';
export type { RandomStream } from './world/kernel/streams.js';
