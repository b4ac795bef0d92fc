/** Whether x must stand before y. */
export type Less<T> = (x: T, y: T) => boolean;

/** Runs up to this length are sorted by insertion. */
const INSERTION_MAX = 12;
/** From this length on the pivot is a median of medians, and a nearly sorted run may be repaired in place. */
const LONG = 50;

/**
 * Sorts in place with exactly the comparisons and swaps of Go's `sort.Sort` (Go 1.19 and later), a pattern-defeating
 * quicksort. Which of several equal elements comes first, and what becomes of elements whose comparison is not a
 * consistent order, depends on these steps: so do the real choices of victims by controllers and by preemption.
 *
 * Source: O. Peters, "Pattern-defeating Quicksort", arXiv:2106.05123, with the constants of Go's package sort.
 */
export function pdqSort<T>(items: T[], less: Less<T>): void {
  // The first thing that it would do; short lists are sorted very often.
  if (items.length <= INSERTION_MAX) insertionSort(items, less, 0, items.length);
  else new PdqSort(items, less).sort();
}

function insertionSort<T>(items: T[], less: Less<T>, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    for (let j = i; j > start && less(items[j]!, items[j - 1]!); j--) {
      const held = items[j]!;
      items[j] = items[j - 1]!;
      items[j - 1] = held;
    }
  }
}

class PdqSort<T> {
  constructor(private readonly items: T[], private readonly lessThan: Less<T>) {}

  sort(): void {
    const { length } = this.items;
    this.range(0, length, bitLength(length));
  }

  /** Sorts [from, to); after `badAllowed` unbalanced partitions it gives up on quicksort. */
  private range(from: number, to: number, badAllowed: number): void {
    let [start, end, allowed] = [from, to, badAllowed];
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = end - start;
      if (length <= INSERTION_MAX) return insertionSort(this.items, this.lessThan, start, end);
      if (allowed === 0) return this.heap(start, end);
      if (!wasBalanced) {
        this.scatter(start, end);
        allowed--;
      }
      const choice = this.choosePivot(start, end);
      let { pivot } = choice;
      let looksSorted = choice.swaps === 0;
      if (choice.swaps === 12) {
        // Every comparison found its pair in the wrong order: the run is probably descending.
        this.reverse(start, end);
        pivot = end - 1 - (pivot - start);
        looksSorted = true;
      }
      if (wasBalanced && wasPartitioned && looksSorted && this.repair(start, end)) return;
      // Nothing is smaller than the element before this run: if that equals the pivot, all its equals go first.
      if (start > 0 && !this.less(start - 1, pivot)) {
        start = this.partitionEqual(start, end, pivot);
        continue;
      }
      const [middle, wasSplit] = this.partition(start, end, pivot);
      wasPartitioned = wasSplit;
      const left = middle - start;
      const right = end - middle;
      wasBalanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.range(start, middle, allowed);
        start = middle + 1;
      } else {
        this.range(middle + 1, end, allowed);
        end = middle;
      }
    }
  }

  private less(i: number, j: number): boolean { return this.lessThan(this.items[i]!, this.items[j]!); }

  private swap(i: number, j: number): void {
    const { items } = this;
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  }

  private heap(start: number, end: number): void {
    const length = end - start;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i--) this.sift(i, length, start);
    for (let i = length - 1; i >= 0; i--) {
      this.swap(start, start + i);
      this.sift(0, i, start);
    }
  }

  private sift(from: number, length: number, first: number): void {
    let root = from;
    for (let child = 2 * root + 1; child < length; child = 2 * root + 1) {
      if (child + 1 < length && this.less(first + child, first + child + 1)) child++;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  /** Moves what is smaller than the pivot before it; answers its place and whether nothing had to move. */
  private partition(start: number, end: number, pivot: number): readonly [number, boolean] {
    this.swap(start, pivot);
    let i = start + 1;
    let j = end - 1;
    for (let moved = false; ; moved = true) {
      while (i <= j && this.less(i, start)) i++;
      while (i <= j && !this.less(j, start)) j--;
      if (i > j) {
        this.swap(j, start);
        return [j, !moved];
      }
      this.swap(i++, j--);
    }
  }

  /** Moves what equals the pivot to the front; answers where the greater ones begin. */
  private partitionEqual(start: number, end: number, pivot: number): number {
    this.swap(start, pivot);
    let i = start + 1;
    let j = end - 1;
    for (;;) {
      while (i <= j && !this.less(start, i)) i++;
      while (i <= j && this.less(start, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  /** Repairs up to five pairs that stand in the wrong order; answers whether the run is sorted then. */
  private repair(start: number, end: number): boolean {
    let i = start + 1;
    for (let step = 0; step < 5; step++) {
      while (i < end && !this.less(i, i - 1)) i++;
      if (i === end) return true;
      if (end - start < LONG) return false;
      this.swap(i, i - 1);
      if (i - start >= 2) {
        for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      }
      if (end - i >= 2) {
        for (let j = i + 1; j < end && this.less(j, j - 1); j++) this.swap(j, j - 1);
      }
    }
    return false;
  }

  /** Breaks patterns: swaps the middle three with places drawn from a generator seeded by the length alone. */
  private scatter(start: number, end: number): void {
    const length = end - start;
    if (length < 8) return;
    const mask = BigInt(2 ** bitLength(length) - 1);
    let state = BigInt(length);
    const middle = start + Math.floor(length / 4) * 2;
    for (let i = middle - 1; i <= middle + 1; i++) {
      state = xorshift(state);
      const drawn = Number(state & mask);
      this.swap(i, start + (drawn >= length ? drawn - length : drawn));
    }
  }

  /** Median of three, from {@link LONG} on of three medians of neighbours; counts pairs in the wrong order. */
  private choosePivot(start: number, end: number): { readonly pivot: number; readonly swaps: number } {
    const quarter = Math.floor((end - start) / 4);
    let [i, j, k] = [start + quarter, start + 2 * quarter, start + 3 * quarter];
    let swaps = 0;
    const median = (a: number, b: number, c: number): number => {
      let [low, middle, high] = [a, b, c];
      if (this.less(middle, low)) { swaps++; [low, middle] = [middle, low]; }
      if (this.less(high, middle)) { swaps++; [middle, high] = [high, middle]; }
      if (this.less(middle, low)) { swaps++; [low, middle] = [middle, low]; }
      return middle;
    };
    if (end - start >= LONG) {
      i = median(i - 1, i, i + 1);
      j = median(j - 1, j, j + 1);
      k = median(k - 1, k, k + 1);
    }
    return { pivot: median(i, j, k), swaps };
  }

  private reverse(start: number, end: number): void {
    for (let i = start, j = end - 1; i < j; i++, j--) this.swap(i, j);
  }
}

/** Bits needed to write n >= 1. */
function bitLength(n: number): number { return 32 - Math.clz32(n); }

const MASK_64 = (1n << 64n) - 1n;

/** Source: G. Marsaglia, "Xorshift RNGs", JSS 8(14), 2003; shifts 13, 7, 17. */
function xorshift(state: bigint): bigint {
  let x = state;
  x ^= (x << 13n) & MASK_64;
  x ^= x >> 7n;
  x ^= (x << 17n) & MASK_64;
  return x;
}
