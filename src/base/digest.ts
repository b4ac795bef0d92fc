// Hot path: one `add` per decision field.

/**
 * Order-dependent 128-bit digest of a stream of integers. Not cryptographic: it answers "did the same decisions
 * happen in the same order", for which four independent 32-bit lanes with avalanche mixing are ample.
 *
 * The lanes follow the block step of MurmurHash3 x86 (multiply, rotate, multiply; A. Appleby, public domain), with a
 * different constant pair each.
 */
export class Digest {
  #a = 0x239b961b | 0;
  #b = 0xab0e9789 | 0;
  #c = 0x38b34ae5 | 0;
  #d = 0xa1e38b93 | 0;
  #count = 0;

  /** Adds one integer in [-(2^53 - 1), 2^53 - 1]; both halves count, so 1 and 2^32 + 1 differ. */
  add(value: number): void {
    const low = value | 0;
    const high = Math.floor(value / 4294967296) | 0;
    this.#a = lane(this.#a, low, 0x85ebca6b, 0xc2b2ae35);
    this.#b = lane(this.#b, low ^ high, 0x27d4eb2f, 0x165667b1);
    this.#c = lane(this.#c, (low + Math.imul(high, 0x9e3779b1)) | 0, 0x9e3779b1, 0x85ebca77);
    this.#d = lane(this.#d, high, 0xc2b2ae3d, 0x27d4eb2f) ^ low;
    this.#count++;
  }

  /** Adds a text by its UTF-16 code units and its length, so that ("ab","c") and ("a","bc") differ. */
  addText(text: string): void {
    this.add(text.length);
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i));
  }

  /** 32 hexadecimal digits of what was added so far; adding may go on afterwards. */
  hex(): string {
    const a = finish(this.#a ^ this.#count);
    const b = finish(this.#b ^ a);
    const c = finish(this.#c ^ b);
    const d = finish(this.#d ^ c);
    return [a ^ d, b, c, d].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

function lane(state: number, value: number, first: number, second: number): number {
  let k = Math.imul(value, first);
  k = (k << 15) | (k >>> 17);
  k = Math.imul(k, second);
  let h = state ^ k;
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
