import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes, seatrial, temporaryFolder, writeFiles, type Answer } from '../cli/binary.js';
import { blocksOf, commandsOf, readPage, type Command } from './page.js';

const page = readPage('own-algorithms.md');
const blocks = blocksOf(page);
const commands = commandsOf(page);
/** Far away from the repository. */
const folder = temporaryFolder();
const answers = new Map<Command, Answer>();

describe('docs/own-algorithms.md, its files saved and its commands run in their order', () => {
  beforeAll(() => {
    writeFiles(folder, Object.fromEntries(blocks.filter(({ file }) => file !== null).map(({ file, text }) => [file!, text])));
    for (const command of commands) answers.set(command, seatrial(folder, command.args));
  });

  it('shows a picker, an actor, a controller, a fault and a module that breaks', () => {
    const modules = blocks.filter(({ language }) => language === 'js');
    expect(modules.map(({ text }) => /= (define\w+)\(/.exec(text)?.[1])).toEqual([
      'definePicker', 'defineScheduler', 'defineController', 'defineFault', 'definePicker',
    ]);
    expect(modules[0]!.text.trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('names above each file what the file is called', () => {
    for (const { file } of blocks.filter((block) => block.file !== null)) expect(page).toContain(`\`${file}\`\n\n<!-- file: ${file} -->`);
  });

  it.each(commands)('line $line: exit $exit', (command) => {
    const { code, stderr } = answers.get(command)!;
    expect(code, stderr).toBe(command.exit);
  });

  it.each(['picker', 'actor', 'plane'])('completes every cell of %s', (run) => {
    const found = Object.values(outcomes(path.join(folder, 'results', run)));
    expect(found.length).toBeGreaterThan(3);
    expect(new Set(found.map(({ outcome }) => outcome))).toEqual(new Set(['completed']));
  });

  it('scales by the controller (3 pods on each of 20 nodes) and recovers from the fault (6 pods, twice)', () => {
    const cells = readFileSync(path.join(folder, 'results/plane/cells.ndjson'), 'utf8').trim().split('\n')
      .map((line) => JSON.parse(line) as { metrics: { metric: string; value: number }[]; revisions: object });
    for (const { metrics, revisions } of cells) {
      expect(metrics.find(({ metric }) => metric === 'pods_bound')!.value).toBe(3 * 20 + 2 * 6);
      expect(Object.keys(revisions)).toEqual(expect.arrayContaining(['controller/per-node', 'fault/kill-pods']));
    }
  });

  it('costs the broken module its own cell alone, with the message that the page shows', () => {
    const found = outcomes(path.join(folder, 'results/broken'));
    expect(found['first 1']).toEqual({ outcome: 'completed' });
    expect(found['broken 1']).toMatchObject({ outcome: 'crashed', kind: 'error' });
    const shown = blocks.find(({ language }) => language === 'text')!.text.trim();
    expect(answers.get(commands.find(({ exit }) => exit === 5)!)!.stderr).toContain(shown);
  });
});
