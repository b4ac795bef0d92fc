import type { RandomStream } from './streams.js';

/** Anything with a length and writable places: an array or a typed array. */
interface Places<T> { readonly length: number; [index: number]: T }

/**
 * Puts the items into random order, in place; every order is equally likely. Draws `length - 1` times.
 * Source: Durstenfeld, "Algorithm 235: Random permutation", CACM 7 (1964).
 */
export function shuffle<T>(items: Places<T>, stream: RandomStream): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = stream.below(last + 1);
    const moved = items[last]!;
    items[last] = items[other]!;
    items[other] = moved;
  }
}
