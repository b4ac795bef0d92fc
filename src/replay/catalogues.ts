import type { SchedulerDefinition } from '../algorithms/schedulers/contract.js';

/** The algorithms a replay may use, by name: the built-in ones and those of the scenario's modules. */
export interface Catalogues {
  readonly schedulers: ReadonlyMap<string, SchedulerDefinition>;
}
