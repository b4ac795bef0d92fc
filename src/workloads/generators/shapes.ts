import { invariant, unreachable } from '../../base/invariant.js';
import type { RandomStream } from '../../world/kernel/streams.js';
import { samplerOf, type DistributionOptions } from './options.js';
import { weightedIndex } from './weighted-index.js';

/** What a pod requests. */
export interface Shape {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/** One request that is drawn: rounded up to a multiple of `step` (at least one), then cut at `max` unless null. */
export interface DrawnRequest {
  readonly distribution: DistributionOptions;
  readonly step: number;
  readonly max: number | null;
}

/**
 * Where requests come from. `weighted` keeps CPU and memory together, as they occur in a trace; `drawn` draws them
 * independently, which loses the ratios that decide fragmentation.
 */
export type SizeOptions =
  | { readonly kind: 'weighted'; readonly shapes: readonly (Shape & { readonly weight: number })[] }
  | { readonly kind: 'drawn'; readonly cpuMilli: DrawnRequest; readonly memoryBytes: DrawnRequest };

/** Draws indexes into `shapes`, a list without repetitions that grows as new ones are drawn. */
export interface ShapeSource {
  readonly shapes: readonly Shape[];
  next(stream: RandomStream): number;
}

/** @throws InvariantError for impossible requests */
export function shapeSource(options: SizeOptions): ShapeSource {
  switch (options.kind) {
    case 'weighted': return weightedShapes(options.shapes);
    case 'drawn': return drawnShapes(options.cpuMilli, options.memoryBytes);
    default: return unreachable(options);
  }
}

function weightedShapes(weighted: readonly (Shape & { readonly weight: number })[]): ShapeSource {
  const intern = new ShapeInterner();
  const indexes = weighted.map(({ cpuMilli, memoryBytes }) => intern.indexOf(cpuMilli, memoryBytes));
  const choose = weightedIndex(weighted.map(({ weight }) => weight));
  return { shapes: intern.shapes, next: (stream) => indexes[choose(stream)]! };
}

function drawnShapes(cpuMilli: DrawnRequest, memoryBytes: DrawnRequest): ShapeSource {
  const intern = new ShapeInterner();
  const drawCpu = roundedDraw(cpuMilli);
  const drawMemory = roundedDraw(memoryBytes);
  return {
    shapes: intern.shapes,
    next: (stream) => {
      const cpu = drawCpu(stream);
      return intern.indexOf(cpu, drawMemory(stream));
    },
  };
}

function roundedDraw({ distribution, step, max }: DrawnRequest): (stream: RandomStream) => number {
  invariant(Number.isSafeInteger(step) && step > 0, `step ${step} is not a positive integer`);
  invariant(max === null || (Number.isSafeInteger(max) && max >= step), `max ${max} is not an integer of at least ${step}`);
  const draw = samplerOf(distribution);
  // Without a cap of their own, heavy tails end at the largest multiple that is still exact.
  const most = max ?? Math.floor(Number.MAX_SAFE_INTEGER / step) * step;
  return (stream) => Math.min(most, Math.max(1, Math.ceil(draw(stream) / step)) * step);
}

/** Gives equal shapes equal indexes. */
class ShapeInterner {
  readonly shapes: Shape[] = [];
  readonly #byCpu = new Map<number, Map<number, number>>();

  indexOf(cpuMilli: number, memoryBytes: number): number {
    let byMemory = this.#byCpu.get(cpuMilli);
    if (byMemory === undefined) this.#byCpu.set(cpuMilli, byMemory = new Map());
    let index = byMemory.get(memoryBytes);
    if (index === undefined) {
      invariant(Number.isSafeInteger(cpuMilli) && cpuMilli >= 0, `request of ${cpuMilli} milli-CPU`);
      invariant(Number.isSafeInteger(memoryBytes) && memoryBytes >= 0, `request of ${memoryBytes} bytes`);
      index = this.shapes.push({ cpuMilli, memoryBytes }) - 1;
      byMemory.set(memoryBytes, index);
    }
    return index;
  }
}
