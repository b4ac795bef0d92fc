import type { ControlPlane } from '../../world/controlplane/index.js';
import type { AlgorithmDefinition } from '../definition.js';
import type { ParameterValues, Parameters } from '../parameters.js';
import type { ControllerDefinition } from './contract.js';
import type { Reconciler } from './reconciler.js';

/** What a strategy makes a running controller from. */
export interface StrategyContext {
  readonly plane: ControlPlane;
  readonly definition: ControllerDefinition;
  /** Parameters of the controller, decoded. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Syncs of different keys at the same time. */
  readonly workers: number;
}

/** When a controller reconciles and from what view of the world. */
export interface StrategyDefinition<P extends Parameters = Parameters> extends AlgorithmDefinition<'strategy', P> {
  /** Puts a controller to work; it begins with what exists. */
  start(context: StrategyContext, parameters: ParameterValues<P>): Reconciler;
}

/** Declares a strategy; the value is what a catalogue or a user module exports. */
export function defineStrategy<const P extends Parameters>(
  definition: Omit<StrategyDefinition<P>, 'kind'>,
): StrategyDefinition<P> {
  return { kind: 'strategy', ...definition };
}
