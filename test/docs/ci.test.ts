import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { minimumPairs, signedRank } from '../../src/analysis/stats/signed-rank.js';
import { EXIT } from '../../src/cli/exit-codes.js';
import { seatrial, temporaryFolder, writeFiles, type Answer } from '../cli/binary.js';
import { blocksOf, commandsOf, readPage, type Command } from './page.js';

const page = readPage('ci.md');
const blocks = blocksOf(page);
const commands = commandsOf(page);

describe('docs/ci.md, its files saved and its commands run in their order', () => {
  const folder = temporaryFolder();
  const answers = new Map<Command, Answer>();

  beforeAll(() => {
    writeFiles(folder, Object.fromEntries(blocks.filter(({ file }) => file !== null).map(({ file, text }) => [file!, text])));
    for (const command of commands) answers.set(command, seatrial(folder, command.args));
  });

  it.each(commands)('line $line: exit $exit', (command) => {
    const { code, stdout, stderr } = answers.get(command)!;
    expect(code, stdout + stderr).toBe(command.exit);
  });

  it('shows the words of the gate that fails', () => {
    const shown = blocks.find(({ language }) => language === 'text')!.text;
    expect(answers.get(commands.find(({ exit }) => exit === 1)!)!.stdout).toContain(shown);
  });

  it('has a workflow whose commands work, with folders in the places of its checkouts', () => {
    const workflow = parse(blocks.find(({ text }) => text.includes('runs-on'))!.text) as { jobs: { gate: { steps: { run?: string }[] } } };
    const lines = workflow.jobs.gate.steps.flatMap(({ run }) => (run?.startsWith('node seatrial/dist/cli/main.js ') === true ? [run] : []));
    expect(lines).toHaveLength(4);
    for (const { file, text: written } of blocks.filter((block) => block.file !== null)) {
      const text = written.replace('count: 500', 'count: 20').replace('seeds: 8', 'seeds: 5');
      writeFiles(folder, { [path.join('job/head', file!)]: text, [path.join('job/base', file!)]: text });
    }
    for (const line of lines) expect(seatrial(path.join(folder, 'job'), line.split(' ').slice(2)).code, line).toBe(0);
  });
});

describe('the figures of docs/ci.md', () => {
  it('say how many seeds a versus rule needs', () => {
    expect(page).toContain(`| fewer than ${minimumPairs(0.05, 1)} seeds in common | inconclusive |`);
    const allWorse = (n: number): number => signedRank(Array.from({ length: n }, (_, i) => i + 1)).pGreater;
    expect([3, 4, 5, 8].map(allWorse)).toEqual([1 / 8, 1 / 16, 1 / 32, 1 / 256]);
  });

  it('say that 8 seeds can fail with two that go the other way, by little', () => {
    expect(signedRank([3, 4, 5, 6, 7, 8, -1, -2]).pGreater).toBeLessThan(0.05);
    expect(signedRank([1, 2, 3, 4, 5, 7, -6, -8]).pGreater).toBeGreaterThan(0.05);
  });

  it('say how many seeds compare needs, by the number of comparisons', () => {
    expect([1, 2, 3, 4, 5, 6].map((family) => minimumPairs(0.05 / family, 2))).toEqual([6, 7, 7, 8, 8, 8]);
  });

  // Independent arithmetic: 5 normal excesses of mean d fail when all are positive, with probability P(Z > -d)^5.
  it.each([['0', 3, 0.5], ['0.5', 17, 0.6915], ['1', 42, 0.8413], ['2', 89, 0.9772]] as const)('for 5 seeds and a mean excess of %s: %i %%', (mean, percent, positive) => {
    expect(Math.abs(100 * positive ** 5 - percent)).toBeLessThan(1.5);
    expect(page).toContain(`| ${mean} | ${percent} % |`);
  });

  it.each(Object.values(EXIT).filter((code) => code < 100))('tell exit code %i', (code) => expect(page).toMatch(new RegExp(`^\\| (?:\\d+, )?${code}\\b`, 'm')));
});
