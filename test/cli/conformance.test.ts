import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../shared.js';
import { seatrial, temporaryFolder, writeFiles } from './binary.js';

const folder = temporaryFolder();
const recorded = path.join(repositoryRoot, 'test/recorded');
const small = readFileSync(path.join(recorded, 'kube-scheduler/plugins/NodeName.jsonl'), 'utf8');

const sum = (result: string, more: object = {}): string => JSON.stringify({ suite: 'own', fn: 'Add', args: { a: '1', b: '2' }, expect: { result }, ...more });

interface Json {
  readonly files: readonly {
    readonly file: string; readonly kind: string | null; readonly decisions: number;
    readonly differences: readonly { readonly field: string; readonly command: string }[];
  }[];
  readonly total: { readonly files: number; readonly cases: number; readonly decisions: number; readonly equal: number; readonly different: number };
  readonly problems: readonly { readonly code: string }[];
}

describe('seatrial conformance', () => {
  it('answers 0 when everything is equal, with counts per file and in all', () => {
    const { code, stdout } = seatrial(recorded, ['conformance', 'kube-scheduler/plugins', 'upstream-tests/intstr.jsonl']);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ +cases +decisions +equal +different$/);
    // 32 recorded calls, none different
    expect(lines.find((line) => line.includes('intstr'))).toMatch(/intstr\.jsonl +32 +32 +32 +0$/);
    expect(lines.at(-1)).toMatch(/^16 files +[\d,]+ +([\d,]+) +\1 +0$/);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('answers 1 when something differs, with the first difference and the command that shows it alone', () => {
    writeFiles(folder, { 'different.jsonl': small.replace(/"pick":"[^"]*"/g, '"pick":"elsewhere"') });
    const { code, stdout } = seatrial(folder, ['conformance', 'different.jsonl']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/case NodeName\/\S+ \(line 1\), decision \d+, pick\n {6}recorded {2}"elsewhere"\n {6}here {6}"n\d+"\n/);
    const command = /seatrial (conformance different\.jsonl --case \S+)/.exec(stdout)![1]!;
    const alone = seatrial(folder, command.split(' '));
    expect(alone.code).toBe(1);
    // Both evaluations, one of them also without a list, for every decision of the case that has a pick.
    expect(alone.stdout).toContain('pick (fast, without list)');
  });

  it('shows a case that is equal, too, and answers 2 for one that is not there', () => {
    writeFiles(folder, { 'named.jsonl': `${sum('3', { id: 'right' })}\n${sum('4', { id: 'wrong' })}\n` });
    expect(seatrial(folder, ['conformance', 'named.jsonl', '--case', 'right'])).toMatchObject({ code: 0, stdout: 'named.jsonl: 1 decision, 1 equal, 0 different\n' });
    const missing = seatrial(folder, ['conformance', 'named.jsonl', '--case', 'left']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('no case "left" in named.jsonl')]);
  });

  it('counts what it does not know as different and names what it knows', () => {
    writeFiles(folder, { 'foreign.jsonl': '{"offer":1}\n{"offer":2}\n' });
    const { code, stdout } = seatrial(folder, ['conformance', 'foreign.jsonl']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/foreign\.jsonl +2 +2 +0 +2/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('it knows kube-scheduler decisions, kube-scheduler sessions');
  });

  it('answers 2 for lines that are no JSON, with file and line, and still compares the others', () => {
    writeFiles(folder, { 'torn.jsonl': `${sum('3')}\n{"suite":"own","fn":\n${sum('3')}\n` });
    const { code, stdout, stderr } = seatrial(folder, ['conformance', 'torn.jsonl']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/torn\.jsonl +2 +2 +2 +0/);
    expect(stderr).toContain('torn.jsonl:2  CNF004  the line is no JSON');
  });

  it.each([
    ['a path that is not there', ['nowhere'], /CNF001 .*nowhere/],
    ['a folder without recordings', ['bare'], /CNF002 .*bare/],
    ['an empty file', ['empty.jsonl'], /empty\.jsonl {2}CNF006/],
  ])('answers 2 for %s', (_what, paths, message) => {
    writeFiles(folder, { 'bare/README.md': 'no recording', 'empty.jsonl': '\n' });
    const { code, stderr } = seatrial(folder, ['conformance', ...paths]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('prints the same for any number of threads, also as JSON', () => {
    const run = (...more: string[]): string => seatrial(recorded, ['conformance', 'kube-scheduler', '--json', ...more]).stdout;
    const one = run('--jobs', '1');
    expect(run('--jobs', '3')).toBe(one);
    const { files, total, problems } = JSON.parse(one) as Json;
    expect(problems).toEqual([]);
    expect(total.files).toBe(files.length);
    expect(total.decisions).toBe(files.reduce((all, { decisions }) => all + decisions, 0));
    expect(files.map(({ kind }) => kind)).toContain('kube-scheduler sessions');
    expect(files.map(({ file }) => file)).toEqual(files.map(({ file }) => file).sort());
  });

  it('tells the command of a difference in JSON, quoted for a shell', () => {
    writeFiles(folder, { 'my own.jsonl': `${sum('4', { id: 'it\'s wrong' })}\n` });
    const { code, stdout } = seatrial(folder, ['conformance', 'my own.jsonl', '--json']);
    expect(code).toBe(1);
    const [difference] = (JSON.parse(stdout) as Json).files[0]!.differences;
    expect(difference).toMatchObject({ field: 'result', command: 'seatrial conformance \'my own.jsonl\' --case \'it\'\\\'\'s wrong\'' });
  });

  it('names known kinds with their titles in its help', () => {
    const { code, stdout } = seatrial(folder, ['conformance', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('kube-scheduler decisions');
  });
});
