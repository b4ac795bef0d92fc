import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { matchesRequirement, parseSelectorText, selectorText } from '../../../src/world/objects/index.js';

describe('label selectors as text', () => {
  it.each([
    ['x in (b, a)', 'x in (a,b)'],
    ['y=1,x', 'x,y=1'],
    ['x notin (a,,a)', 'x notin (,a)'],
    ['!a , b>3', '!a,b>3'],
  ])('%s means %s', (text, canonical) => {
    expect(selectorText(parseSelectorText(text)!)).toBe(canonical);
  });

  it.each(['x==a==b', '!x=a', 'x<a', 'x,,y', ',x', 'x,', 'x nott in (y)', 'a notin(', 'a (', '(', 'x in (a b)', 'x=a b', 'x in a', '-x=1', 'x=a/b'])('%s is none', (text) => {
    expect(parseSelectorText(text)).toBeNull();
  });

  it('gt and lt compare whole numbers and nothing else', () => {
    const more = { key: 'n', operator: 'gt', values: ['-5'] } as const;
    expect(matchesRequirement(more, { n: '-4' })).toBe(true);
    expect(matchesRequirement(more, { n: '-5' })).toBe(false);
    expect(matchesRequirement(more, { n: 'v9' })).toBe(false);
    expect(matchesRequirement(more, {})).toBe(false);
  });

  it('what is written is read back the same', () => {
    const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,4}[a-z])?$/).filter((text) => text !== 'in' && text !== 'notin');
    const requirement = fc.oneof(
      word.map((key) => key), word.map((key) => `!${key}`), fc.tuple(word, word).map(([key, value]) => `${key}!=${value}`),
      fc.tuple(word, fc.array(word, { minLength: 1, maxLength: 3 })).map(([key, values]) => `${key} in (${values.join(',')})`),
    );
    fc.assert(fc.property(fc.array(requirement, { maxLength: 4 }), (parts) => {
      const text = selectorText(parseSelectorText(parts.join(','))!);
      expect(selectorText(parseSelectorText(text)!)).toBe(text);
    }));
  });
});
