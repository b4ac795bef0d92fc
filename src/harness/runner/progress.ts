import type { CellId } from '../../replay/plan.js';
import type { CellResult, Outcome } from '../../replay/result.js';

/** One finished cell, as the display hears of it. */
export interface CellDone {
  readonly id: CellId;
  readonly outcome: Outcome;
  readonly reason: CellResult['reason'];
  readonly wallSeconds: number;
}

/** Where a run stands. */
export interface ProgressState {
  readonly done: number;
  readonly total: number;
  /** Cells of an earlier, interrupted run that were kept. */
  readonly kept: number;
  /** Cells per second of this invocation; 0 before the first. */
  readonly cellsPerSecond: number;
  /** null before the first cell. */
  readonly secondsLeft: number | null;
  readonly outcomes: ReadonlyMap<Outcome, number>;
}

/** Counts finished cells and estimates what remains. */
export class Progress {
  readonly #total: number;
  readonly #kept: number;
  readonly #startMs: number;
  readonly #outcomes = new Map<Outcome, number>();
  #done = 0;

  constructor(options: { readonly total: number; readonly kept: number; readonly nowMs: number }) {
    this.#total = options.total;
    this.#kept = options.kept;
    this.#startMs = options.nowMs;
  }

  finished(cell: CellDone): void {
    this.#done++;
    this.#outcomes.set(cell.outcome, (this.#outcomes.get(cell.outcome) ?? 0) + 1);
  }

  state(nowMs: number): ProgressState {
    const elapsed = Math.max(1e-3, (nowMs - this.#startMs) / 1000);
    const cellsPerSecond = this.#done / elapsed;
    const done = this.#done + this.#kept;
    return {
      done,
      total: this.#total,
      kept: this.#kept,
      cellsPerSecond,
      secondsLeft: this.#done === 0 ? null : (this.#total - done) / cellsPerSecond,
      outcomes: this.#outcomes,
    };
  }
}
