import type { ApiObject, IndexBy, Lister, Task } from '../../world/controlplane/index.js';
import type { AlgorithmDefinition } from '../definition.js';
import type { ParameterValues, Parameters } from '../parameters.js';
import type { Expectations } from './expectations.js';

/**
 * What a controller may see and do. It reads the views of the kinds that it watches, never the store: how fresh a view
 * is and what brings it up to date is the strategy's business.
 */
export interface ControllerContext {
  /** Virtual time, microseconds. */
  nowUs(): number;
  /** The controller's picture of one of the kinds that it watches. */
  view(kind: string): Lister;
  /** What the controller has asked for and not seen yet. */
  readonly expectations: Expectations;
  /** Asks for a sync of a key. */
  enqueue(key: string): void;
  /**
   * Asks for a sync of a key after a delay, microseconds. A `watchdog` only looks whether something is stuck and does
   * not keep a replay alive that is quiet otherwise.
   */
  enqueueAfter(key: string, delayUs: number, purpose?: 'work' | 'watchdog'): void;
  /** Asks for a sync after the delay that failures of this key have earned. */
  enqueueRateLimited(key: string): void;
}

/** What the events of a kind mean to a controller: usually the key of the object that has to be looked at. */
export interface EventRules {
  added?(object: ApiObject): void;
  updated?(before: ApiObject, object: ApiObject): void;
  deleted?(object: ApiObject): void;
}

/** How a sync ended: null when all is well, else the error, and the key comes back after a delay. */
export type SyncError = string | null;

export interface Controller {
  /** By kind; called after the view was changed. */
  readonly on: Readonly<Record<string, EventRules>>;
  /** Brings the world one step nearer to what the object asks for. Never runs twice at once for one key. */
  sync(key: string): Task<SyncError>;
}

/** A kind that a controller looks at, with the indexes of its view. */
export interface WatchedKind {
  readonly kind: string;
  readonly indexes?: Readonly<Record<string, IndexBy>>;
}

export interface ControllerDefinition<P extends Parameters = Parameters> extends AlgorithmDefinition<'controller', P> {
  /** The kind whose objects are reconciled: its keys are what `sync` gets. */
  readonly reconciles: string;
  /** All kinds that are looked at, the reconciled one among them. */
  readonly watches: readonly WatchedKind[];
  /** A key that failed so often in a row is dropped until its next event; left out: never. */
  readonly maxRetries?: number;
  /** Delay after the first failure of a key, microseconds; doubles with each one. 5 ms when left out. */
  readonly firstRetryUs?: number;
  create(context: ControllerContext, parameters: ParameterValues<P>): Controller;
}

/** Declares a controller; the value is what a catalogue or a user module exports. */
export function defineController<const P extends Parameters>(
  definition: Omit<ControllerDefinition<P>, 'kind'>,
): ControllerDefinition<P> {
  return { kind: 'controller', ...definition };
}
