import type { TextColumn } from '../demand.js';

const FIRST_CAPACITY = 1024;

/** Numbers of unknown count, gathered row by row, then copied once into memory that threads share. */
class NumberGatherer<T extends Float64Array | Int32Array> {
  #values: T;
  #count = 0;

  constructor(readonly make: (buffer: ArrayBufferLike | number) => T) { this.#values = make(FIRST_CAPACITY); }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const larger = this.make(this.#count * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#count++] = value;
  }

  /** The values over a SharedArrayBuffer of their exact size. */
  shared(): T {
    const column = this.make(new SharedArrayBuffer(this.#count * this.#values.BYTES_PER_ELEMENT));
    column.set(this.#values.subarray(0, this.#count));
    return column;
  }
}

/** A column of doubles in the making. */
export function gatherFloats(): NumberGatherer<Float64Array> {
  return new NumberGatherer((buffer) => typeof buffer === 'number' ? new Float64Array(buffer) : new Float64Array(buffer));
}

/** A column of 32-bit integers in the making. */
export function gatherIntegers(): NumberGatherer<Int32Array> {
  return new NumberGatherer((buffer) => typeof buffer === 'number' ? new Int32Array(buffer) : new Int32Array(buffer));
}

/** Texts of unknown count, gathered row by row. */
export class TextGatherer {
  #bytes = Buffer.alloc(64 * FIRST_CAPACITY);
  #used = 0;
  readonly #offsets = gatherIntegers();

  constructor() { this.#offsets.push(0); }

  push(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.#used + length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(2 * this.#bytes.length, this.#used + length));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    this.#used += this.#bytes.write(text, this.#used);
    this.#offsets.push(this.#used);
  }

  shared(): TextColumn {
    const bytes = new Uint8Array(new SharedArrayBuffer(this.#used));
    bytes.set(this.#bytes.subarray(0, this.#used));
    return { bytes, offsets: this.#offsets.shared() };
  }
}
