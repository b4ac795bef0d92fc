import { describe, expect, it } from 'vitest';
import { applyOverrides, parseSetting, substituteParams } from '../../../src/harness/suite/overrides.js';

const data = { params: { nodes: 3 }, until: { quiet: '5m' }, workload: [{ count: 1 }], 'odd.key': { inner: 1 } };
const set = (key: string, value: unknown) => applyOverrides(data, [{ key, value }], ['params', 'until', 'workload', 'seeds', 'odd.key']);

describe('overrides', () => {
  it.each([
    ['nodes', { params: { nodes: 9 } }],
    ['until.quiet', { until: { quiet: 9 } }],
    ['until.at-most', { until: { quiet: '5m', 'at-most': 9 } }],
    ['workload.0.count', { workload: [{ count: 9 }] }],
    ['odd.key.inner', { 'odd.key': { inner: 9 } }],
    ['seeds', { seeds: 9 }],
  ])('%s is set', (key, expected) => expect(set(key, 9).data).toMatchObject(expected));

  it.each([
    'nods', 'untli.quiet', 'workload.1.count', 'until.quiet.deeper', '__proto__.x', 'until.__proto__', 'constructor.prototype.x',
  ])('%s is neither a param nor a path', (key) => {
    expect(set(key, 9).problems).toHaveLength(1);
  });

  it('leave the original alone', () => {
    set('until.quiet', 9);
    expect(data.until.quiet).toBe('5m');
  });
});

describe('params', () => {
  it('keep their type when they stand alone, and become text inside of text', () => {
    const { data: replaced } = substituteParams({ params: { n: 5 }, a: '${n}', b: 'node-${n}', c: ['${n}'] });
    expect(replaced).toMatchObject({ a: 5, b: 'node-5', c: [5] });
  });

  it('that are not declared are reported with their place', () => {
    expect(substituteParams({ a: { b: ['${x}'] } }).unknown).toEqual([{ name: 'x', path: ['a', 'b', 0] }]);
  });
});

describe('--set', () => {
  it.each([
    ['a.b=5', 'a.b', 5], ['a=1.5', 'a', 1.5], ['a=true', 'a', true], ['a=5m', 'a', '5m'], ['a=x=y', 'a', 'x=y'], ['a=007', 'a', '007'], ['a=null', 'a', null],
  ])('%s', (written, key, value) => expect(parseSetting(written)).toEqual({ key, value }));

  it.each(['a', '=5', ''])('%j is no setting', (written) => expect(parseSetting(written)).toBeNull());
});
