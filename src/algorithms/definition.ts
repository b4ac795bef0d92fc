import type { Parameters } from './parameters.js';

/** What every interchangeable algorithm says of itself; listing, validation and documentation come from it. */
export interface AlgorithmDefinition<Kind extends string, P extends Parameters> {
  readonly kind: Kind;
  /** Name in scenarios: lower case, digits and dashes. */
  readonly name: string;
  /** One line for people. */
  readonly title: string;
  /** Publication or program (with version) whose rule this is. */
  readonly source: string;
  /** Grows whenever decisions change, so that old baselines are refused instead of compared. */
  readonly revision: number;
  /** Deliberate differences from the source, a sentence each. */
  readonly differs?: readonly string[];
  readonly parameters: P;
}
