import { invariant } from '../../base/invariant.js';
import type { RandomStream, Streams } from '../../world/kernel/streams.js';
import { expectedArrivals, samplerOf, startArrivals, type ArrivalOptions, type DistributionOptions } from './options.js';
import { shapeSource, type Shape, type SizeOptions } from './shapes.js';

/** A synthetic workload. Plain data. */
export interface SyntheticOptions {
  /** Keeps the streams of two workloads of one cell apart; empty for the only one. */
  readonly name: string;
  readonly arrivals: ArrivalOptions;
  /** Creation to end, in µs; null = pods never end. */
  readonly lifetimes: DistributionOptions | null;
  readonly sizes: SizeOptions;
  /** Largest number of pods; null = no limit but the others. */
  readonly count: number | null;
  /** No pod arrives at or after this instant (µs from the beginning of the workload); null = no such limit. */
  readonly untilUs: number | null;
}

/** Generated pods, one column per value; pods stand in the order of their arrival. */
export interface PodDemand {
  readonly count: number;
  /** Integer µs from the beginning of the workload, ascending. */
  readonly arrivalUs: Float64Array;
  /** Integer µs, at least 1; -1 = never ends. */
  readonly lifetimeUs: Float64Array;
  /** Index into `shapes`. */
  readonly shape: Int32Array;
  readonly shapes: readonly Shape[];
}

/**
 * Generates the pods of a synthetic workload. Arrivals, lifetimes and shapes are drawn from streams of their own:
 * changing one model leaves the draws of the others as they were, and every variant of a seed sees the same pods.
 *
 * @throws InvariantError for impossible options, and when neither `count` nor `untilUs` nor the arrivals set an end
 */
export function generateDemand(options: SyntheticOptions, streams: Streams): PodDemand {
  const arrivalUs = drawArrivals(options, streams.get(purposeOf(options, 'arrivals')));
  const count = arrivalUs.length;
  const lifetimeUs = drawLifetimes(options.lifetimes, count, streams.get(purposeOf(options, 'lifetimes')));
  const source = shapeSource(options.sizes);
  const stream = streams.get(purposeOf(options, 'shapes'));
  const shape = new Int32Array(count);
  for (let pod = 0; pod < count; pod++) shape[pod] = source.next(stream);
  return { count, arrivalUs, lifetimeUs, shape, shapes: source.shapes };
}

/**
 * Largest number of pods to plan memory for: the mean plus six standard deviations of a Poisson count,
 * cut at `count`. Bursts can exceed the first part of it. Infinity when nothing sets an end.
 */
export function largestCount({ arrivals, count, untilUs }: SyntheticOptions): number {
  const mean = expectedArrivals(arrivals, untilUs ?? Infinity);
  return Math.min(count ?? Infinity, Math.ceil(mean + 6 * Math.sqrt(mean)));
}

function purposeOf({ name }: SyntheticOptions, purpose: string): string {
  return name === '' ? purpose : `${name}/${purpose}`;
}

function drawArrivals(options: SyntheticOptions, stream: RandomStream): Float64Array {
  const { count, untilUs } = options;
  invariant(count === null || (Number.isSafeInteger(count) && count >= 0), `a count of ${count} pods`);
  invariant(untilUs === null || (Number.isSafeInteger(untilUs) && untilUs >= 0), `arrivals until ${untilUs} us`);
  invariant(largestCount(options) < Infinity, 'a synthetic workload has neither a count nor an end');
  const next = startArrivals(options.arrivals, stream);
  const most = count ?? Infinity;
  const endUs = Math.min(untilUs ?? Infinity, Number.MAX_SAFE_INTEGER);
  const arrivals: number[] = [];
  while (arrivals.length < most) {
    const arrivalUs = next();
    if (arrivalUs >= endUs) break;
    arrivals.push(arrivalUs);
  }
  return Float64Array.from(arrivals);
}

function drawLifetimes(options: DistributionOptions | null, count: number, stream: RandomStream): Float64Array {
  const lifetimes = new Float64Array(count).fill(-1);
  if (options === null) return lifetimes;
  const draw = samplerOf(options);
  for (let pod = 0; pod < count; pod++) {
    // A pod that lives for less than the clock's resolution still begins before it ends.
    lifetimes[pod] = Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.round(draw(stream))));
  }
  return lifetimes;
}
