import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.js';
import { runPaths } from '../../src/harness/store/run-paths.js';
import { METRICS_TABLE, PODS_TABLE, TIMELINE_TABLE, WALL_TABLE } from '../../src/harness/store/tables.js';
import { METRICS } from '../../src/world/metrics/catalog.js';
import { BYTE_EQUAL, seatrial, smallScenario, temporaryFolder, writeFiles, writeSmallTrace } from '../cli/binary.js';
import { commandsOf, readPage } from './page.js';
import { repositoryRoot } from '../shared.js';

const page = readPage('results.md');

describe('docs/results.md', () => {
  it.each(METRICS)('lists $name as the catalogue has it', ({ name, unit, kind, direction, formula }) => {
    expect(page).toContain(`| \`${name}\` | ${unit} | ${kind} | ${direction} | ${formula} |\n`);
  });

  it('lists no metric that there is not', () => {
    const listed = [...page.matchAll(/^\| `(\w+)` \| [\w-]+ \| (?:simulated|counter|wall) \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(METRICS.map(({ name }) => name));
  });

  it.each([['metrics', METRICS_TABLE], ['wall', WALL_TABLE], ['pods', PODS_TABLE], ['timeline', TIMELINE_TABLE]] as const)('has the columns of %s.csv', (_name, { header }) => {
    expect(page).toContain(`\`${header.join(', ')}\``);
  });

  it('has a row for each file of a run, and says which are byte-equal', () => {
    const { folder, lock, ...files } = runPaths('');
    for (const file of Object.values(files)) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${file}\` |`));
      expect(row, file).toBeDefined();
      expect(row!.endsWith('| yes |'), file).toBe(BYTE_EQUAL.includes(file));
    }
    expect([folder, lock]).toEqual(['', path.join('journal', 'lock')]);
  });

  it.each(Object.values(EXIT))('tells exit code %i', (code) => expect(page).toMatch(new RegExp(`^\\| (?:\\d+, )?${code}\\b`, 'm')));

  it.each(['completed', 'did-not-converge', 'deadline-exceeded', 'violated', 'rejected', 'crashed'])('tells the outcome %s', (outcome) => {
    expect(page).toContain(`| \`${outcome}\` |`);
  });

  describe('against a run', () => {
    const folder = temporaryFolder();
    const run = path.join(folder, 'results/small');

    beforeAll(() => {
      writeSmallTrace(folder);
      writeFiles(folder, { 'small.yaml': smallScenario('variants: { a: { scheduler: first-fit } }\nseeds: 1\n') });
      expect(seatrial(folder, ['run', 'small.yaml']).code).toBe(0);
    });

    it('names every file that there is', () => {
      for (const name of readdirSync(run)) expect(page).toMatch(new RegExp(`\\| \`${name}(/cells.ndjson)?\` \\|`));
    });

    it('names every key of a cell', () => {
      const [line] = readFileSync(path.join(run, 'cells.ndjson'), 'utf8').split('\n');
      for (const key of Object.keys(JSON.parse(line!) as object)) expect(page).toContain(`\`${key}\``);
    });

    it('shows commands that run', () => {
      for (const { args, exit } of commandsOf(page)) {
        const inRepository = args.map((arg) => (arg.startsWith('scenarios/') ? path.join(repositoryRoot, arg) : arg));
        expect(seatrial(folder, inRepository).code, args.join(' ')).toBe(exit);
      }
    });
  });
});
