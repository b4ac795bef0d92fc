import type { ControllerDefinition } from '../algorithms/controllers/contract.js';
import type { StrategyDefinition } from '../algorithms/controllers/strategy.js';
import type { FaultDefinition } from '../algorithms/faults/contract.js';
import type { SchedulerDefinition } from '../algorithms/schedulers/contract.js';
import type { KubePluginDefinition } from '../algorithms/schedulers/kube/added/define-kube-plugin.js';

/** The algorithms a replay may use, by name: the built-in ones and those of the scenario's modules. */
export interface Catalogues {
  readonly schedulers: ReadonlyMap<string, SchedulerDefinition>;
  readonly controllers: ReadonlyMap<string, ControllerDefinition>;
  readonly strategies: ReadonlyMap<string, StrategyDefinition>;
  readonly faults: ReadonlyMap<string, FaultDefinition>;
  /** Plugins that modules add to the scheduler `kube`; its own are part of it. */
  readonly kubePlugins: ReadonlyMap<string, KubePluginDefinition>;
}
