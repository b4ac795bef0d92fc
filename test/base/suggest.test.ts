import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../src/base/suggest.js';

describe('suggest', () => {
  it.each([
    { written: 'probRatio', allowed: ['batchSize', 'probeRatio'], nearest: 'probeRatio' },
    { written: 'replicsa', allowed: ['selector', 'replicas'], nearest: 'replicas' },
    { written: 'NAME', allowed: ['name'], nearest: 'name' },
    { written: 'xyz', allowed: ['name', 'labels'], nearest: null },
    { written: 'a', allowed: [], nearest: null },
  ])('$written stands for $nearest', ({ written, allowed, nearest }) => {
    expect(suggest(written, allowed)).toBe(nearest);
  });

  it('counts insertions, deletions, replacements and swaps of neighbours', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});
