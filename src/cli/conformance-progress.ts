import type { Output } from './output.js';

/** Short runs stay silent. */
const SILENT_MS = 2000;
const REDRAW_MS = 200;
const LOG_EVERY_MS = 5000;

/** Tells on stderr how far the comparison is: one line that is redrawn on a terminal, a line now and then elsewhere. */
export class ConformanceProgress {
  readonly #output: Output;
  readonly #files: number;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #done = 0;
  #decisions = 0;
  #isDrawn = false;
  #lastLogMs: number;

  constructor(output: Output, files: number) {
    this.#output = output;
    this.#files = files;
    this.#lastLogMs = this.#startMs + SILENT_MS - LOG_EVERY_MS;
    this.#timer = setInterval(() => this.#show(), REDRAW_MS);
    this.#timer.unref();
  }

  finished(): void { this.#done++; }

  decided(decisions: number): void { this.#decisions += decisions; }

  /** Takes the live line away, so that data can be written. */
  clear(): void {
    if (this.#isDrawn) process.stderr.write('\r\u001b[2K');
    this.#isDrawn = false;
  }

  close(): void {
    clearInterval(this.#timer);
    this.clear();
  }

  #show(): void {
    const now = performance.now();
    if (now - this.#startMs < SILENT_MS) return;
    const rate = Math.round(this.#decisions / ((now - this.#startMs) / 1000));
    const line = `${this.#done} of ${this.#files} files, ${this.#decisions} decisions, ${rate} a second`;
    if (this.#output.isLive) {
      process.stderr.write(`\r\u001b[2K${line.slice(0, this.#output.columns - 1)}`);
      this.#isDrawn = true;
    } else if (now - this.#lastLogMs >= LOG_EVERY_MS) {
      this.#lastLogMs = now;
      this.#output.say(line);
    }
  }
}
