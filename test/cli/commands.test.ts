import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { seatrial, smallScenario, temporaryFolder, writeFiles, writeSmallTrace } from './binary.js';

const folder = temporaryFolder();
const VARIANTS = 'variants:\n  fgd: { scheduler: fgd }\n  first: { scheduler: first-fit }\n';

/** Runs a scenario with some gates and answers the run's folder. */
function runWith(name: string, gates: readonly string[], more = VARIANTS, seeds = '5'): string {
  writeFiles(folder, { [`${name}.yaml`]: smallScenario(`${more}gates:\n${gates.map((gate) => `  - ${gate}\n`).join('')}`) });
  seatrial(folder, ['run', `${name}.yaml`, '--out', `results/${name}`, '--seeds', seeds]);
  return `results/${name}`;
}

const PASSING = '{ metric: pods_bound, variant: fgd, at-least: 1 }';

beforeAll(() => {
  writeSmallTrace(folder);
  runWith('base', [PASSING]);
}, 60_000);

describe('gate', () => {
  it('answers 0 when every rule holds', () => {
    const { code, stdout } = seatrial(folder, ['gate', 'results/base']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('pass')]);
  });

  it('answers 1 when a limit is broken, and names rule and place', () => {
    const { code, stdout } = seatrial(folder, ['gate', runWith('broken-limit', ['{ metric: pods_bound, variant: "*", at-most: 1 }'])]);
    expect(code).toBe(1);
    expect(stdout).toContain('pods_bound');
    expect(stdout).toContain('broken-limit.yaml:10');
  });

  it('answers 3 when there are too few seeds for a versus rule', () => {
    const run = runWith('few', ['{ metric: pods_bound, variant: first, versus: fgd, may-fall: 0 }'], VARIANTS, '2');
    expect(seatrial(folder, ['gate', run]).code).toBe(3);
  });

  it('answers 4 without the baseline that a rule needs', () => {
    const run = runWith('lonely', ['{ metric: pods_bound, versus: baseline, may-fall: 0 }']);
    expect(seatrial(folder, ['gate', run]).code).toBe(4);
    expect(seatrial(folder, ['gate', run, '--baseline', 'results/nowhere']).code).toBe(4);
  });

  it('answers 0 against an equal baseline', () => {
    const run = runWith('equal', ['{ metric: pods_bound, versus: baseline, may-fall: 0 }']);
    cpSync(path.join(folder, run), path.join(folder, 'results/equal-baseline'), { recursive: true });
    expect(seatrial(folder, ['gate', run, '--baseline', 'results/equal-baseline']).code).toBe(0);
  });

  it('answers 5 when a cell crashed, whatever the rules say', () => {
    writeFiles(folder, { 'bad.mjs': "import { definePicker } from 'seatrial';\nexport const bad = definePicker({ name: 'bad', title: 'bad', score: () => 'high' });\n" });
    const run = runWith('crashing', [PASSING], `use: ./bad.mjs\n${VARIANTS}  bad: { scheduler: bad }\n`);
    const { code, stdout } = seatrial(folder, ['gate', run]);
    expect(code).toBe(5);
    expect(stdout).toContain('crashed');
  });

  it('is part of run with --gate', () => {
    expect(seatrial(folder, ['run', 'broken-limit.yaml', '--out', 'results/gated', '--gate']).code).toBe(1);
  });

  it('prints JSON and CSV', () => {
    expect(JSON.parse(seatrial(folder, ['gate', 'results/base', '--json']).stdout)).toMatchObject({ exitCode: 0 });
    expect(seatrial(folder, ['gate', 'results/base', '--csv']).stdout.split('\n')[0]).toContain('scenario,');
  });
});

