import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDecisionTimes, writeDecisionTimes } from '../../src/bench/decision-time-file.js';

describe('decision times of a run folder', () => {
  let folder = '';
  beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'seatrial-times-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are none where bench was not run', async () => {
    expect(await readDecisionTimes(folder)).toEqual([]);
    expect(await readDecisionTimes(path.join(folder, 'nowhere'))).toEqual([]);
  });

  it('come back as they were written', async () => {
    const times = [{ scheduler: 'first-fit', nodes: 100, samplesSeconds: [1e-6, 2e-6], decisionsPerSample: 50 }];
    await writeDecisionTimes(folder, times);
    expect(await readDecisionTimes(folder)).toEqual(times);
  });

  it('are refused, not taken for none, when the file cannot be read or holds something else', async () => {
    await mkdir(path.join(folder, 'decision-times.json'));
    await expect(readDecisionTimes(folder)).rejects.toThrow('RES014');
    await rm(path.join(folder, 'decision-times.json'), { recursive: true });
    await writeFile(path.join(folder, 'decision-times.json'), '{"half');
    await expect(readDecisionTimes(folder)).rejects.toThrow('RES014');
  });
});
