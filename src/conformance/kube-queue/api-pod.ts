import type { Pod } from '../../world/objects/index.js';

/** A pod as the API server has it, with what the scheduler's cache knows of it. */
export interface ApiPod {
  readonly name: string;
  /** Which pod of this name it is, from 1. */
  readonly incarnation: number;
  /** Row in the tables; a pod that changes on its node gets a new one. */
  row: number;
  object: Pod;
  /** Node it is bound to; empty = none. */
  nodeName: string;
  nominatedNodeName: string;
  exists: boolean;
  isTerminating: boolean;
  /** Node that the scheduler has chosen while the binding is not confirmed; empty = none. */
  assumedOn: string;
  /** Whether the scheduler's cache counts it on a node. */
  isCached: boolean;
  /** What the condition PodScheduled, and DisruptionTarget, say; empty = not set. */
  scheduledCondition: string;
  disruptionCondition: string;
}
