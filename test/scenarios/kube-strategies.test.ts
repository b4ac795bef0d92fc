import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomes, seatrial, temporaryFolder, writeFiles } from '../cli/binary.js';
import { repositoryRoot } from '../shared.js';

const VARIANTS = ['least-allocated', 'most-allocated', 'requested-to-capacity-ratio'];
const folder = temporaryFolder();

/** How many nodes each variant of a run put pods on. */
function nodesUsed(run: string): Readonly<Record<string, number>> {
  const [head, ...rows] = readFileSync(path.join(folder, 'results', run, 'pods.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
  const column = (row: readonly string[], name: string): string => row[head!.indexOf(name)]!;
  return Object.fromEntries(VARIANTS.map((variant) =>
    [variant, new Set(rows.filter((row) => column(row, 'variant') === variant).map((row) => column(row, 'node'))).size]));
}

describe('scenarios/kube-strategies', () => {
  beforeAll(() => { cpSync(path.join(repositoryRoot, 'scenarios/kube-strategies'), folder, { recursive: true }); });

  it('compares a configuration file for each scoring strategy', () => {
    const { code, stderr } = seatrial(folder, [
      'run', 'kube-strategies.yaml', '--seeds', '1', '--set', 'params.nodes=10', '--set', 'params.rate=0.2/s', '--set', 'params.count=60',
    ]);
    expect(code, stderr).toBe(0);
    expect(outcomes(path.join(folder, 'results/kube-strategies'))).toEqual(Object.fromEntries(VARIANTS.map((name) => [`${name} 1`, { outcome: 'completed' }])));
  });

  // 4 pods of 4 CPU on 4 empty nodes of 32: one by one to the emptiest, or all to the one that is fullest already, where
  // 16 of 32 CPU still lie on the rising part of the shape (below 80 %).
  it('spreads with the first file and packs with the others', () => {
    writeFiles(folder, { 'four.yaml': [
      '# Question: which node does each strategy choose?',
      'scenario: four',
      'cluster: { nodes: { count: 4, capacity: { cpu: 32, memory: 128Gi } } }',
      'workload: [{ synthetic: { arrivals: { poisson: 1/s }, shapes: [{ cpu: 4, memory: 16Gi }], count: 4 } }]',
      'variants:',
      ...VARIANTS.map((name) => `  ${name}: { scheduler: { kube: { config: configs/${name}.yaml } } }`),
      'seeds: 1',
    ].join('\n') });
    const { code, stderr } = seatrial(folder, ['run', 'four.yaml']);
    expect(code, stderr).toBe(0);
    expect(nodesUsed('four')).toEqual({ 'least-allocated': 4, 'most-allocated': 1, 'requested-to-capacity-ratio': 1 });
  });
});
