import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../shared.js';
import { parseIntOrString, percentOf, scaleIntOrPercent } from '../../../src/world/objects/index.js';

interface Case {
  readonly fn: string;
  readonly args: { readonly value: number | string | null; readonly total?: number; readonly roundUp?: boolean };
  readonly expect: { readonly value?: number; readonly isPercent?: boolean; readonly error?: string; readonly parsed?: number | string };
}

const recorded = readFileSync(path.join(repositoryRoot, 'test/recorded/upstream-tests/intstr.jsonl'), 'utf8')
  .trimEnd().split('\n').map((line) => JSON.parse(line) as Case);

describe('numbers and percentages', () => {
  it('agree with the real functions in all 31 recorded cases of a value that is there', () => {
    // The 32nd case is a missing value, which the type forbids here.
    const present = recorded.filter(({ args }) => args.value !== null);
    expect(present).toHaveLength(31);
    for (const { fn, args, expect: wanted } of present) {
      const value = args.value!;
      const what = `${fn} ${JSON.stringify(args)}`;
      if (fn === 'Parse') expect(parseIntOrString(String(value)), what).toBe(wanted.parsed);
      else if (fn === 'GetScaledValueFromIntOrPercent') {
        const round = args.roundUp === true ? 'up' : 'down';
        expect(scaleIntOrPercent(value, { total: args.total!, round }), what).toBe(wanted.error === undefined ? wanted.value : null);
      } else if (typeof value === 'string') {
        expect(percentOf(value), what).toBe(wanted.error === undefined ? wanted.value : null);
      }
    }
  });

  it.each([
    // 25 % of 10 is 2.5
    { percent: '25%', total: 10, surge: 3, unavailable: 2 },
    // 25 % of 5 is 1.25
    { percent: '25%', total: 5, surge: 2, unavailable: 1 },
    { percent: '150%', total: 3, surge: 5, unavailable: 4 },
  ])('$percent of $total is $surge up and $unavailable down', ({ percent, total, surge, unavailable }) => {
    expect(scaleIntOrPercent(percent, { total, round: 'up' })).toBe(surge);
    expect(scaleIntOrPercent(percent, { total, round: 'down' })).toBe(unavailable);
  });
});
