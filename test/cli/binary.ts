import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../shared.js';

/** The real binary, as built. `SEATRIAL_DIST` names another build. */
const MAIN = path.join(process.env.SEATRIAL_DIST ?? path.join(repositoryRoot, 'dist'), 'cli/main.js');

export interface Answer { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** An empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'seatrial-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `seatrial` in a folder and waits for its end. */
export function seatrial(folder: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, ...environment }, timeout: 110_000,
  });
  return { code: status, stdout, stderr };
}

/** Starts `seatrial` and does not wait. */
export function startSeatrial(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Writes files, given as name and text, into a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** The first rows of the shipped openb lists: 20 nodes and 200 pods. */
export function writeSmallTrace(folder: string): void {
  const data = path.join(repositoryRoot, 'scenarios/data/openb');
  const head = (name: string, lines: number): string => readFileSync(path.join(data, name), 'utf8').split('\n').slice(0, lines).join('\n') + '\n';
  writeFiles(folder, { 'nodes.csv': head('openb_node_list_gpu_node.csv', 21), 'pods.csv': head('openb_pod_list_default.csv', 201) });
}

/** A scenario on that trace; `more` is appended. */
export function smallScenario(more: string): string {
  return [
    '# Question: does the harness work?',
    'scenario: small',
    'cluster: { nodes: { trace: { format: openb, file: nodes.csv } } }',
    'workload: { trace: { format: openb, file: pods.csv, order: shuffled, times: one-by-one } }',
    'unschedulable: give-up',
    more,
  ].join('\n');
}

/** The files that must be the same bytes for equal content. */
export const BYTE_EQUAL = ['manifest.json', 'cells.ndjson', 'metrics.csv', 'pods.csv', 'timeline.csv'];

/** Their contents. */
export function byteEqualFiles(run: string): Record<string, string> {
  return Object.fromEntries(BYTE_EQUAL.map((name) => [name, readFileSync(path.join(run, name), 'utf8')]));
}

/** Outcome and reason of every cell of a run, by variant and seed. */
export function outcomes(run: string): Record<string, { outcome: string; kind?: string; message?: string }> {
  const lines = readFileSync(path.join(run, 'cells.ndjson'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => {
    const { id, outcome, reason } = JSON.parse(line) as { id: { variant: string; seed: number }; outcome: string; reason: { kind: string; message: string } | null };
    return [`${id.variant} ${id.seed}`, reason === null ? { outcome } : { outcome, ...reason }];
  }));
}