describe('compare', () => {
  it('compares the variants of a run', () => {
    const { code, stdout } = seatrial(folder, ['compare', 'results/base', '--base', 'first']);
    expect(code).toBe(0);
    expect(stdout).toContain('fgd');
  });

  it('compares two runs; equal ones are equal', () => {
    seatrial(folder, ['run', 'base.yaml', '--out', 'results/again', '--seeds', '5']);
    const { code, stdout } = seatrial(folder, ['compare', 'results/again', 'results/base', '--json']);
    expect(code).toBe(0);
    const { counts } = JSON.parse(stdout) as { counts: Record<string, number> };
    expect(counts.equal).toBeGreaterThan(0);
    expect([counts.better, counts.worse]).toEqual([0, 0]);
  });

  it('refuses an unknown variant with exit 2', () => {
    expect(seatrial(folder, ['compare', 'results/base', '--base', 'nobody']).code).toBe(2);
  });

  const UNUSABLE: readonly (readonly [what: string, problem: string, run: () => string])[] = [
    ['is not there', 'RES010', () => 'results/nowhere'],
    ['is torn', 'RES013', (): string => damaged('torn', (text) => text.slice(0, -10))],
    ['misses cells', 'RES013', (): string => damaged('short', (text) => text.slice(0, text.indexOf('\n') + 1))],
    ['has another schema', 'RES012', (): string => {
      const run = damaged('schema', (text) => text);
      const file = path.join(folder, run, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"schema": 1', '"schema": 0'));
      return run;
    }],
  ];

  it.each(UNUSABLE)('refuses a run that %s: %s, exit 2', (_what, problem, run) => {
    const { code, stderr } = seatrial(folder, ['compare', run()]);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });

  it('answers 70 when something is wrong that nobody foresaw', () => {
    const run = damaged('mad', (text) => text.replaceAll(/.+/g, 'null'));
    const { code, stderr } = seatrial(folder, ['compare', run]);
    expect(code).toBe(70);
    expect(stderr).toContain('internal error, please report it');
  });

  /** A copy of the base run whose cells.ndjson is changed. */
  function damaged(name: string, change: (text: string) => string): string {
    const copy = `results/damaged-${name}`;
    rmSync(path.join(folder, copy), { recursive: true, force: true });
    cpSync(path.join(folder, 'results/base'), path.join(folder, copy), { recursive: true });
    const file = path.join(folder, copy, 'cells.ndjson');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return copy;
  }
});

describe('report', () => {
  it('writes one HTML file and prints its path', () => {
    const { code, stdout } = seatrial(folder, ['report', 'results/base', '--out', 'pages/base.html']);
    expect([code, stdout]).toEqual([0, 'pages/base.html\n']);
    expect(readFileSync(path.join(folder, 'pages/base.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('is the same bytes when it is written again', () => {
    seatrial(folder, ['report', 'results/base', '--out', 'pages/one.html']);
    seatrial(folder, ['report', 'results/base', '--out', 'pages/two.html'], { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8' });
    expect(readFileSync(path.join(folder, 'pages/two.html'), 'utf8')).toBe(readFileSync(path.join(folder, 'pages/one.html'), 'utf8'));
  });
});

describe('bench', () => {
  it('prints one row for each scheduler and size, and keeps the times in a run', () => {
    const { code, stdout } = seatrial(folder, ['bench', '--schedulers', 'first-fit,fgd', '--nodes', '10,20', '--time', '20ms', '--into', 'results/base']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').map((line) => line.split(/\s+/).slice(0, 3).join(' '))).toEqual([
      'first-fit 10 nodes', 'fgd 10 nodes', 'first-fit 20 nodes', 'fgd 20 nodes',
    ]);
    const kept = JSON.parse(readFileSync(path.join(folder, 'results/base/decision-times.json'), 'utf8')) as { samplesSeconds: number[] }[];
    expect(kept).toHaveLength(4);
    for (const { samplesSeconds } of kept) {
      expect(samplesSeconds.length).toBeGreaterThanOrEqual(10);
      expect(Math.min(...samplesSeconds)).toBeGreaterThan(0);
    }
  });

  it('refuses an unknown scheduler with exit 2 and a suggestion', () => {
    const { code, stderr } = seatrial(folder, ['bench', '--schedulers', 'firts-fit']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean "first-fit"?')]);
  });
});

describe('list, explain, validate', () => {
  it.each(['schedulers', 'controllers', 'strategies', 'faults', 'workloads', 'metrics', 'scenarios'])('list %s names something', (kind) => {
    const { code, stdout } = seatrial(folder, ['list', kind]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
    expect(JSON.parse(seatrial(folder, ['list', kind, '--json']).stdout)).toHaveLength(stdout.trim().split('\n').length);
  });

  it('list refuses an unknown kind with exit 2', () => {
    expect(seatrial(folder, ['list', 'gremlins']).code).toBe(2);
  });

  it('explain tells source, cost and parameters', () => {
    const { code, stdout } = seatrial(folder, ['explain', 'scheduler', 'kube']);
    expect(code).toBe(0);
    for (const word of ['source', 'revision', 'cost', 'percentageOfNodesToScore']) expect(stdout).toContain(word);
    expect(seatrial(folder, ['explain', 'scheduler', 'kub']).stderr).toContain('did you mean "kube"?');
  });

  it('validate accepts what ships', () => {
    const { code, stdout } = seatrial(folder, ['validate', path.join(process.cwd(), 'scenarios/quickstart')]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('gpu-packing: fine')]);
  });

  it('validate --json lists problems with their places, exit 2', () => {
    writeFiles(folder, { 'wrong.yaml': smallScenario('variants: { a: { scheduler: firts-fit } }') });
    const { code, stdout } = seatrial(folder, ['validate', 'wrong.yaml', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ code: 'SCN010', place: { file: 'wrong.yaml', line: 6, column: 29 } }] });
  });

  it('refuses a manifest with broken indentation, naming its line, exit 2', () => {
    writeFiles(folder, {
      'web.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\nname: web\nspec:\n  replicas: 2\n',
      'web-scenario.yaml': [
        'scenario: web', 'cluster: { nodes: { count: 2, capacity: { cpu: 4, memory: 8Gi } } }', 'workload: { manifests: web.yaml }',
        'variants: { a: { scheduler: first-fit } }',
      ].join('\n'),
    });
    const { code, stderr } = seatrial(folder, ['validate', 'web-scenario.yaml']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/web\.yaml:\d+:\d+ {2}/);
  });

  it.each([
    ['a target that no manifest has', 'changes: [{ at: 1m, scale: deployment/wbe, replicas: 3 }]', 'SCN032'],
    ['changes without a control plane', 'changes: [{ at: 1m, scale: deployment/web, replicas: 3 }]\ncontrol-plane: off', 'SCN033'],
  ])('refuses %s, exit 2', (_what, line, problem) => {
    writeFiles(folder, {
      'good.yaml': [
        'apiVersion: apps/v1', 'kind: Deployment', 'metadata: { name: web }', 'spec:', '  selector: { matchLabels: { app: web } }',
        '  template:', '    metadata: { labels: { app: web } }', '    spec: { containers: [{ name: web, image: "nginx:1.7.9" }] }',
      ].join('\n'),
      'changing.yaml': [
        'scenario: web', 'cluster: { nodes: { count: 2, capacity: { cpu: 4, memory: 8Gi } } }', 'workload: { manifests: good.yaml }',
        'variants: { a: { scheduler: first-fit } }', line,
      ].join('\n'),
    });
    const { code, stderr } = seatrial(folder, ['validate', 'changing.yaml']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });
});

describe('every command', () => {
  it.each(['run', 'compare', 'gate', 'report', 'list', 'explain', 'validate', 'bench'])('%s has a help text with an example', (command) => {
    const { code, stdout } = seatrial(folder, [command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Example:');
    expect(stdout).toContain(`seatrial ${command}`);
  });

  it.each([
    [['run', 'base.yaml', '--out', ''], 'expected the path of a folder'],
    [['run', 'base.yaml', '--seeds', '1..99999999999'], 'expected a count'],
    [['run', 'base.yaml', '--set', '__proto__.x=1'], 'SCN008'],
    [['run', 'base.yaml', '--nope'], '(see: seatrial run --help)'],
    [['list'], '(see: seatrial list --help)'],
    [['report', 'results/base', '--out', '/proc/none.html'], 'RES002'],
  ])('refuses %j with exit 2', (args, problem) => {
    const { code, stderr } = seatrial(folder, args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
  });

  it('writes only under the folders it was given', () => {
    const clean = temporaryFolder();
    for (const args of [['list', 'metrics'], ['explain', 'scheduler', 'fgd'], ['validate', path.join(folder, 'base.yaml')]]) seatrial(clean, args);
    expect(existsSync(path.join(clean, 'results'))).toBe(false);
    expect(existsSync(path.join(clean, 'reports'))).toBe(false);
  });
});
