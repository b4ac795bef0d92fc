import { invariant } from '../../base/invariant.js';
import { grown, nextCapacity } from './growable.js';

/** What one entry of the change log says; `row` and `other` mean what stands beside it. */
export const CHANGE = {
  /** row = node */
  NODE_ADDED: 0,
  /** row = node, other = index of the specification that it had before */
  NODE_UPDATED: 1,
  /** row = node */
  NODE_REMOVED: 2,
  /** row = pod */
  POD_ADDED: 3,
  /** row = pod, other = node, aux = device mask, with {@link TERMINATING} when the pod is being deleted */
  POD_BOUND: 4,
  /** row = pod, other = node, aux as for POD_BOUND: the room is free again */
  POD_RELEASED: 5,
  /** row = pod: left without having been bound */
  POD_WITHDRAWN: 6,
} as const;

/**
 * Bit of `aux` that says that the pod was being deleted. A bound pod that begins to terminate is logged as released
 * without the bit and bound with it, so that readers who leave such pods out need no memory of their own.
 */
export const TERMINATING = 0x8000_0000 | 0;

/** A reader's place in the log. Everything before the slowest cursor is forgotten. */
export interface Cursor {
  /** Sequence number of the next entry to read. */
  position: number;
}

/**
 * Append-only log of everything that changes in a cluster. Fork and rollback, incremental indexes and stale views are
 * readers of this one log. While nobody reads, entries are only counted.
 */
export class ChangeLog {
  #start = 0;
  #end = 0;
  readonly #cursors = new Set<Cursor>();
  #kind: Uint8Array = new Uint8Array(16);
  #row: Int32Array = new Int32Array(16);
  #other: Int32Array = new Int32Array(16);
  #aux: Int32Array = new Int32Array(16);

  /** Sequence number that the next entry will get; grows for ever. */
  get end(): number { return this.#end; }

  append(kind: number, row: number, other: number, aux: number): void {
    if (this.#cursors.size === 0) {
      this.#start = ++this.#end;
      return;
    }
    const i = this.#end - this.#start;
    if (i === this.#kind.length) this.#makeRoom();
    const slot = this.#end - this.#start;
    this.#kind[slot] = kind;
    this.#row[slot] = row;
    this.#other[slot] = other;
    this.#aux[slot] = aux;
    this.#end++;
  }

  /** A new reader that sees every entry from now on. Must be closed when it is no longer read. */
  open(): Cursor {
    const cursor = { position: this.#end };
    this.#cursors.add(cursor);
    return cursor;
  }

  close(cursor: Cursor): void { this.#cursors.delete(cursor); }

  kindAt(sequence: number): number { return this.#kind[this.#slot(sequence)]!; }
  rowAt(sequence: number): number { return this.#row[this.#slot(sequence)]!; }
  otherAt(sequence: number): number { return this.#other[this.#slot(sequence)]!; }
  auxAt(sequence: number): number { return this.#aux[this.#slot(sequence)]!; }

  #slot(sequence: number): number {
    // The words are put together only when they are needed: this runs for every entry that every reader reads.
    if (sequence < this.#start || sequence >= this.#end) invariant(false, `log entry ${sequence} outside [${this.#start}, ${this.#end})`);
    return sequence - this.#start;
  }

  /** Forgets what every cursor has read; grows only when that frees less than half. */
  #makeRoom(): void {
    let oldest = this.#end;
    for (const cursor of this.#cursors) oldest = Math.min(oldest, cursor.position);
    const used = this.#end - this.#start;
    const dead = oldest - this.#start;
    if (dead > 0) {
      for (const column of [this.#kind, this.#row, this.#other, this.#aux]) column.copyWithin(0, dead, used);
      this.#start = oldest;
    }
    if (used - dead > this.#kind.length / 2) {
      const capacity = nextCapacity(this.#kind.length, this.#kind.length + 1);
      this.#kind = grown(this.#kind, capacity);
      this.#row = grown(this.#row, capacity);
      this.#other = grown(this.#other, capacity);
      this.#aux = grown(this.#aux, capacity);
    }
  }
}
