/**
 * Chi-square statistic of observed counts against equal expectations. For k cells it has mean k - 1 and variance
 * 2 (k - 1), so that k - 1 + 5 sqrt(2 (k - 1)) is exceeded by chance less than once in a hundred thousand times.
 */
export function chiSquare(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  const expected = total / counts.length;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i]! - expected) ** 2 / expected;
  return sum;
}

/** Value that {@link chiSquare} of `cells` fair cells stays below. */
export function chiSquareLimit(cells: number): number {
  return cells - 1 + 5 * Math.sqrt(2 * (cells - 1));
}

/** Pearson's correlation; for n independent pairs its standard deviation is 1 / sqrt(n). */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - meanX) * (y[i]! - meanY);
    xx += (x[i]! - meanX) ** 2;
    yy += (y[i]! - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/**
 * Largest distance between the empirical distribution of a sample and `cumulative`. For a true model it exceeds
 * 1.95 / sqrt(n) once in a thousand samples (Kolmogorov).
 */
export function kolmogorovDistance(sample: readonly number[], cumulative: (x: number) => number): number {
  const sorted = [...sample].sort((x, y) => x - y);
  let distance = 0;
  sorted.forEach((value, index) => {
    const expected = cumulative(value);
    distance = Math.max(distance, expected - index / sorted.length, (index + 1) / sorted.length - expected);
  });
  return distance;
}
