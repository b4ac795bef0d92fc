import type { CellId } from '../../replay/plan.js';
import type { CellResult } from '../../replay/result.js';

/** Grows whenever a result file changes its meaning: results of different schemas are not compared. */
export const RESULT_SCHEMA = 1;

/** One line of `cells.ndjson`: the truth about one planned cell. `pods` go to pods.csv instead. */
export interface CellRecord extends Omit<CellResult, 'pods'> {
  readonly schema: number;
  readonly id: CellId;
  /** Hash of everything that decides the result; a resumed run keeps cells with an equal key. */
  readonly contentKey: string;
  /** `revision` of every algorithm used, by `kind/name`. */
  readonly revisions: Readonly<Record<string, number>>;
}
