// Hot path: several draws per pod. Benchmark: src/bench/kernel.ts.

import { invariant } from '../../base/invariant.js';

/**
 * Named random streams. A stream's seed is a mixed hash of (cell seed, purpose): a new consumer never disturbs
 * another one, and two variants of one seed see the same arrivals. Draws that belong to an entity are counter-based.
 */
export interface RandomStream {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform double in [0, 1) with 53 random bits. */
  unit(): number;
  /** Uniform integer in [0, bound), without modulo bias; 1 <= bound <= 2^32. */
  below(bound: number): number;
}

/** The random streams of one cell. */
export class Streams {
  readonly #seed: number;
  readonly #streams = new Map<string, Sfc32>();
  readonly #draws = new Map<string, EntityDraws>();

  /** @param seed  the cell's seed, a safe integer >= 0 */
  constructor(seed: number) {
    invariant(Number.isSafeInteger(seed) && seed >= 0, `a seed is an integer from 0 to 2^53 - 1, not ${seed}`);
    this.#seed = seed;
  }

  /** The stream of a purpose: one and the same for each call, so that no two consumers see equal numbers. */
  get(purpose: string): RandomStream {
    let stream = this.#streams.get(purpose);
    if (stream === undefined) {
      stream = Sfc32.of(hashOf(this.#seed, 'stream', purpose));
      this.#streams.set(purpose, stream);
    }
    return stream;
  }

  /** The counter-based draws of a purpose, for loops that draw for many entities. */
  purpose(purpose: string): EntityDraws {
    let draws = this.#draws.get(purpose);
    if (draws === undefined) {
      draws = new EntityDraws(hashOf(this.#seed, 'entity', purpose));
      this.#draws.set(purpose, draws);
    }
    return draws;
  }

  /** Uniform double in [0, 1) that depends on (seed, purpose, entity) alone; entity: safe integer >= 0. */
  unitOf(purpose: string, entity: number): number {
    return this.purpose(purpose).unit(entity);
  }
}

/**
 * Small fast counting generator of 128 bits: three chaotic words and a counter, which alone guarantees a period of at
 * least 2^32 (on average 2^127). Seeded by expanding a 128-bit hash, so that no warm-up of neighbours is needed.
 *
 * Source: C. Doty-Humphrey, PractRand 0.95, `sfc32` (public domain): rotations 21, 9, 3; 15 rounds after seeding.
 */
export class Sfc32 implements RandomStream {
  private constructor(private a: number, private b: number, private c: number, private counter: number) {}

  /** A generator whose three words are given, seeded as PractRand does: counter 1, then 15 rounds thrown away. */
  static of(words: readonly [number, number, number, number]): Sfc32 {
    const stream = new Sfc32(words[0] | 0, words[1] | 0, words[2] | 0, words[3] | 0);
    for (let round = 0; round < 15; round++) stream.next();
    return stream;
  }

  uint32(): number {
    return this.next() >>> 0;
  }

  unit(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 67108864 + low) * UNIT_53;
  }

  below(bound: number): number {
    if (!(bound >= 1 && bound <= TWO_TO_32 && Math.floor(bound) === bound)) refuseBound(bound);
    // Values beyond the largest multiple of `bound` would favour the small remainders: draw again.
    const fair = TWO_TO_32 - (TWO_TO_32 % bound);
    let value = this.uint32();
    while (value >= fair) value = this.uint32();
    return value % bound;
  }

  private next(): number {
    const { a, b, c, counter } = this;
    const result = (a + b + counter) | 0;
    this.counter = (counter + 1) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result;
  }
}

/**
 * Counter-based draws: each is a hash of (seed, purpose, entity, number of the draw), so that it does not depend on
 * the order in which a variant asks. The purpose is hashed once, here.
 */
export class EntityDraws {
  readonly #key: readonly [number, number, number, number];
  readonly #cursor: EntityCursor;

  constructor(key: readonly [number, number, number, number]) {
    this.#key = key;
    this.#cursor = new EntityCursor(this);
  }

  /** Uniform double in [0, 1) with 53 random bits: the first draw of an entity (a safe integer >= 0). */
  unit(entity: number): number {
    return this.unitAt(entity, 0);
  }

  /**
   * The draws of one entity as a stream, from the first on; for distributions that take several. Allocates nothing:
   * the same object is returned each time, so it must not be kept.
   */
  of(entity: number): RandomStream {
    this.#cursor.entity = entity;
    this.#cursor.draw = 0;
    return this.#cursor;
  }

  /** Draw number `draw` of an entity as a double in [0, 1) with 53 random bits. */
  unitAt(entity: number, draw: number): number {
    const low = entity | 0;
    const high = Math.floor(entity / TWO_TO_32) ^ Math.imul(draw, 0x9e3779b1);
    const first = mix(low ^ this.#key[0], high ^ this.#key[1]);
    const second = mix(first ^ this.#key[2] ^ low, high ^ this.#key[3]);
    return ((first >>> 5) * 67108864 + (second >>> 6)) * UNIT_53;
  }
}

/** Walks through the draws of one entity. */
class EntityCursor implements RandomStream {
  entity = 0;
  draw = 0;

  constructor(private readonly draws: EntityDraws) {}

  uint32(): number {
    return Math.floor(this.unit() * TWO_TO_32);
  }

  unit(): number {
    return this.draws.unitAt(this.entity, this.draw++);
  }

  below(bound: number): number {
    if (!(bound >= 1 && bound <= TWO_TO_32 && Math.floor(bound) === bound)) refuseBound(bound);
    const fair = TWO_TO_32 - (TWO_TO_32 % bound);
    let value = this.uint32();
    while (value >= fair) value = this.uint32();
    return value % bound;
  }
}

const TWO_TO_32 = 4294967296;
/** 2^-53: the distance of neighbouring units. */
const UNIT_53 = 1 / 9007199254740992;

/** Two words into one, each bit of either reaching every bit: two rounds of a multiply-xorshift finaliser. */
function mix(x: number, y: number): number {
  return finish(finish(x) + Math.imul(y, 0x9e3779b1) ^ (y >>> 15));
}

/** Bijective finaliser of a 32-bit word. Source: MurmurHash3 x86, fmix32 (A. Appleby, public domain). */
function finish(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** 128 mixed bits of (seed, role, purpose): the words are chained, so each depends on every bit of the input. */
function hashOf(seed: number, role: string, purpose: string): readonly [number, number, number, number] {
  const state: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  absorb(state, seed | 0);
  absorb(state, Math.floor(seed / TWO_TO_32));
  for (const text of [role, purpose]) {
    absorb(state, text.length);
    for (let i = 0; i < text.length; i++) absorb(state, text.charCodeAt(i));
  }
  for (let round = 0; round < 4; round++) absorb(state, round);
  return state;
}

function absorb(state: [number, number, number, number], word: number): void {
  let carry = word;
  for (let i = 0; i < 4; i++) {
    carry = mix(state[i]! ^ carry, state[(i + 3) & 3]! + i);
    state[i] = carry;
  }
}

function refuseBound(bound: number): never {
  invariant(false, `a bound is an integer from 1 to 2^32, not ${bound}`);
}
