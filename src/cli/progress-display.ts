import type { CellDone, ProgressState } from '../harness/runner/progress.js';
import { describeCell } from '../harness/store/cell-key.js';
import type { Output } from './output.js';

/** A terminal is redrawn at most this often; a log gets a line at most that often. */
const REDRAW_MS = 100;
const LOG_EVERY_MS = 5000;
/** Failures shown one by one; the summary counts them all. */
const MOST_FAILURES = 10;

/**
 * Shows how a run goes. On a terminal one line is redrawn; elsewhere plain lines appear now and then. Cells without a
 * result are named as they happen.
 */
export class ProgressDisplay {
  readonly #output: Output;
  readonly #writeRaw: (text: string) => void;
  #timer: NodeJS.Timeout | null = null;
  #state: (() => ProgressState) | null = null;
  #drawn = false;
  #failures = 0;
  #lastLogMs = 0;

  constructor(output: Output, writeRaw: (text: string) => void = (text) => { process.stderr.write(text); }) {
    this.#output = output;
    this.#writeRaw = writeRaw;
  }

  /** Takes note of a finished cell (null: the run begins). */
  update(state: () => ProgressState, done: CellDone | null): void {
    this.#state = state;
    if (done === null) this.#begin(state());
    else {
      if (done.outcome !== 'completed') this.#failure(done);
      if (!this.#output.isLive) this.#log(state());
    }
  }

  /** Removes the live line, or writes the last plain one. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#clear();
  }

  #begin(state: ProgressState): void {
    const { total, kept } = state;
    this.#output.say(`${total} cells to replay${kept > 0 ? `, ${kept} of them kept from before` : ''}`);
    this.#lastLogMs = performance.now();
    if (!this.#output.isLive || total === kept) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  #draw(): void {
    if (this.#state === null) return;
    const line = describeProgress(this.#state()).slice(0, this.#output.columns - 1);
    this.#writeRaw(`\r\u001b[2K${line}`);
    this.#drawn = true;
  }

  #clear(): void {
    if (this.#drawn) this.#writeRaw('\r\u001b[2K');
    this.#drawn = false;
  }

  #failure(done: CellDone): void {
    this.#failures++;
    if (this.#failures > MOST_FAILURES) return;
    this.#clear();
    const reason = done.reason === null ? '' : `: ${done.reason.message}`;
    this.#output.say(`${paint(this.#output, done.outcome)}  ${describeCell(done.id)}${reason}`);
    if (this.#failures === MOST_FAILURES) this.#output.say('further cells like these are counted, not named; see cells.ndjson');
  }

  #log(state: ProgressState): void {
    const now = performance.now();
    if (now - this.#lastLogMs < LOG_EVERY_MS && state.done < state.total) return;
    this.#lastLogMs = now;
    this.#output.say(describeProgress(state));
  }
}

/** One line: cells, share, rate, estimate of what remains, and what went wrong so far. */
export function describeProgress(state: ProgressState): string {
  const { done, total, cellsPerSecond, secondsLeft, outcomes } = state;
  const parts = [`${done}/${total} cells`, `${Math.floor((100 * done) / Math.max(1, total))}%`];
  if (cellsPerSecond > 0) parts.push(`${cellsPerSecond.toFixed(1)} cells/s`);
  if (secondsLeft !== null && done < total) parts.push(`about ${Math.ceil(secondsLeft)} s left`);
  for (const [outcome, cells] of outcomes) if (outcome !== 'completed') parts.push(`${cells} ${outcome}`);
  return parts.join('  ');
}

function paint(output: Output, outcome: CellDone['outcome']): string {
  if (!output.isColoured) return outcome;
  return outcome === 'crashed' || outcome === 'violated' ? `\u001b[31m${outcome}\u001b[0m` : `\u001b[33m${outcome}\u001b[0m`;
}
