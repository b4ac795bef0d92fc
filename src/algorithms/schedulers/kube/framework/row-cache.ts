// Hot path: read once per node visit.
import type { PodClass } from '../../../../world/cluster/index.js';
import type { LocalPart } from './fast-plan.js';
import type { RankedBlocks } from './ranked-blocks.js';
import type { SpecificationTable } from './specification-tables.js';

/** The node has changed, or was never asked about. Lower than minus any status. */
export const UNKNOWN = -(2 ** 31);

/** What is remembered of every node for one pod class. */
export interface Rows {
  /** By node: weighted score of the `node-usage` plugins when feasible (>= 0), minus the interned status, or {@link UNKNOWN}. */
  answers: Int32Array;
  /** How many of the node changes are worked in, see {@link NodeChanges}. */
  position: number;
  /** The filters and scores that the answers are made of; others make all of them void. */
  local: LocalPart | null;
  /** The table whose verdicts the answers contain; another table makes all of them void. */
  table: SpecificationTable | null;
  /** Order statistics over the answers; null while nobody needed them. */
  blocks: RankedBlocks | null;
  /** Nodes visited one by one since the rows were made or the blocks were dropped. */
  scanned: number;
}

const BYTES_PER_NODE = 4;

/**
 * Answers per pod class and node. Between two attempts only the node of the last placement has changed, so a class
 * that comes again finds nearly all answers. A class gets rows when it is tried for the second time: where every pod is
 * its own class nothing is stored. The least recently used rows are reused when the byte budget is spent.
 */
export class RowCache {
  readonly #rows = new Map<PodClass, Rows>();
  #triedOnce = new Set<PodClass>();
  #last: PodClass | null = null;
  #lastRows: Rows | null = null;

  constructor(private readonly budgetBytes: number) {}

  /** Rows of a class for a node table of this capacity, or null when answers are not worth storing. */
  of(podClass: PodClass, capacity: number): Rows | null {
    if (podClass === this.#last && this.#lastRows !== null && this.#lastRows.answers.length >= capacity) return this.#lastRows;
    this.#last = podClass;
    this.#lastRows = this.#lookUp(podClass, capacity);
    return this.#lastRows;
  }

  #lookUp(podClass: PodClass, capacity: number): Rows | null {
    const known = this.#rows.get(podClass);
    if (known !== undefined) {
      this.#rows.delete(podClass);
      this.#rows.set(podClass, known.answers.length >= capacity ? known : freshRows(capacity));
      return this.#rows.get(podClass)!;
    }
    if (!this.#triedOnce.has(podClass)) {
      if (this.#triedOnce.size >= MOST_TRIED) this.#triedOnce.clear();
      this.#triedOnce.add(podClass);
      return null;
    }
    const most = Math.floor(this.budgetBytes / (capacity * BYTES_PER_NODE));
    if (most === 0) return null;
    this.#triedOnce.delete(podClass);
    const rows = this.#takeOldest(most, capacity) ?? freshRows(capacity);
    this.#rows.set(podClass, rows);
    return rows;
  }

  /** Drops the least recently used rows until fewer than `most` are left; the last dropped are emptied for reuse. */
  #takeOldest(most: number, capacity: number): Rows | null {
    let taken: Rows | null = null;
    for (const [podClass, rows] of this.#rows) {
      if (this.#rows.size < most) break;
      this.#rows.delete(podClass);
      taken = rows;
    }
    if (taken === null || taken.answers.length < capacity) return null;
    taken.answers.fill(UNKNOWN);
    taken.blocks = null;
    taken.scanned = 0;
    return taken;
  }
}

/** Classes remembered as tried once, at most. */
const MOST_TRIED = 65_536;

function freshRows(capacity: number): Rows {
  return { answers: new Int32Array(capacity).fill(UNKNOWN), position: 0, local: null, table: null, blocks: null, scanned: 0 };
}
