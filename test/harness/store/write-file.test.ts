import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResultsError } from '../../../src/base/errors.js';
import { onDisk } from '../../../src/harness/store/disk-errors.js';
import { writeFileWhole } from '../../../src/harness/store/write-file.js';
import { temporaryFolder } from '../../cli/binary.js';

const folder = temporaryFolder();

describe('a file that is written whole or not at all', () => {
  it('holds all chunks in order', async () => {
    const target = path.join(folder, 'chunks');
    await writeFileWhole(target, async (append) => { for (let i = 0; i < 1000; i++) await append(`${i},`.padStart(2000)); });
    expect(readFileSync(target, 'utf8').split(',').map(Number).slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('is as before when writing fails halfway, without leftovers', async () => {
    const target = path.join(folder, 'half');
    writeFileSync(target, 'old');
    await expect(writeFileWhole(target, async (append) => {
      await append('x'.repeat(2 ** 21));
      throw new Error('no more');
    })).rejects.toThrow('no more');
    expect(readFileSync(target, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('that cannot take the place of a folder is a clear error', async () => {
    const target = path.join(folder, 'taken');
    mkdirSync(target);
    await expect(writeFileWhole(target, (append) => append('x'))).rejects.toThrow(ResultsError);
    expect(existsSync(`${target}.tmp`)).toBe(false);
  });
});

describe('failures of the disk', () => {
  it.each([
    ['ENOSPC', 'RES001', 'the disk is full'],
    ['EDQUOT', 'RES001', 'quota'],
    ['EACCES', 'RES002', 'permission'],
    ['EROFS', 'RES002', 'read-only'],
    ['ENOTDIR', 'RES002', 'not a folder'],
    ['ENOENT', 'RES002', 'cannot be made'],
  ])('%s becomes %s', async (code, problem, text) => {
    const failing = onDisk('results/x', () => Promise.reject(Object.assign(new Error('refused'), { code })));
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResultsError);
    expect((error as ResultsError).exitCode).toBe(2);
    expect((error as ResultsError).message).toContain(`results/x  ${problem}  cannot write results: `);
    expect((error as ResultsError).message).toContain(text);
  });

  it('a full disk, the real one of Linux, says how to go on', async () => {
    await expect(onDisk('/dev/full', () => writeFile('/dev/full', 'x'))).rejects.toThrow(/RES001.*disk is full[\s\S]*--resume/);
  });

  it('others pass through unchanged', async () => {
    const bug = new TypeError('a bug');
    await expect(onDisk('x', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
