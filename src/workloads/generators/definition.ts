import { invariant } from '../../base/invariant.js';
import type { RandomStream } from '../../world/kernel/streams.js';

/** Draws one value; its unit is the one that the parameters were given in. */
export type Sampler = (stream: RandomStream) => number;

/** The next arrival, integer µs from the beginning of the workload, never earlier than the one before; Infinity: none. */
export type NextArrival = () => number;

/**
 * One parameter of a generator: what documentation shows and validation checks.
 *
 * - `value`: a number in the unit of what is drawn (µs for a lifetime, milli-CPU for a CPU request ...)
 * - `number`: a pure number or a rate, see `unit`
 * - `duration`: integer µs
 * - `integer`: a pure number without a fraction
 * - `values`, `numbers`: lists of these, not empty
 */
export interface GeneratorParameter {
  readonly type: 'value' | 'number' | 'integer' | 'duration' | 'values' | 'numbers';
  readonly description: string;
  readonly unit?: string;
  /** The value must be larger than this. */
  readonly above?: number;
  /** The value must not be less than this. */
  readonly min?: number;
  readonly max?: number;
  /** May be left out; the generator then gets null. */
  readonly optional?: true;
}

export type GeneratorParameters = Readonly<Record<string, GeneratorParameter>>;

type ParameterValue<P extends GeneratorParameter> =
  P['type'] extends 'values' | 'numbers' ? readonly number[] : number;

/** The values of a parameter list. */
export type GeneratorValues<P extends GeneratorParameters> = {
  readonly [K in keyof P]: P[K] extends { readonly optional: true } ? ParameterValue<P[K]> | null : ParameterValue<P[K]>;
};

interface Definition<Name extends string, P extends GeneratorParameters> {
  /** What a scenario calls it. */
  readonly name: Name;
  /** What it is, in one line. */
  readonly title: string;
  readonly source: string;
  readonly parameters: P;
}

/** A distribution of lifetimes or sizes. */
export interface DistributionDefinition<Name extends string, P extends GeneratorParameters> extends Definition<Name, P> {
  /** @throws InvariantError when the values contradict one another; single ranges were checked before */
  create(values: GeneratorValues<P>): Sampler;
}

/** A process of arrivals. */
export interface ArrivalDefinition<Name extends string, P extends GeneratorParameters> extends Definition<Name, P> {
  /** @throws InvariantError when the values contradict one another; single ranges were checked before */
  create(values: GeneratorValues<P>, stream: RandomStream): NextArrival;
  /** Mean number of arrivals in [0, untilUs); Infinity when there is no end to them. */
  expected(values: GeneratorValues<P>, untilUs: number): number;
}

/** Declares a distribution; the parameters' types follow from their list. */
export function defineDistribution<const Name extends string, const P extends GeneratorParameters>(
  definition: DistributionDefinition<Name, P>,
): DistributionDefinition<Name, P> {
  return definition;
}

/** Declares a process of arrivals; the parameters' types follow from their list. */
export function defineArrivals<const Name extends string, const P extends GeneratorParameters>(
  definition: ArrivalDefinition<Name, P>,
): ArrivalDefinition<Name, P> {
  return definition;
}

/** Asserts the ranges of a parameter list. The harness reports them to the user first, with the place in the file. */
export function checkValues(definition: Definition<string, GeneratorParameters>, values: Readonly<Record<string, unknown>>): void {
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = values[name] ?? null;
    if (value === null) invariant(parameter.optional === true, `${definition.name}: "${name}" is missing`);
    else if (Array.isArray(value)) {
      invariant(value.length > 0, `${definition.name}: "${name}" is empty`);
      for (const item of value) checkNumber(definition.name, name, parameter, item);
    } else checkNumber(definition.name, name, parameter, value);
  }
}

function checkNumber(owner: string, name: string, parameter: GeneratorParameter, value: unknown): void {
  const { above = -Infinity, min = -Infinity, max = Infinity } = parameter;
  invariant(typeof value === 'number' && Number.isFinite(value) && value > above && value >= min && value <= max,
    `${owner}: "${name}" is ${String(value)}`);
  const isWhole = parameter.type === 'duration' || parameter.type === 'integer';
  invariant(!isWhole || Number.isSafeInteger(value), `${owner}: "${name}" is ${value}, not a whole number`);
}
