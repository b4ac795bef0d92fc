import { describe, expect, it } from 'vitest';
import { studentT } from '../../../src/analysis/stats/student-t.js';

describe('studentT', () => {
  // Printed tables of Student's t, two-sided: Abramowitz and Stegun, table 26.10.
  it.each([
    { level: 0.95, degrees: 1, value: 12.706 },
    { level: 0.95, degrees: 2, value: 4.303 },
    { level: 0.95, degrees: 9, value: 2.262 },
    { level: 0.99, degrees: 9, value: 3.25 },
    { level: 0.9, degrees: 30, value: 1.697 },
    { level: 0.95, degrees: 120, value: 1.98 },
  ])('is the tabled value at $level with $degrees degrees of freedom', ({ level, degrees, value }) => {
    expect(studentT(level, degrees)).toBeCloseTo(value, 3);
  });

  it('has its closed form for one degree of freedom', () => {
    // T with one degree is Cauchy: P(|T| <= t) = 2 atan(t) / pi, so t = tan(level pi / 2).
    for (const level of [0.5, 0.8, 0.99]) expect(studentT(level, 1)).toBeCloseTo(Math.tan((level * Math.PI) / 2), 8);
  });

  it('approaches the normal distribution', () => {
    expect(studentT(0.95, 1_000_000)).toBeCloseTo(1.95996, 4);
  });
});
