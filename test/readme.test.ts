import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from './shared.js';

const readme = readFileSync(path.join(repositoryRoot, 'README.md'), 'utf8');
const firstScreen = readme.split('\n').slice(0, 20).join('\n');
/** A folder outside the repository, with the files of the README's example. */
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'seatrial-readme-'));
  writeFileSync(path.join(folder, 'emptiest.mjs'), block('js'));
  writeFileSync(path.join(folder, 'mine.yaml'), block('yaml'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('README', () => {
  it('names both commands in its first screen, and they exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(firstScreen).toContain('npm run quickstart');
    expect(firstScreen).toContain('npm cit');
    expect(scripts.quickstart).toMatch(/^npm ci && /);
    expect(scripts.test).toBeDefined();
  });

  it('has an example of a scheduler of at most 30 lines', () => {
    expect(block('js').trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  it('has an example that runs from a folder outside the repository', () => {
    seatrial('run', 'mine.yaml', '--out', 'results/mine');
    const cells = readFileSync(path.join(folder, 'results/mine/cells.ndjson'), 'utf8').trim().split('\n')
      .map((line) => JSON.parse(line) as { outcome: string; id: { variant: string } });
    expect(cells.map(({ outcome }) => outcome)).toEqual(Array(15).fill('completed'));
    expect(new Set(cells.map(({ id }) => id.variant))).toEqual(new Set(['mine', 'brim-20', 'kube']));
  });

  it('writes the report of that example', () => {
    seatrial('report', 'results/mine', '--out', 'mine.html');
    expect(readFileSync(path.join(folder, 'mine.html'), 'utf8')).toContain('brim-20');
  });
});

/** The first fenced block of a language. */
function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme);
  expect(found, `a ${language} block`).not.toBeNull();
  return found![1]!;
}

function seatrial(...args: readonly string[]): string {
  const main = path.join(repositoryRoot, 'dist/cli/main.js');
  return execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
