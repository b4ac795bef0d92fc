import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { onDisk } from './disk-errors.js';

/**
 * Writes a file whole or not at all: into a temporary neighbour first, which then takes its name. A reader never sees
 * half a file, and a full disk leaves the old one in place.
 *
 * @param target  final path; its folder exists
 * @param write   gives the content, chunk by chunk, to the function it is handed
 */
export async function writeFileWhole(
  target: string, write: (append: (chunk: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const temporary = `${target}.tmp`;
  await onDisk(target, async () => {
    try {
      const file = await open(temporary, 'w');
      try {
        await appendAll(file, write);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

const BUFFERED = 1 << 20;

async function appendAll(file: FileHandle, write: (append: (chunk: string) => Promise<void>) => Promise<void>): Promise<void> {
  let pending: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await file.appendFile(pending.join(''));
    pending = [];
    size = 0;
  };
  await write(async (chunk) => {
    pending.push(chunk);
    size += chunk.length;
    if (size >= BUFFERED) await flush();
  });
  await flush();
}
