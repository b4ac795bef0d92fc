import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from './shared.js';

/** A folder that knows nothing of this repository, with the packed package installed as a user would. */
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'seatrial-pack-'));
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], repositoryRoot)) as [{ filename: string }];
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${packed.filename}`], folder);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package, installed in an empty folder', () => {
  it('brings the command', () => {
    const { version } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
    expect(run('npx', ['seatrial', '--version'], folder).trim()).toBe(version);
    expect(run('npx', ['seatrial', 'list', 'schedulers'], folder)).toContain('first-fit');
  });

  it('runs a scenario of its own and writes results', () => {
    writeFileSync(path.join(folder, 'one.yaml'), [
      '# Question: does the installed package run?',
      'scenario: one',
      'cluster: { nodes: [{ count: 3, name: "n-{i}", capacity: { cpu: 4, memory: 8Gi } }] }',
      'workload:',
      '  - synthetic: { arrivals: { at-once: {} }, count: 5, shapes: [{ cpu: 1, memory: 1Gi }] }',
      'variants: { ff: { scheduler: first-fit } }',
      'seeds: 1',
    ].join('\n'));
    run('npx', ['seatrial', 'run', 'one.yaml', '--out', 'results/one'], folder);
    const cells = readFileSync(path.join(folder, 'results/one/cells.ndjson'), 'utf8').trim().split('\n');
    expect(cells.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual(['completed']);
  });

  it('exports functions and types to TypeScript users', () => {
    writeFileSync(path.join(folder, 'mine.ts'), [
      "import { defineScheduler, podByPod } from 'seatrial';",
      'export const mine = defineScheduler({',
      "  name: 'mine', title: 'Mine', source: 'me', revision: 1, parameters: {},",
      "  cost: { perAttemptUs: 1, perNodeVisitedUs: 0, perFilterCallUs: 0, perScoreCallUs: 0, source: 'declared' },",
      '  create: (context) => podByPod(context, { pick: () => 0 }),',
      '});',
    ].join('\n'));
    const tsc = path.join(repositoryRoot, 'node_modules/typescript/bin/tsc');
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: true, types: [] }, files: ['mine.ts'],
    }));
    run(process.execPath, [tsc, '--project', 'tsconfig.json'], folder);
    const seen = run(process.execPath, ['--input-type=module', '-e', "const { mine } = await import('./mine.js'); console.log(mine.kind)"], folder);
    expect(seen.trim()).toBe('scheduler');
  });

  it('carries the licence, the notice and the attribution of its data', () => {
    const at = (file: string): string => readFileSync(path.join(folder, 'node_modules/seatrial', file), 'utf8');
    expect(at('LICENSE')).toContain('Apache License');
    expect(at('NOTICE')).toContain('hkust-adsl/kubernetes-scheduler-simulator');
    expect(at('scenarios/data/openb/README.md')).toContain('Apache');
  });
});

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
}
