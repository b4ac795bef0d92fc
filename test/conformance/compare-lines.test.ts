import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaseTally } from '../../src/conformance/case-tally.js';
import { compareLines, parseLine } from '../../src/conformance/compare-lines.js';
import { KINDS } from '../../src/conformance/kinds.js';
import { UserError } from '../../src/base/errors.js';
import type { RecordedLine } from '../../src/conformance/contract.js';
import { filesUnder, repositoryRoot } from '../shared.js';
import { compareText } from './recordings.js';

const sum = (a: string, b: string, result: string, more: object = {}): string =>
  JSON.stringify({ suite: 'own', fn: 'Add', args: { a, b }, expect: { result }, ...more });

describe('a tally of a case', () => {
  it('counts decisions in which nothing differs', () => {
    const tally = new CaseTally();
    tally.decide('one', ({ same }) => { same({ field: 'x' }, { a: 1, b: [2] }, { b: [2], a: 1 }); });
    tally.decide('two', ({ same }) => { same({ field: 'x' }, 1, 2); });
    tally.close();
    expect([tally.decisions, tally.equal]).toEqual([2, 1]);
    expect(tally.differences).toEqual([{ decision: 'two', field: 'x', plugin: null, node: null, recorded: '1', here: '2' }]);
  });

  it('names the first node that differs', () => {
    const tally = new CaseTally();
    tally.decide('', ({ sameByNode }) => { sameByNode({ field: 'raw score', plugin: 'P' }, ['a', 'b', 'c'], [1, 2, 3], [1, 5, 4]); });
    expect(tally.differences).toMatchObject([{ plugin: 'P', node: 'b', recorded: '2', here: '5' }]);
  });

  it('takes another number of values for a difference', () => {
    const tally = new CaseTally();
    tally.decide('', ({ sameByNode }) => { sameByNode({ field: 'order' }, ['a'], ['a', 'b'], ['a']); });
    expect(tally.differences).toMatchObject([{ field: 'order: how many', recorded: '2', here: '1' }]);
  });

  it('counts every decision as different when what they rest upon differs', () => {
    const tally = new CaseTally();
    tally.whole(({ same }) => { same({ field: 'node order' }, 'a', 'b'); });
    tally.decide('one', () => undefined);
    tally.close();
    expect([tally.decisions, tally.equal]).toEqual([1, 0]);
  });

  it('keeps a decision\'s difference to that decision, also inside of a comparison of the whole', () => {
    const tally = new CaseTally();
    tally.whole(() => {
      tally.decide('one', ({ same }) => { same({ field: 'x' }, 1, 2); });
      tally.decide('two', ({ same }) => { same({ field: 'x' }, 1, 1); });
    });
    tally.close();
    expect([tally.decisions, tally.equal]).toEqual([2, 1]);
  });

  it('counts a refusal or a failure as a difference, never as nothing', () => {
    const tally = new CaseTally();
    tally.decide('one', () => { throw new UserError([{ code: 'X001', message: 'extenders are not supported' }]); });
    tally.decide('two', () => { throw new TypeError('broken'); });
    tally.close();
    expect(tally.equal).toBe(0);
    expect(tally.differences.map(({ here }) => here)).toEqual(['refused: X001  extenders are not supported', 'failed: broken']);
  });

  it('counts a case without decisions as one', () => {
    const tally = new CaseTally();
    tally.close();
    expect([tally.decisions, tally.equal]).toEqual([1, 1]);
  });
});

describe('lines of a recording', () => {
  it('are cases, called by their id or by their line', () => {
    const { cases, equal, differences } = compareText([sum('1', '2', '3'), '', sum('1', '2', '4'), sum('1', '2', '5', { id: 'five' })].join('\n'));
    expect([cases, equal]).toEqual([3, 1]);
    // Of a whole file the first difference alone is kept.
    expect(differences).toMatchObject([{ case: '3', line: 3, recorded: '"4"', here: '"3"' }]);
  });

  it('are looked at alone when an id is given, with everything that differs', () => {
    const lines = [sum('1', '2', '4'), JSON.stringify({ suite: 'own', id: 'odd', fn: 'RoundUp', args: { a: '9010m', scale: 0 }, expect: { result: '9', exact: true } })];
    const { cases, differences } = compareLines({ kind: 'API machinery calls', firstLine: 1, lines, only: 'odd' });
    expect(cases).toBe(1);
    // 9.010 rounded up to whole units is 10, and something was lost
    expect(differences.map(({ field, here }) => [field, here])).toEqual([['result', '"10"'], ['exact', 'false']]);
  });

  it('that are no JSON objects are told by line and are no cases', () => {
    const { cases, badLines } = compareText([sum('1', '2', '3'), '{"a":', '[1]'].join('\n'));
    expect(cases).toBe(1);
    expect(badLines).toEqual([{ line: 2, message: 'the line is no JSON' }, { line: 3, message: 'the line is no JSON object' }]);
  });

  it('of no known kind are different, and the known kinds are named', () => {
    const { kind, cases, decisions, equal, differences } = compareText('{"offer":1}\n{"offer":2}\n');
    expect({ kind, cases, decisions, equal }).toEqual({ kind: null, cases: 2, decisions: 2, equal: 0 });
    for (const { name } of KINDS) expect(differences[0]!.here).toContain(name);
  });
});

describe('kinds of recordings', () => {
  const recordings = filesUnder('test/recorded').filter((name) => name.endsWith('.jsonl'));

  it.each(recordings)('%s is of one kind at most', (name) => {
    const first = parseLine(readFileSync(path.join(repositoryRoot, name), 'utf8').split('\n')[0]!);
    expect(first).toBeTypeOf('object');
    const kinds = KINDS.filter((kind) => kind.recognises(first as RecordedLine));
    expect(kinds.length).toBeLessThanOrEqual(1);
  });

  it('have names and titles of their own', () => {
    expect(new Set(KINDS.map(({ name }) => name)).size).toBe(KINDS.length);
    for (const { title } of KINDS) expect(title.length).toBeGreaterThan(10);
  });
});
