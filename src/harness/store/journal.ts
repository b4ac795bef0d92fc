import { createReadStream } from 'node:fs';
import { mkdir, open, truncate, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { PodRecords } from '../../replay/result.js';
import type { MeasuredWindow } from '../runner/protocol.js';
import { sha256 } from '../canonical-json.js';
import { cellKey } from './cell-key.js';
import { onDisk } from './disk-errors.js';
import type { CellRecord } from './record.js';

/** What the journal keeps of a finished cell: all that the derived files are made from. */
export interface JournalEntry {
  readonly record: CellRecord;
  /** Wall time of the replay in its worker; never part of `record`, which is byte-equal from run to run. */
  readonly wallSeconds: number;
  readonly pods: PodRecords | null;
  /** Measured on the wall clock, like `wallSeconds`; absent where nothing was. */
  readonly measured?: readonly MeasuredWindow[];
}

interface Place { readonly offset: number; readonly length: number; readonly contentKey: string; readonly crashed: boolean }

/**
 * The append-only file of finished cells. One line a cell:
 *
 *   <16 hex digits of the SHA-256 of the rest> <JSON of the entry>\n
 *
 * A line is on the disk (fsync) before the next cell is asked for, so a killed run loses the cells in flight and no
 * more. Whatever follows the last whole line is a torn write and is cut when the journal is opened again. Entries stay
 * on disk; memory holds where they are.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #target: string;
  readonly #places: Map<string, Place>;
  #end: number;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, target: string, places: Map<string, Place>, end: number) {
    this.#file = file;
    this.#target = target;
    this.#places = places;
    this.#end = end;
  }

  /** Opens the journal at `target`, makes it when there is none, and cuts a torn tail. */
  static async open(target: string): Promise<Journal> {
    return onDisk(target, async () => {
      await mkdir(path.dirname(target), { recursive: true });
      await (await open(target, 'a')).close();
      const places = new Map<string, Place>();
      const end = await scan(target, places);
      await truncate(target, end);
      return new Journal(await open(target, 'r+'), target, places, end);
    });
  }

  /** Number of cells in the journal. */
  get size(): number { return this.#places.size; }

  /** Content key of the latest entry of a cell that did not crash; undefined when there is none. */
  keptKey(cell: string): string | undefined {
    const place = this.#places.get(cell);
    return place === undefined || place.crashed ? undefined : place.contentKey;
  }

  has(cell: string): boolean { return this.#places.has(cell); }

  /** Appends an entry and answers when it is safe on disk. Calls may overlap; lines never mix. */
  append(entry: JournalEntry): Promise<void> {
    const appended = this.#queue.then(() => this.#append(entry));
    // The queue goes on after a failure; the caller of the failed append hears of it.
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  /** The latest entry of a cell, from disk. */
  async read(cell: string): Promise<JournalEntry | null> {
    const place = this.#places.get(cell);
    if (place === undefined) return null;
    const bytes = Buffer.alloc(place.length);
    await this.#file.read(bytes, 0, place.length, place.offset);
    return decodeEntry(bytes.toString('utf8'));
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#file.close();
  }

  async #append(entry: JournalEntry): Promise<void> {
    const json = encodeEntry(entry);
    const line = Buffer.from(`${checksum(json)} ${json}\n`, 'utf8');
    const offset = this.#end;
    await onDisk(this.#target, async () => {
      try {
        await writeAll(this.#file, line, offset);
        await this.#file.datasync();
      } catch (error) {
        // Half a line may have reached the disk: it is cut, so that the next append starts clean.
        await this.#file.truncate(offset).catch(() => undefined);
        throw error;
      }
    });
    this.#end += line.length;
    remember(this.#places, entry, offset + PREFIX, line.length - PREFIX - 1);
  }
}

const PREFIX = 17;

async function writeAll(file: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const step = await file.write(bytes, written, bytes.length - written, offset + written);
    written += step.bytesWritten;
  }
}

function checksum(json: string): string { return sha256(json).slice(0, 16); }

/** Reads whole, sound lines into `places` and answers the offset behind the last one. */
async function scan(target: string, places: Map<string, Place>): Promise<number> {
  let end = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(target, { highWaterMark: 1 << 20 })) {
    let buffer = Buffer.concat([rest, chunk as Buffer]);
    for (let newline = buffer.indexOf(10); newline >= 0; newline = buffer.indexOf(10)) {
      const line = buffer.toString('utf8', 0, newline);
      const json = line.slice(PREFIX);
      // A line that does not match its checksum was torn; what follows was written by nobody who knew it.
      if (checksum(json) !== line.slice(0, PREFIX - 1)) return end;
      remember(places, decodeEntry(json), end + PREFIX, newline - PREFIX);
      end += newline + 1;
      buffer = buffer.subarray(newline + 1);
    }
    rest = buffer;
  }
  return end;
}

function remember(places: Map<string, Place>, entry: JournalEntry, offset: number, length: number): void {
  const { id, contentKey, outcome } = entry.record;
  places.set(cellKey(id), { offset, length, contentKey, crashed: outcome === 'crashed' });
}

/** Pod columns travel as arrays of numbers: JSON has no typed arrays. */
function encodeEntry(entry: JournalEntry): string {
  const { pods } = entry;
  return JSON.stringify({
    ...entry,
    pods: pods === null ? null : {
      ...pods,
      createdUs: Array.from(pods.createdUs), boundUs: Array.from(pods.boundUs), readyUs: Array.from(pods.readyUs),
      endedUs: Array.from(pods.endedUs), attempts: Array.from(pods.attempts),
    },
  });
}

function decodeEntry(json: string): JournalEntry {
  const entry = JSON.parse(json) as JournalEntry;
  const { pods } = entry;
  if (pods === null) return entry;
  return {
    ...entry,
    pods: {
      ...pods,
      createdUs: Float64Array.from(pods.createdUs), boundUs: Float64Array.from(pods.boundUs),
      readyUs: Float64Array.from(pods.readyUs), endedUs: Float64Array.from(pods.endedUs),
      attempts: Int32Array.from(pods.attempts),
    },
  };
}
