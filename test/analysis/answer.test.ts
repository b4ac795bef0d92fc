import { describe, expect, it } from 'vitest';
import { answersOf, inReadingOrder } from '../../src/analysis/answer.js';
import { answerEvidence, answerSentence, sentenceText } from '../../src/analysis/answer-text.js';
import { decisionCost } from '../../src/analysis/decision-cost.js';
import type { RunData } from '../../src/analysis/run-data.js';
import { leadingStatistic, statisticText } from '../../src/analysis/statistic.js';
import { quickstartRun } from './fixture.js';
import { smallRun } from './small-run.js';

const packing = { metric: 'allocated_ratio_gpu', statistic: 'at_130' };
const seeds = [0, 1, 2, 3, 4, 5, 6, 7];
const sentence = (run: RunData): string => sentenceText(answerSentence(run, answersOf(run)[0]!));
const evidence = (run: RunData): string => answerEvidence(run, answersOf(run)[0]!);

describe('the answer of a scenario', () => {
  it('is the variant that is better than every other', () => {
    const run = smallRun({ low: seeds.map((i) => 0.8 + i / 1000), high: seeds.map((i) => 0.9 + i / 1000) }, packing);
    expect(answersOf(run)[0]).toMatchObject({ standing: 'ahead', ranking: [{ variant: 'high' }, { variant: 'low' }] });
    // (0 + ... + 7) / 8 / 1000 = 0.0035: means 0.9035 and 0.8035.
    expect(sentence(run)).toBe('high packed best: 90.35 % of GPU capacity allocated, 10.00 points more than low over 8 seeds.');
    expect(evidence(run)).toBe('GPU allocated at 130 % of arrived demand; ahead for 8 of 8 seeds; 95 % interval of the difference 10.00 points.');
  });

  it('turns around where less is better', () => {
    const run = smallRun({ slow: seeds.map((i) => 20 + i), fast: seeds.map((i) => 10 + i) }, { metric: 'convergence_settled_seconds', statistic: 'max' });
    expect(sentence(run)).toBe('fast converged fastest: 13.5 s until settled, 10 s less than slow over 8 seeds.');
  });

  it('names all that are exactly equal', () => {
    const same = seeds.map((i) => 0.9 + i / 1000);
    const run = smallRun({ a: same, b: same, c: same, d: same.map((value) => value / 2) }, packing);
    expect(sentence(run)).toBe('a, b and c packed equally well: 90.35 % of GPU capacity allocated over 8 seeds, equal in each.');
  });

  it('does not crown a variant that is not told apart from another', () => {
    const run = smallRun({ a: seeds.map((i) => 0.9 + i / 1000), b: seeds.map((i) => 0.9 + (7 - i) / 900) }, packing);
    expect(answersOf(run)[0]!.standing).toBe('unclear');
    expect(sentence(run)).toMatch(/^b has the best mean: .*; not told apart from a at an error rate of 5 %\.$/);
  });

  it('says how many seeds would carry it when there are too few', () => {
    const run = smallRun({ a: [0.8, 0.81], b: [0.9, 0.91] }, packing);
    expect(sentence(run)).toMatch(/^b packed best: .* over 2 seeds; at least 6 seeds are needed to hold this at an error rate of 5 %\.$/);
  });

  it('leaves out variants with a failed cell, and says so', () => {
    const run = smallRun({ a: [0.8, 0.8], b: [0.9, 0.9] }, {
      ...packing,
      change: (record) => (record.id.variant === 'b' && record.id.seed === 2 ? { ...record, outcome: 'crashed', reason: { kind: 'memory', message: 'too large' } } : record),
    });
    expect(sentence(run)).toBe('a: 80.00 % of GPU capacity allocated, mean of 2 seeds, with nothing to compare it with.');
    expect(evidence(run)).toContain('b is not ranked (seed 2: crashed (memory): too large)');
  });

  it('puts packing before other questions', () => {
    const run = quickstartRun();
    const turned = { ...run, manifest: { ...run.manifest, scenarios: [...run.manifest.scenarios].reverse() } };
    expect(inReadingOrder(turned).manifest.scenarios.map(({ name }) => name)).toEqual(['gpu-packing', 'deployment-rollout']);
  });
});

describe('the cost of a decision', () => {
  it('is the median that was measured on the smallest cluster of a thousand nodes or more', () => {
    const time = (nodes: number, samplesSeconds: readonly number[]) => ({ scheduler: 'a', nodes, samplesSeconds, decisionsPerSample: 1 });
    const run = { ...smallRun({ a: [1] }), decisionTimes: [time(5000, [9]), time(1000, [3, 1, 2]), time(100, [8])] };
    expect(decisionCost(run, 's', 'a')).toEqual({ kind: 'measured', nodes: 1000, count: 3, seconds: 2 });
    expect(decisionCost({ ...run, decisionTimes: [time(100, [8])] }, 's', 'a')).toMatchObject({ nodes: 100, seconds: 8 });
  });

  it('is modelled where nothing was measured, and unknown where neither was', () => {
    expect(decisionCost(smallRun({ a: [1, 3] }, { metric: 'decision_modelled_seconds', statistic: 'mean' }), 's', 'a'))
      .toEqual({ kind: 'modelled', nodes: null, count: 2, seconds: 2 });
    expect(decisionCost(smallRun({ a: [1] }), 's', 'a')).toBeNull();
  });
});

describe('statistics', () => {
  it('are led by the last point of a curve, the value, or the furthest percentile', () => {
    expect(leadingStatistic(['value', 'at_50', 'at_130', 'at_75'])).toBe('at_130');
    expect(leadingStatistic(['count', 'p50', 'p99', 'max'])).toBe('p99');
    expect(leadingStatistic(['count', 'max', 'mean'])).toBe('max');
    expect(leadingStatistic(['odd'])).toBe('odd');
  });

  it('have names', () => {
    expect(['value', 'at_75', 'p50', 'p90', 'p999', 'max'].map(statisticText))
      .toEqual(['', 'at 75 % of arrived demand', 'median', '90th percentile', '99.9th percentile', 'max']);
  });
});
