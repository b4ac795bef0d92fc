import type { PodClass } from '../../../../world/cluster/index.js';
import { CandidateTable } from './candidate-table.js';

/** Bytes that all tables together may take; they only save time, so the bound changes no decision. */
const MOST_BYTES = 64 * 2 ** 20;

/** Candidate tables by class of the incoming pod; the least recently used go when the bytes are spent. */
export class CandidateTables {
  readonly #tables = new Map<PodClass, CandidateTable>();

  /** The table of a class, for node rows below `capacity`. */
  of(podClass: PodClass, capacity: number): CandidateTable {
    const known = this.#tables.get(podClass);
    const table = known !== undefined && known.capacity >= capacity ? known : new CandidateTable(capacity);
    this.#tables.delete(podClass);
    this.#tables.set(podClass, table);
    this.#trim(Math.max(1, Math.floor(MOST_BYTES / (capacity * CandidateTable.BYTES_PER_NODE))));
    return table;
  }

  clear(): void { this.#tables.clear(); }

  #trim(most: number): void {
    for (const podClass of this.#tables.keys()) {
      if (this.#tables.size <= most) return;
      this.#tables.delete(podClass);
    }
  }
}
