import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchKube } from '../../src/bench/kube/bench.js';
import { KUBE_WORKLOADS } from '../../src/bench/kube/workloads.js';
import { filesUnder, repositoryRoot } from '../shared.js';

const recorded = filesUnder('test/recorded/kube-scheduler/placements').filter((file) => file.endsWith('.txt'));

function placementsOf(file: string): readonly number[] {
  return readFileSync(path.join(repositoryRoot, file), 'utf8').trim().split(/\s+/).map((text) => (text === '-' ? -1 : Number(text)));
}

describe('the benchmark loads', () => {
  it('are recorded, but for the one whose real decisions are random', () => {
    expect(recorded.map((file) => path.basename(file, '.txt')).sort()).toEqual(
      KUBE_WORKLOADS.map(({ name }) => name).filter((name) => name !== 'preemption').sort());
  });

  it.each(recorded)('%s: every pod goes where the real kube-scheduler put it', (file) => {
    const real = placementsOf(file);
    expect(real.length).toBe(2000);
    const workload = KUBE_WORKLOADS.find(({ name }) => name === path.basename(file, '.txt'))!;
    const { placements } = benchKube(workload, { evaluation: 'fast', podShapes: 1, nodeShapes: 1, most: real.length }, () => 0);
    expect(placements.findIndex((node, i) => node !== real[i])).toBe(-1);
  });
});
