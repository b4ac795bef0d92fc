import type { Counts, LinesOfFile } from '../compare-lines.js';

/** A session to replay: the thread reads the file itself, because its steps depend on one another. */
export interface SessionOfFile {
  readonly kind: string;
  readonly file: string;
  readonly only: string | null;
}

/** What a thread is asked; plain data. */
export type Task = { readonly lines: LinesOfFile } | { readonly session: SessionOfFile };

/** What it answers. */
export type Answer = Counts;
