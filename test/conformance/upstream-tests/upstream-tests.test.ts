import { describe, expect, it } from 'vitest';
import { hasShared } from '../../shared.js';
import { compareRecording, compareText } from '../recordings.js';

describe('calls recorded from the API machinery\'s own tests', () => {
  it.each(['quantity', 'quantity-arithmetic', 'intstr', 'label-selectors', 'pod-requests', 'drawn'])('are answered alike in the copied part of %s', (name) => {
    const { cases, equal, differences } = compareRecording(`upstream-tests/${name}.jsonl`, 'part');
    expect(differences).toEqual([]);
    expect(equal).toBe(cases);
    expect(cases).toBeGreaterThan(30);
  });

  it.skipIf(!hasShared).each([
    ['quantity', 592], ['quantity-arithmetic', 526], ['intstr', 32], ['label-selectors', 257], ['pod-requests', 51],
  ] as const)('are answered alike in the full recording of %s, %i cases (needs ../shared or SEATRIAL_SHARED)', (name, cases) => {
    expect(compareRecording(`upstream-tests/${name}.jsonl`, 'full')).toMatchObject({ kind: 'API machinery calls', cases, equal: cases, differences: [] });
  });

  const call = (fn: string, args: object, expected: object): string => JSON.stringify({ suite: 'own', name: fn, fn, args, expect: expected });

  it.each([
    ['a wrong sum', call('Add', { a: '1', b: '2' }, { result: '4' }), { field: 'result', recorded: '"4"', here: '"3"' }],
    ['a refusal that does not happen', call('ParseQuantity', { input: '1Gi' }, { error: 'no' }), { field: 'refused', recorded: 'true', here: 'false' }],
    ['a wrong match', call('Matches', { labels: { a: 'b' }, selector: 'a=b' }, { match: false }), { field: 'match', recorded: 'false', here: 'true' }],
    // 2147483648 is no number of 32 bits
    ['a wrong type', call('Parse', { value: '2147483648' }, { parsed: 2147483648, type: 'int' }), { field: 'parsed', recorded: '2147483648', here: '"2147483648"' }],
    ['a function that is not known', call('Sqrt', { a: '4' }, { result: '2' }), { field: 'fn', recorded: '"Sqrt"' }],
  ])('%s is a difference', (_what, line, difference) => {
    const { equal, differences } = compareText(line);
    expect(equal).toBe(0);
    expect(differences[0]).toMatchObject({ case: '1', line: 1, ...difference });
  });
});
