import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/harness/canonical-json.js';

describe('canonical JSON', () => {
  it('orders keys by code unit, integer-like ones too', () => {
    expect(canonicalJson({ b: 1, a: { 10: 1, 9: 2, Z: 3 } })).toBe('{"a":{"10":1,"9":2,"Z":3},"b":1}');
  });

  it('is JSON of the same value, and the same for any order of keys', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
    }));
  });

  it.each([NaN, Infinity, () => 1, 1n, Symbol('x')])('refuses what JSON cannot carry', (value) => {
    expect(() => canonicalJson({ value })).toThrow('cannot be written as JSON');
  });
});
