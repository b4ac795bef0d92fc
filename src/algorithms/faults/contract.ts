import type { ControlPlane } from '../../world/controlplane/index.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import type { AlgorithmDefinition } from '../definition.js';
import type { ParameterValues, Parameters } from '../parameters.js';

/** What a fault may see and break. */
export interface FaultContext {
  readonly plane: ControlPlane;
  /** Names of the cluster's nodes, in order. */
  readonly nodes: readonly string[];
  /** A named random stream of this cell; faults of one kind at different times get one stream. */
  stream(purpose: string): RandomStream;
  /** Does something later; the replay does not end before. */
  after(delayUs: number, action: () => void): void;
  /** Says that the system was disturbed at this instant: from here its convergence is measured. Also for heals. */
  disturbed(what: string): void;
}

/** Something that goes wrong at a time that the scenario gives. Whatever it breaks it heals again, unless told not to. */
export interface FaultDefinition<P extends Parameters = Parameters> extends AlgorithmDefinition<'fault', P> {
  /** The fault happens at this instant. */
  strike(context: FaultContext, parameters: ParameterValues<P>): void;
}

/** Declares a fault; the value is what a catalogue or a user module exports. */
export function defineFault<const P extends Parameters>(definition: Omit<FaultDefinition<P>, 'kind'>): FaultDefinition<P> {
  return { kind: 'fault', ...definition };
}
