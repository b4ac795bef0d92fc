import { z } from 'zod';
import { InvariantError } from '../../base/invariant.js';
import { Streams } from '../../world/kernel/streams.js';
import { arrivals as arrivalCatalog, distributions as distributionCatalog } from '../../workloads/generators/catalog.js';
import type { GeneratorParameter, GeneratorParameters } from '../../workloads/generators/definition.js';
import { samplerOf, startArrivals, type ArrivalOptions, type DistributionOptions } from '../../workloads/generators/options.js';
import { largestCount, type SyntheticOptions } from '../../workloads/generators/synthetic.js';
import { count, cpuQuantity, duration, rate, wholeQuantity } from './scalars.js';
import { exact, oneOf } from './schema-object.js';

// The models of arrivals and the distributions come from the generators' catalogues: a new one needs no line here.

/** A model as scenarios write it: its name as the only key, with its values; an only value may stand for itself. */
function modelOf(definitions: readonly { readonly name: string; readonly parameters: GeneratorParameters }[], value: z.ZodType<number>, noun: string) {
  const models = Object.fromEntries(definitions.map(({ name, parameters }) => [name, valuesOf(name, parameters, value).optional()]));
  const expected = `${noun}: one of ${definitions.map(({ name }) => name).join(', ')}, with its values`;
  return exact(models, expected).transform((written, context) => {
    const [model, ...others] = Object.values(written).filter((entry) => entry !== undefined);
    if (model !== undefined && others.length === 0) return model as { readonly kind: string };
    context.issues.push({ code: 'custom', input: written, message: `expected ${expected}`, params: { problem: 'SCN004' } });
    return z.NEVER;
  });
}

function valuesOf(name: string, parameters: GeneratorParameters, value: z.ZodType<number>): z.ZodType {
  const entries = Object.entries(parameters);
  const values = exact(Object.fromEntries(entries.map(([key, parameter]) => [writtenName(key), scalarOf(parameter, value)])))
    .transform((written) => ({ kind: name, ...Object.fromEntries(entries.map(([key]) => [key, written[writtenName(key)] ?? null])) }));
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return values;
  return z.union([presentScalar(only[1], value).transform((single) => ({ kind: name, [only[0]]: single })), values]);
}

function scalarOf(parameter: GeneratorParameter, value: z.ZodType<number>): z.ZodType {
  const present = presentScalar(parameter, value);
  if (parameter.optional === true) return present.nullish();
  // An instant that may be the beginning is the beginning when nothing is said.
  return parameter.type === 'duration' && parameter.min === 0 ? present.default(0) : present;
}

function presentScalar(parameter: GeneratorParameter, value: z.ZodType<number>): z.ZodType {
  const single = singleOf(parameter, value).refine(
    (written) => written > (parameter.above ?? -Infinity) && written >= (parameter.min ?? -Infinity) && written <= (parameter.max ?? Infinity),
    { error: `is out of range: ${rangeOf(parameter)}` },
  );
  return parameter.type === 'values' || parameter.type === 'numbers' ? z.array(single).min(1) : single;
}

function singleOf(parameter: GeneratorParameter, value: z.ZodType<number>): z.ZodType<number> {
  switch (parameter.type) {
    case 'value':
    case 'values': return value;
    case 'duration': return duration;
    case 'integer': return z.int();
    case 'number':
    case 'numbers': return parameter.unit === '1/s' ? rate : parameter.unit === 'us' ? duration : z.number();
  }
}

function rangeOf({ above, min, max }: GeneratorParameter): string {
  const bounds = [above === undefined ? '' : `above ${above}`, min === undefined ? '' : `from ${min}`, max === undefined ? '' : `to ${max}`];
  return bounds.filter((bound) => bound !== '').join(', ');
}

/** `onRatePerSecond` is written `on-rate`: a written value carries its unit itself. */
function writtenName(name: string): string {
  return name.replace(/(PerSecond|Us)$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const distributions = Object.values(distributionCatalog);

function drawn(value: z.ZodType<number>, step: number) {
  return exact({
    distribution: possible(modelOf(distributions, value, 'a distribution'), (options) => { samplerOf(options as DistributionOptions); }),
    step: value.default(step).meta({ description: 'requests are rounded up to a multiple of it' }),
    max: value.nullable().default(null),
  });
}

/** Adds what the model itself says against its values: single ranges cannot tell that two values contradict each other. */
function possible<T extends z.ZodType>(model: T, check: (options: z.output<T>) => void) {
  return model.superRefine((options, context) => {
    try {
      check(options as z.output<T>);
    } catch (error) {
      if (!(error instanceof InvariantError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });
}

const MEBIBYTE = 2 ** 20;

const shapes = oneOf('shapes: a list of cpu and memory with weights, or cpu and memory each with a distribution', [
  z.array(exact({ cpu: cpuQuantity, memory: wholeQuantity, weight: z.number().positive().default(1) })).min(1)
    .transform((list) => ({ kind: 'weighted' as const, shapes: list.map(({ cpu, memory, weight }) => ({ cpuMilli: cpu, memoryBytes: memory, weight })) })),
  exact({ cpu: drawn(cpuQuantity, 1), memory: drawn(wholeQuantity, MEBIBYTE) })
    .transform(({ cpu, memory }) => ({ kind: 'drawn' as const, cpuMilli: cpu, memoryBytes: memory })),
]);

/** `synthetic:`: generated pods. */
export const synthetic = exact({
  name: z.string().default('').meta({ description: 'keeps two synthetic workloads of one scenario apart' }),
  arrivals: possible(modelOf(Object.values(arrivalCatalog), z.number(), 'a process of arrivals'), (options) => {
    startArrivals(options as ArrivalOptions, new Streams(1).get('check'));
  }),
  lifetimes: oneOf('"endless" or a distribution', [
    z.literal('endless'),
    possible(modelOf(distributions, duration, 'a distribution'), (options) => { samplerOf(options as DistributionOptions); }),
  ]).default('endless'),
  shapes,
  count: count.nullable().default(null),
  until: duration.nullable().default(null).meta({ description: 'no pod arrives at or after this instant' }),
}).transform((written, context): SyntheticOptions => {
  const { name, arrivals, lifetimes, shapes: sizes, count: most, until } = written;
  // The models were built from the catalogues, so that their kinds and values are the options' own.
  const options = {
    name, arrivals, lifetimes: lifetimes === 'endless' ? null : lifetimes, sizes, count: most, untilUs: until,
  } as unknown as SyntheticOptions;
  if (largestCount(options) === Infinity) {
    context.addIssue({ code: 'custom', message: 'neither count nor until nor the arrivals set an end' });
    return z.NEVER;
  }
  return options;
});
