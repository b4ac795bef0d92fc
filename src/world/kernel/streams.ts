/**
 * Named random streams. A stream's seed is a mixed hash of (cell seed, purpose): a new consumer never disturbs
 * another one, and two variants of one seed see the same arrivals. Draws that belong to an entity are counter-based.
 */
export interface RandomStream {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform double in [0, 1) with 53 random bits. */
  unit(): number;
  /** Uniform integer in [0, bound), without modulo bias; 1 <= bound <= 2^32. */
  below(bound: number): number;
}
