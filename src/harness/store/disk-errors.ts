import { ResultsError } from '../../base/errors.js';

const REMEDIES: Readonly<Record<string, readonly [code: string, found: string, remedy: string]>> = {
  ENOSPC: ['RES001', 'the disk is full', 'free some space, then continue with --resume: finished cells are in the journal'],
  EDQUOT: ['RES001', 'the disk quota is used up', 'free some space, then continue with --resume: finished cells are in the journal'],
  EACCES: ['RES002', 'no permission to write here', 'choose another folder with --out'],
  EPERM: ['RES002', 'no permission to write here', 'choose another folder with --out'],
  EROFS: ['RES002', 'the file system is read-only', 'choose another folder with --out'],
  ENOENT: ['RES002', 'a folder of this path is gone or cannot be made', 'choose another folder with --out'],
  ENOTDIR: ['RES002', 'a part of this path is a file, not a folder', 'choose another folder with --out'],
  EEXIST: ['RES002', 'a file stands where a folder is needed', 'choose another folder with --out'],
  EISDIR: ['RES002', 'a folder stands where a file is needed', 'choose another folder with --out'],
  ENAMETOOLONG: ['RES002', 'this name is too long for the file system', 'choose another folder with --out'],
};

/**
 * Runs file-system work and turns the failures that a user can mend (full disk, unwritable folder) into one
 * `ResultsError`; anything else goes on unchanged.
 *
 * @param target  the path that the work writes, for the message
 */
export async function onDisk<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
    const known = REMEDIES[code];
    if (known === undefined) throw error;
    const [problem, found, remedy] = known;
    throw new ResultsError([{ code: problem, message: `cannot write results: ${found} (${code})`, place: { file: target }, hint: remedy }]);
  }
}
