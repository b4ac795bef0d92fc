import { describe, expect, it } from 'vitest';
import { KUBE_COST } from '../../../../src/algorithms/schedulers/kube/cost.js';
import { feasibleNodesToFind } from '../../../../src/algorithms/schedulers/kube/framework/sampling.js';

/** Measured placements per second of the real program (reference, section 12, item 13). */
const MEASURED = [
  { nodes: 500, percentage: 0, perSecond: 1734 },
  { nodes: 5000, percentage: 0, perSecond: 844 },
  { nodes: 50_000, percentage: 0, perSecond: 185 },
  { nodes: 100_000, percentage: 0, perSecond: 91 },
  { nodes: 5000, percentage: 100, perSecond: 108 },
].map((row) => ({ ...row, visited: feasibleNodesToFind(row.nodes, row.percentage), us: 1e6 / row.perSecond }));

describe('the cost model of kube', () => {
  it('is the line of least squared relative error through the measured speeds', () => {
    // Minimise sum of ((a + b v) / t - 1)^2: two normal equations in a and b.
    const sum = (of: (row: { visited: number; us: number }) => number): number => MEASURED.reduce((total, row) => total + of(row), 0);
    const aa = sum(({ us }) => 1 / us ** 2);
    const ab = sum(({ visited, us }) => visited / us ** 2);
    const bb = sum(({ visited, us }) => visited ** 2 / us ** 2);
    const a1 = sum(({ us }) => 1 / us);
    const b1 = sum(({ visited, us }) => visited / us);
    const determinant = aa * bb - ab * ab;
    expect(KUBE_COST.perAttemptUs).toBeCloseTo((a1 * bb - b1 * ab) / determinant, 1);
    expect(KUBE_COST.perNodeVisitedUs).toBeCloseTo((aa * b1 - a1 * ab) / determinant, 3);
  });

  it.each(MEASURED)('is within 11 % at $nodes nodes, $visited visited', ({ visited, us }) => {
    const modelled = KUBE_COST.perAttemptUs + KUBE_COST.perNodeVisitedUs * visited;
    expect(Math.abs(modelled / us - 1)).toBeLessThan(0.11);
  });
});
