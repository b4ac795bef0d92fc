import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/analysis/verdict/compare-runs.js';
import { compareVariants } from '../../../src/analysis/verdict/compare-variants.js';
import { renderComparison } from '../../../src/analysis/verdict/render-comparison.js';
import { renderSummary } from '../../../src/analysis/verdict/render-summary.js';
import { quickstartRun } from '../fixture.js';

const hostile = ['\u001b[31mred\u001b[0m', 'x'.repeat(300), '\u202eright to left', 'a\nb', '日本語の名前', ''];

describe('texts for terminals', () => {
  it.each([['plain names', undefined], ['hostile names', hostile]])('fit 80 columns with %s and hold no control characters', (_, names) => {
    const run = quickstartRun(names === undefined ? {} : { names });
    const texts = [
      renderSummary(run), renderComparison(compareVariants(run), { all: true }), renderComparison(compareRuns(run, run)),
    ];
    const lines = texts.join('').split('\n');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines.filter((line) => /[\p{Cc}\u202a-\u202e]/u.test(line))).toEqual([]);
  });

  it('open with the answer', () => {
    const text = renderSummary(quickstartRun()).replace(/\s+/g, ' ');
    expect(text).toMatch(/fgd packed best: 95\.\d\d % of GPU capacity allocated, 2\.\d\d points more than best-fit/);
    expect(text).toContain('ahead for 10 of 10 seeds');
    expect(text).toContain('measured on 1,000 nodes');
  });

  it('say never where a disturbance never settled, not the time of those that did', () => {
    expect(renderSummary(quickstartRun())).toMatch(/edge +10 +never/);
  });

  it('say that few seeds are few', () => {
    expect(renderSummary(quickstartRun({ seeds: 3 })).replace(/\s+/g, ' ')).toContain('at least 8 seeds are needed');
  });

  it('count what is equal instead of listing it', () => {
    const run = quickstartRun();
    const text = renderComparison(compareRuns(run, run));
    expect(text).toContain('the same decisions in 90 of 90 cells');
    expect(text).toMatch(/\d+ more rows/);
  });
});
