import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../shared.js';
import { seatrial, temporaryFolder } from './binary.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => seatrial(folder, args);
const decision = (...args: readonly string[]) => run('explain', 'decision', 'results/re-place', ...args);

interface Score { readonly plugin: string; readonly normalized: number; readonly weight: number }

interface Told {
  readonly decisions: readonly { readonly verb: string; readonly pod: string; readonly node: string }[];
  readonly attempts: readonly {
    readonly visited: number; readonly feasible: number; readonly chosen: string; readonly tied: number;
    readonly filtered: readonly { readonly plugin: string; readonly code: string; readonly nodes: number }[];
    readonly best: readonly { readonly node: string; readonly total: number; readonly scores: readonly Score[] }[];
  }[];
}

describe('explain decision', () => {
  beforeAll(() => {
    cpSync(path.join(repositoryRoot, 'scenarios', 'my-cluster'), folder, { recursive: true });
    const { code, stderr } = run('run', 're-place.yaml');
    expect(code, stderr).toBe(0);
  });

  it('tells which filters turned nodes down, and the scores of the best nodes by plugin', () => {
    const { code, stdout } = decision('shop/report-1', '--json');
    expect(code).toBe(0);
    const { decisions, attempts } = JSON.parse(stdout) as Told;
    expect(decisions).toHaveLength(1);
    const [attempt] = attempts;
    // 3 CPU: the three nodes of 4 CPU have too little left beside a database pod of 1.5, one node is tainted, two are left.
    expect(attempt!.filtered.map(({ plugin, code: verdict, nodes }) => [plugin, verdict, nodes])).toEqual([
      ['NodeResourcesFit', 'U', 3], ['TaintToleration', 'UU', 1],
    ]);
    expect([attempt!.visited, attempt!.feasible, attempt!.chosen]).toEqual([6, 2, decisions[0]!.node]);
    for (const { total, scores } of attempt!.best) {
      expect(total).toBe(scores.reduce((sum, { normalized, weight }) => sum + normalized * weight, 0));
    }
    expect(attempt!.best[0]!.node).toBe(attempt!.chosen);
  });

  it('reads well at 80 columns', () => {
    const { stdout } = decision('shop/report-1');
    expect(stdout).toContain('6 of 6 nodes looked at, 2 feasible');
    for (const line of stdout.split('\n').filter((text) => !text.includes('evicting pods'))) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it('finds the first decision in which two variants differ, and explains it on both sides', () => {
    const { code, stdout } = decision('--versus', 'most-allocated', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as { equal: boolean; index: number; decisions: Told['decisions']; attempts: readonly Told['attempts'][] };
    expect(told.equal).toBe(false);
    const [a, b] = told.decisions;
    expect(a!.pod).toBe(b!.pod);
    expect(a!.node).not.toBe(b!.node);
    expect(told.attempts.map(([attempt]) => attempt!.chosen)).toEqual([a!.node, b!.node]);
    // Nothing else but the strategy of NodeResourcesFit differs between the two.
    const scores = told.attempts.map(([attempt]) =>
      attempt!.best.find(({ node }) => node === a!.node)!.scores.map(({ plugin, normalized }) => `${plugin} ${normalized}`));
    expect(scores[0]!.filter((score) => !scores[1]!.includes(score)).map((score) => score.split(' ')[0])).toEqual(['NodeResourcesFit']);
  });

  it('tells that a cell is equal to itself', () => {
    expect(decision('--versus', 'least-allocated').stdout).toMatch(/all \d+ decisions are the same\n$/);
  });

  it.each([
    [['shop/repot-1'], 'did you mean "shop/report-1"?', 2],
    [[], 'which pod?', 2],
    [['shop/report-1', '--variant', 'nobody'], 'no cell of this run is like that', 2],
  ])('says what is wrong with %j', (args, message, exit) => {
    const { code, stderr } = decision(...args);
    expect([code, stderr.includes(message)], stderr).toEqual([exit, true]);
  });

  it('refuses a run whose scenario has changed since', () => {
    const other = temporaryFolder();
    cpSync(folder, other, { recursive: true });
    writeFileSync(path.join(other, 'configs', 'least-allocated.yaml'),
      'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\npercentageOfNodesToScore: 50\n');
    const { code, stderr } = seatrial(other, ['explain', 'decision', 'results/re-place', 'shop/report-1']);
    expect(code).toBe(2);
    expect(stderr).toContain('has changed');
  });
});
