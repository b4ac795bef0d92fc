import type { CaseTally } from './case-tally.js';

/** One line of a recording: a JSON object. Comparers check what they read of it. */
export type RecordedLine = Readonly<Record<string, unknown>>;

/** One thing that came out otherwise than recorded. */
export interface Difference {
  /** Which decision of the case, such as `decision 3`; empty: the case as a whole. */
  readonly decision: string;
  /** What was compared, such as `fit` or `raw score`. */
  readonly field: string;
  readonly plugin: string | null;
  readonly node: string | null;
  /** Both values as text; `absent` where one is missing. */
  readonly recorded: string;
  readonly here: string;
}

interface KindOfRecording {
  /** Name in outputs, such as `kube-scheduler decisions`. */
  readonly name: string;
  /** One line for people: what a file of this kind holds. */
  readonly title: string;
  /** Whether a file that begins with this line is of this kind; kinds exclude one another. */
  recognises(first: RecordedLine): boolean;
}

/** Every line is a case by itself. */
export interface KindOfCases extends KindOfRecording {
  readonly shape: 'cases';
  /** Replays the case and notes each decision in the tally. Whatever it throws counts as a difference. */
  compare(line: RecordedLine, tally: CaseTally): void;
}

/** The whole file is one case: a header, then steps in order. */
export interface KindOfSession extends KindOfRecording {
  readonly shape: 'session';
  /** Answers the function that replays one step. Whatever either throws counts as a difference and ends the session. */
  open(header: RecordedLine, tally: CaseTally): (step: RecordedLine) => void;
}

/**
 * What `seatrial conformance` can replay. A kind is pure and synchronous; reading files and dealing lines to threads is
 * the runner's work. One file and one line in `kinds.ts` add a kind.
 */
export type Kind = KindOfCases | KindOfSession;
