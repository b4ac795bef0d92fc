import { CaseTally } from './case-tally.js';
import type { Difference, Kind, KindOfSession, RecordedLine } from './contract.js';
import { KINDS, unknownKind } from './kinds.js';

/** A difference with the case that it belongs to. */
export interface LocatedDifference extends Difference {
  readonly case: string;
  /** Line of the case in its file, from 1. */
  readonly line: number;
}

/** A line that is no part of a recording at all. */
export interface BadLine {
  readonly line: number;
  readonly message: string;
}

/** What comparing some lines came to; sums of it describe a file. Plain data: it crosses threads. */
export interface Counts {
  readonly cases: number;
  readonly decisions: number;
  readonly equal: number;
  /** The first difference, or all of them when one case alone is looked at. */
  readonly differences: readonly LocatedDifference[];
  readonly badLines: readonly BadLine[];
}

/** Lines of a file in order. */
export interface LinesOfFile {
  /** Name of the kind of the file; null: unknown. */
  readonly kind: string | null;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** Id of the only case to look at, all of whose differences are told; null: all cases. */
  readonly only: string | null;
}

/** Replays the cases on some lines. Empty lines count for nothing. */
export function compareLines({ kind, firstLine, lines, only }: LinesOfFile): Counts {
  const sum = new CountsSum(only === null ? 'first' : 'all');
  const known = KINDS.find(({ name }) => name === kind) ?? null;
  lines.forEach((text, i) => {
    const line = firstLine + i;
    if (text.trim() === '') return;
    const parsed = parseLine(text);
    if (typeof parsed === 'string') {
      sum.bad({ line, message: parsed });
      return;
    }
    const id = caseId(parsed, line);
    if (only === null || only === id) sum.add(id, line, compareCase(known, parsed));
  });
  return sum.counts();
}

/** Replays a session line by line. */
export class SessionComparer {
  readonly #kind: KindOfSession;
  readonly #tally = new CaseTally();
  readonly #keep: 'first' | 'all';
  readonly #badLines: BadLine[] = [];
  #step: ((line: RecordedLine) => void) | null = null;
  #id: string | null = null;
  #lines = 0;

  constructor(kind: KindOfSession, keep: 'first' | 'all') {
    this.#kind = kind;
    this.#keep = keep;
  }

  /** Takes the next line of the file, empty ones too. */
  take(text: string): void {
    const line = ++this.#lines;
    if (text.trim() === '') return;
    const parsed = parseLine(text);
    if (typeof parsed === 'string') {
      this.#badLines.push({ line, message: parsed });
      return;
    }
    if (this.#id === null) {
      this.#id = caseId(parsed, line);
      this.#tally.whole(() => { this.#step = this.#kind.open(parsed, this.#tally); });
    } else if (this.#step === null) this.#tally.decide(`line ${line}`, () => { throw new Error('the session did not begin'); });
    else {
      const step = this.#step;
      this.#tally.whole(() => { step(parsed); });
    }
  }

  close(): Counts {
    this.#tally.close();
    const { decisions, equal, differences } = this.#tally;
    const located = differences.map((difference) => ({ case: this.#id ?? '', line: 1, ...difference }));
    return { cases: this.#id === null ? 0 : 1, decisions, equal, differences: this.#keep === 'all' ? located : located.slice(0, 1), badLines: this.#badLines };
  }
}

/** Adds counts of consecutive parts of a file. */
export class CountsSum {
  readonly #keep: 'first' | 'all';
  #cases = 0;
  #decisions = 0;
  #equal = 0;
  readonly #differences: LocatedDifference[] = [];
  readonly #badLines: BadLine[] = [];

  constructor(keep: 'first' | 'all') { this.#keep = keep; }

  add(id: string, line: number, { decisions, equal, differences }: CaseTally): void {
    this.append({ cases: 1, decisions, equal, differences: differences.map((difference) => ({ case: id, line, ...difference })), badLines: [] });
  }

  append({ cases, decisions, equal, differences, badLines }: Counts): void {
    this.#cases += cases;
    this.#decisions += decisions;
    this.#equal += equal;
    if (this.#keep === 'all') this.#differences.push(...differences);
    else if (this.#differences.length === 0) this.#differences.push(...differences.slice(0, 1));
    this.#badLines.push(...badLines);
  }

  bad(line: BadLine): void { this.#badLines.push(line); }

  counts(): Counts {
    return { cases: this.#cases, decisions: this.#decisions, equal: this.#equal, differences: this.#differences, badLines: this.#badLines };
  }
}

function compareCase(kind: Kind | null, line: RecordedLine): CaseTally {
  const tally = new CaseTally();
  tally.whole((comparison) => {
    if (kind === null) comparison.same({ field: 'kind' }, 'a recording of a known kind', unknownKind());
    else if (kind.shape !== 'cases') throw new Error(`a ${kind.name} is read as a whole`);
    else kind.compare(line, tally);
  });
  tally.close();
  return tally;
}

/** The object on a line, or what is wrong with it. */
export function parseLine(text: string): RecordedLine | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the line is no JSON';
  }
  // Any member of the object is checked where it is read.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RecordedLine;
  return 'the line is no JSON object';
}

/** How a case is called: its `id`, the name of its session, or its line. */
function caseId(line: RecordedLine, number: number): string {
  if (typeof line['id'] === 'string') return line['id'];
  return typeof line['session'] === 'string' ? line['session'] : String(number);
}
