import { exp } from '../../base/math.js';

/** Probabilities of a Wilcoxon signed-rank test under "differences are symmetric around 0". */
export interface SignedRank {
  /** Differences that are not 0; zeros say nothing about the direction and are left out. */
  readonly count: number;
  /** Sum of the ranks of the positive differences; ties share the mean rank. */
  readonly positiveRanks: number;
  /** Probability of a rank sum at least as large. */
  readonly pGreater: number;
  /** Probability of a rank sum at least as small. */
  readonly pLess: number;
  readonly pTwoSided: number;
}

/** Largest sample that is counted out: 2^50 sign patterns are still exact in a double. */
const EXACT_LIMIT = 50;

/**
 * Wilcoxon's signed-rank test of paired differences. Exact up to 50 differences, ties included (the distribution is
 * taken over all sign patterns of the ranks at hand); beyond that the normal approximation with continuity correction.
 *
 * Source: F. Wilcoxon, Individual comparisons by ranking methods, Biometrics Bulletin 1 (1945); zeros are dropped as there.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const nonZero = differences.filter((difference) => difference !== 0);
  const doubled = doubledRanks(nonZero.map(Math.abs));
  const count = nonZero.length;
  const positive = nonZero.reduce((sum, difference, i) => sum + (difference > 0 ? doubled[i]! : 0), 0);
  const [pGreater, pLess] = count <= EXACT_LIMIT ? exactTails(doubled, positive) : normalTails(doubled, positive);
  return { count, positiveRanks: positive / 2, pGreater, pLess, pTwoSided: Math.min(1, 2 * Math.min(pGreater, pLess)) };
}

/**
 * Fewest non-zero pairs at which the exact test can reach `errorRate`: all of one sign has probability 2^-n on one side.
 *
 * @param errorRate  after division by the size of the family
 */
export function minimumPairs(errorRate: number, sides: 1 | 2): number {
  let count = 1;
  let smallest = sides / 2;
  while (smallest > errorRate) {
    count++;
    smallest /= 2;
  }
  return count;
}

/** Twice the mean ranks: whole numbers also for ties. */
function doubledRanks(sizes: readonly number[]): number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => sizes[a]! - sizes[b]!);
  const ranks = new Array<number>(sizes.length).fill(0);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && sizes[order[end]!] === sizes[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + 1 + end;
    start = end;
  }
  return ranks;
}

/** Counts the sign patterns per rank sum, one rank after the other. */
function exactTails(ranks: readonly number[], positive: number): [number, number] {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const patterns = new Float64Array(total + 1);
  patterns[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum--) patterns[sum]! += patterns[sum - rank]!;
  }
  let atLeast = 0;
  let atMost = 0;
  patterns.forEach((count, sum) => {
    if (sum >= positive) atLeast += count;
    if (sum <= positive) atMost += count;
  });
  const all = 2 ** ranks.length;
  return [atLeast / all, atMost / all];
}

function normalTails(ranks: readonly number[], positive: number): [number, number] {
  const centre = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  // Each rank counts with probability 1/2, so it adds rank^2 / 4 to the variance.
  const spread = Math.sqrt(ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4);
  // Half a step of the rank sum; sums are doubled here.
  return [upperNormal((positive - centre - 1) / spread), upperNormal((centre - positive - 1) / spread)];
}

/** P(Z >= z). Source: Abramowitz and Stegun, 7.1.26, |error| < 1.5e-7. */
function upperNormal(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (polynomial * exp(-x * x)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
