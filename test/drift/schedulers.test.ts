import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/replay/replay.js';
import type { CellResult } from '../../src/replay/result.js';
import { repositoryRoot } from '../shared.js';
import { nodeColumns, podColumns, type PodRow } from '../replay/columns.js';
import { builtIns, builtInSchedulers, cell, choose } from '../replay/plans.js';

/*
 * Our own decisions of one small scenario per scheduler. They only show that something changed: what is right is
 * decided by the tests beside each algorithm. Update with `npm run drift:update` and explain each change.
 */
const FOLDER = path.join(repositoryRoot, 'test/drift/schedulers');
const UPDATE = process.env.SEATRIAL_DRIFT_UPDATE === '1';
const GIB = 2 ** 30;

/** Eight nodes of three sizes, two of them with devices. */
const nodes = nodeColumns([0, 1, 2, 3, 4, 5, 6, 7].map((i) => ({
  cpuMilli: [4000, 8000, 16000][i % 3]!, memoryBytes: [16, 16, 64][i % 3]! * GIB, ...(i % 4 === 2 ? { devices: 4 } : {}),
})));

/** Sixty pods whose sizes follow from their number; every fifth wants part of a device. */
const pods: PodRow[] = Array.from({ length: 60 }, (_, i) => ({
  cpuMilli: 250 * (1 + (i * 7) % 12),
  memoryBytes: (1 + (i * 5) % 9) * GIB,
  createdUs: Math.floor(i / 3) * 1e6,
  lifetimeUs: i % 4 === 0 ? -1 : (5 + (i * 11) % 30) * 1e6,
  ...(i % 5 === 0 ? { devices: i % 10 === 0 ? { count: 1, milliEach: 300 } : { count: 2, milliEach: 1000 } } : {}),
}));

describe('decisions of a small scenario', () => {
  it.each([...builtInSchedulers.keys()])('by %s are those of the drift file', (name) => {
    const file = path.join(FOLDER, `${name}.txt`);
    const text = decide(name);
    if (UPDATE) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, text);
    }
    expect(existsSync(file), `${file} is missing: npm run drift:update`).toBe(true);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

/** With devices where the scheduler can express them, else without. */
function decide(name: string): string {
  const result = run(name, pods);
  return describeResult(name, result.outcome === 'rejected' ? run(name, pods.map(({ devices: _, ...rest }) => rest)) : result);
}

function run(name: string, rows: readonly PodRow[]): CellResult {
  const plan = cell({
    nodes: [{ kind: 'trace', input: 0, order: 'recorded', allowedPods: 20 }],
    workload: [{ kind: 'trace', input: 0, order: 'recorded', fill: null, times: 'recorded', speedup: 1, lifetimes: 'recorded' }],
    scheduler: choose(name),
    decisionTime: 'modelled',
    recordPods: true,
  });
  return replay(plan, { nodes: [nodes], pods: [podColumns(rows)], manifests: [] }, builtIns);
}

function describeResult(name: string, result: CellResult): string {
  const lines = [`scheduler ${name}: ${result.outcome}${result.reason === null ? '' : ` (${result.reason.message})`}`];
  const records = result.pods;
  records?.names.forEach((pod, i) => lines.push(records.boundUs[i]! < 0 ? `${pod} waits`
    : `${pod} -> ${records.node[i]} at ${(records.boundUs[i]! / 1e6).toFixed(6)} s, attempt ${records.attempts[i]}`));
  lines.push(`order digest ${result.orderDigest}`, `decision digest ${result.decisionDigest}`);
  return `${lines.join('\n')}\n`;
}
