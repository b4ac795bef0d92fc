import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ResultsError } from '../../base/errors.js';
import { onDisk } from './disk-errors.js';

/**
 * Keeps two processes from writing into one run folder: the second is refused. The lock of a process that is gone
 * (kill -9) counts for nothing.
 *
 * @param target  path of the lock file
 * @returns gives the lock back
 * @throws ResultsError RES005 while another process holds it
 */
export async function lockFolder(target: string): Promise<() => Promise<void>> {
  await onDisk(target, () => mkdir(path.dirname(target), { recursive: true }));
  while (!await tryLock(target)) {
    const holder = Number(await readFile(target, 'utf8').catch(() => ''));
    if (isAlive(holder)) {
      throw new ResultsError([{
        code: 'RES005', message: `process ${holder} is writing this run`, place: { file: path.dirname(path.dirname(target)) },
        hint: `wait for it, or choose another folder with --out (if there is no such run, remove ${target})`,
      }]);
    }
    await rm(target, { force: true });
  }
  return () => rm(target, { force: true });
}

/** Makes the lock file, unless there is one. */
async function tryLock(target: string): Promise<boolean> {
  return onDisk(target, () => writeFile(target, String(process.pid), { flag: 'wx' }).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return false;
    throw error;
  }));
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
