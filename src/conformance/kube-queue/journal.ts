import { byCodeUnit } from '../../base/by-code-unit.js';
import type { Entry } from './format.js';

/**
 * The timeline as it grows. Moves that one event caused are sorted by pod, because their order is open in the real
 * program, and a move that is told twice in a row is kept once.
 */
export class Journal {
  readonly entries: Entry[] = [];
  #recent: Entry[] = [];

  add(entry: Entry): void { this.#recent.push(entry); }

  /** Ends a step of which nobody else sees the middle. */
  settle(): void {
    const recent = this.#recent;
    this.#recent = [];
    for (let i = 0; i < recent.length;) {
      const first = recent[i]!;
      let end = i + 1;
      if (first.e === 'move' && first.by !== 'BackoffComplete') {
        while (end < recent.length && recent[end]!.e === 'move' && recent[end]!.by === first.by && recent[end]!.t === first.t) end++;
      }
      const run = recent.slice(i, end);
      if (run.length > 1) run.sort((a, b) => byCodeUnit(a.pod!, b.pod!));
      for (const entry of run) if (!isRepeated(entry, this.entries.at(-1))) this.entries.push(entry);
      i = end;
    }
  }
}

function isRepeated(entry: Entry, last: Entry | undefined): boolean {
  return last !== undefined && entry.e === 'move' && last.e === 'move' && entry.t === last.t && entry.pod === last.pod
    && entry.q === last.q && entry.by === last.by;
}
