import { invariant } from '../../base/invariant.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import { arrivals, distributions } from './catalog.js';
import {
  checkValues, type ArrivalDefinition, type DistributionDefinition, type GeneratorParameters,
  type GeneratorValues, type NextArrival, type Sampler,
} from './definition.js';

/** Name and values of every definition in a catalogue: `{ kind: 'pareto', minimum: 1, alpha: 2, cap: null } | ...` */
type OptionsOf<Definitions> = {
  [K in keyof Definitions]: Definitions[K] extends
    | DistributionDefinition<infer Name, infer P extends GeneratorParameters>
    | ArrivalDefinition<infer Name, infer P extends GeneratorParameters>
    ? { readonly kind: Name } & GeneratorValues<P> : never;
}[keyof Definitions];

/** A distribution with its values; optional ones are null. Plain data. */
export type DistributionOptions = OptionsOf<typeof distributions>;

/** A process of arrivals with its values; optional ones are null. Plain data. */
export type ArrivalOptions = OptionsOf<typeof arrivals>;

// The catalogues are looked up by name here, which loses the link between a definition and its own values; checkValues
// establishes it again.
const distributionOf = new Map(Object.values(distributions).map((definition) => [
  definition.name as string, definition as unknown as DistributionDefinition<string, GeneratorParameters>,
]));
const arrivalsOf = new Map(Object.values(arrivals).map((definition) => [
  definition.name as string, definition as unknown as ArrivalDefinition<string, GeneratorParameters>,
]));

/** The sampler of a distribution. @throws InvariantError for unknown names and impossible values */
export function samplerOf(options: DistributionOptions): Sampler {
  const definition = distributionOf.get(options.kind);
  invariant(definition !== undefined, `unknown distribution "${options.kind}"`);
  return definition.create(checked(definition, options));
}

/** Starts a process of arrivals. @throws InvariantError for unknown names and impossible values */
export function startArrivals(options: ArrivalOptions, stream: RandomStream): NextArrival {
  const definition = definitionOf(options);
  return definition.create(checked(definition, options), stream);
}

/** Mean number of arrivals in [0, untilUs); Infinity when there is no end to them. */
export function expectedArrivals(options: ArrivalOptions, untilUs: number): number {
  const definition = definitionOf(options);
  return definition.expected(checked(definition, options), untilUs);
}

function definitionOf(options: ArrivalOptions): ArrivalDefinition<string, GeneratorParameters> {
  const definition = arrivalsOf.get(options.kind);
  invariant(definition !== undefined, `unknown arrivals "${options.kind}"`);
  return definition;
}

function checked(
  definition: DistributionDefinition<string, GeneratorParameters> | ArrivalDefinition<string, GeneratorParameters>,
  options: { readonly kind: string },
): GeneratorValues<GeneratorParameters> {
  const { kind: _, ...values } = options;
  checkValues(definition, values);
  // Exactly the values that the definition declares, as was just checked; absent optional ones become null.
  return Object.fromEntries(Object.keys(definition.parameters).map((name) => [
    name, (values as Readonly<Record<string, unknown>>)[name] ?? null,
  ])) as GeneratorValues<GeneratorParameters>;
}
