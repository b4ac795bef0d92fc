import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes, seatrial, smallScenario, temporaryFolder, writeFiles, writeSmallTrace, type Answer } from './binary.js';

/** Modules of a user, far away from the repository: each does something that must cost its own cell only. */
const MODULES: Readonly<Record<string, string>> = {
  'good.mjs': `import { definePicker } from 'seatrial';
    import { weight } from './inner/weight.mjs';
    export const good = definePicker({ name: 'good', title: 'least CPU left', score: (pod, node) => -weight * node.cpuMilliFree });`,
  'inner/weight.mjs': 'export const weight = 2;',
  'throws.mjs': `import { definePicker } from 'seatrial';
let calls = 0;
export const throws = definePicker({ name: 'throws', title: 'throws', score(pod, node) {
  if (++calls > 30) node.nothing.here();
  return 1;
} });`,
  'loops.mjs': `import { definePicker } from 'seatrial';
    export const loops = definePicker({ name: 'loops', title: 'loops', score() { for (;;); } });`,
  'exits.mjs': `import { definePicker } from 'seatrial';
    export const exits = definePicker({ name: 'exits', title: 'exits', score() { process.exit(0); } });`,
  'hoards.mjs': `import { definePicker } from 'seatrial';
    const kept = [];
    export const hoards = definePicker({ name: 'hoards', title: 'hoards', score() { for (;;) kept.push(Array.from({ length: 1000 }, (_, i) => ({ i }))); } });`,
  'foreign.mjs': `import { defineScheduler, FREE, podByPod } from 'seatrial';
    export const foreign = defineScheduler({ name: 'foreign', title: 'foreign', source: 'test', revision: 1, parameters: {}, cost: FREE,
      create(context) { context.operations.filterCalls = () => 1; return podByPod(context, { pick: () => -1 }); } });`,
  'clock.mjs': `import { definePicker } from 'seatrial';
    export const clock = definePicker({ name: 'clock', title: 'clock', score: () => Date.now() });`,
  'chance.mjs': `import { definePicker } from 'seatrial';
    export const chance = definePicker({ name: 'chance', title: 'chance', score: () => Math.random() });`,
  'timer.mjs': `import { definePicker } from 'seatrial';
    export const timer = definePicker({ name: 'timer', title: 'timer', score: () => { setTimeout(() => {}, 1); return 1; } });`,
  'kills.mjs': `import { definePicker } from 'seatrial';
    export const kills = definePicker({ name: 'kills', title: 'kills', score: () => { process.kill(process.pid); return 1; } });`,
  'colours.mjs': `import { definePicker } from 'seatrial';
    export const colours = definePicker({ name: 'colours', title: 'colours', score: () => { throw new Error('\\u001b[31mred'); } });`,
  'broken.mjs': `import { definePicker } from 'seatrial';
export const broken = definePicker({ name: 'broken', title: 'broken',
  score: () => ) });`,
  'stateful.mjs': `import { definePicker } from 'seatrial';
    globalThis.loads = (globalThis.loads ?? 0) + 1;
    if (globalThis.loads > 1) throw new Error('state leaked from another cell');
    let calls = 0;
    export const stateful = definePicker({ name: 'stateful', title: 'stateful', score: () => (calls++ * 7919) % 13 });`,
};

const names = Object.keys(MODULES).filter((name) => !name.includes('/')).map((name) => name.replace('.mjs', ''));

describe('modules of users', () => {
  const folder = temporaryFolder();
  let answer: Answer;

  beforeAll(() => {
    writeSmallTrace(folder);
    writeFiles(folder, {
      ...MODULES,
      'user.yaml': smallScenario([
        `use: [${names.map((name) => `./${name}.mjs`).join(', ')}]`,
        'variants:', '  first-fit: { scheduler: first-fit }', ...names.map((name) => `  ${name}: { scheduler: ${name} }`),
        'seeds: 2',
      ].join('\n')),
    });
    answer = seatrial(folder, ['run', 'user.yaml', '--out', 'out', '--cell-timeout', '8s', '--cell-memory', '64Mi', '--jobs', '2']);
  }, 120_000);

  it('run from any folder with import "seatrial", and leave cells of built-in schedulers alone', () => {
    const found = outcomes(path.join(folder, 'out'));
    for (const cell of ['first-fit 1', 'first-fit 2', 'good 1', 'good 2']) expect(found[cell]).toEqual({ outcome: 'completed' });
  });

  it('that crash make exit code 5', () => {
    expect(answer.code).toBe(5);
  });

  it.each([
    ['throws', 'error', './throws.mjs:4:34'],
    ['loops', 'timeout', 'within 8 s'],
    ['exits', 'exit', 'process.exit(0)'],
    ['hoards', 'memory', '64 MiB'],
    ['foreign', 'unserialisable', 'a function'],
    ['clock', 'error', 'Date is not available in a replay'],
    ['chance', 'error', 'Math.random is not available in a replay'],
    ['timer', 'error', 'setTimeout is not available in a replay'],
    ['kills', 'error', 'process.kill is not available in a replay'],
    ['colours', 'error', '\ufffd[31mred'],
    ['broken', 'error', './broken.mjs:3'],
  ])('%s costs its own cells, with reason %s', (name, kind, message) => {
    const found = outcomes(path.join(folder, 'out'));
    for (const seed of [1, 2]) {
      expect(found[`${name} ${seed}`]).toMatchObject({ outcome: 'crashed', kind });
      expect(found[`${name} ${seed}`]!.message).toContain(message);
    }
  });

  it('keep no state from cell to cell', () => {
    const found = outcomes(path.join(folder, 'out'));
    expect(found['stateful 1']).toEqual({ outcome: 'completed' });
    expect(found['stateful 2']).toEqual({ outcome: 'completed' });
  });

  it('count by content: a changed file of the graph is another content key, a moved folder is not', () => {
    const key = (where: string): string => {
      const { stdout } = seatrial(where, ['run', 'user.yaml', '--variants', 'good', '--seeds', '1', '--dry-run', '--json']);
      return (JSON.parse(stdout) as { cells: { contentKey: string }[] }).cells[0]!.contentKey;
    };
    const moved = temporaryFolder();
    writeSmallTrace(moved);
    const scenario = smallScenario('use: [./good.mjs]\nvariants: { good: { scheduler: good } }');
    const files = { 'good.mjs': MODULES['good.mjs']!, 'inner/weight.mjs': MODULES['inner/weight.mjs']! };
    writeFiles(moved, { ...files, 'user.yaml': scenario });
    expect(key(moved)).toBe(key(folder));
    writeFiles(moved, { 'inner/weight.mjs': 'export const weight = 3;' });
    expect(key(moved)).not.toBe(key(folder));
  });

  it('may not take the name of another algorithm: exit 2, nothing is replayed', () => {
    const where = temporaryFolder();
    writeSmallTrace(where);
    writeFiles(where, {
      'taken.mjs': MODULES['good.mjs']!.replace("'good'", "'first-fit'").replace("import { weight } from './inner/weight.mjs';", 'const weight = 1;'),
      'user.yaml': smallScenario('use: ./taken.mjs\nvariants: { mine: { scheduler: first-fit } }'),
    });
    const { code, stderr } = seatrial(where, ['run', 'user.yaml', '--out', 'out']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('user.yaml:6:1  SCN011  ./taken.mjs: a scheduler called "first-fit" exists already')]);
  });

  it('are named by validate, exit 2', () => {
    const { code, stderr } = seatrial(folder, ['validate', 'user.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('SCN050');
    expect(stderr).toContain('./broken.mjs:3');
  });
});
