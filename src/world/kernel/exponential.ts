// Hot path: one draw per gap of a Poisson process. Benchmark: src/bench/kernel.ts.

import { exp, log } from '../../base/math.js';
import type { RandomStream } from './streams.js';

/**
 * One draw from the exponential distribution of mean 1, by the ziggurat method: the area under e^-x is covered by
 * 256 layers of equal area; a point of a random layer is right at once in 98.9 % of the draws, without a logarithm.
 *
 * Source: Marsaglia and Tsang, "The ziggurat method for generating random variables", J. Stat. Software 5(8), 2000.
 * Differs: 53 random bits for the point, taken from two words of which the second also gives the layer.
 */
export function standardExponential(stream: RandomStream): number {
  for (;;) {
    const high = stream.uint32();
    const low = stream.uint32();
    const layer = low & 255;
    // 2^-53 times the 53 bits that the layer did not use.
    const share = (high * 2097152 + (low >>> 11)) * 1.1102230246251565e-16;
    const x = share * WIDTHS[layer]!;
    if (x < WIDTHS[layer + 1]!) return x;
    if (layer === 0) return TAIL_START - log(1 - stream.unit());
    const height = HEIGHTS[layer]! + (HEIGHTS[layer + 1]! - HEIGHTS[layer]!) * stream.unit();
    if (height < exp(-x)) return x;
  }
}

/** Where the tail begins, for 256 layers. Source: Marsaglia and Tsang, section 3. */
const TAIL_START = 7.69711747013104972;

/** Area of each layer: the lowest one is the rectangle up to the tail, plus the tail. */
const LAYER_AREA = (TAIL_START + 1) * exp(-TAIL_START);

/**
 * Widths of the layers from the lowest up, 257 with a zero for the summit. The lowest one is as wide as a rectangle of
 * its area would be; a point beyond the tail's start stands for a draw from the tail.
 */
const WIDTHS = new Float64Array(257);
/** e^-x at the right edge of each layer: the layer lies between its own height and the next one's. */
const HEIGHTS = new Float64Array(257);

WIDTHS[0] = LAYER_AREA / exp(-TAIL_START);
WIDTHS[1] = TAIL_START;
for (let layer = 2; layer < 256; layer++) {
  WIDTHS[layer] = -log(LAYER_AREA / WIDTHS[layer - 1]! + exp(-WIDTHS[layer - 1]!));
}
for (let layer = 0; layer < 257; layer++) HEIGHTS[layer] = exp(-WIDTHS[layer]!);
