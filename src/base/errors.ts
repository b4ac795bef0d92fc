/** Where a problem stands in a file: 1-based line and column, as editors count. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Number of characters that are wrong, for the underline; 1 when unknown. */
  readonly length?: number;
}

/** One thing wrong with something a user gave us. */
export interface Problem {
  /** Stable code such as `SCN012`: documented, searchable, tested. */
  readonly code: string;
  /** What was found and what is allowed, one sentence without a full stop. */
  readonly message: string;
  readonly place?: Place;
  /** What to do about it: a suggestion or the command that explains. */
  readonly hint?: string;
  /** The source line at `place`, for the excerpt. */
  readonly excerpt?: string;
}

/**
 * An expected error: bad input, shown without a stack. Carries every problem of the document, not only the first.
 * The subclass says which part of the interface was misused; `exitCode` is the process's answer to it.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly exitCode: number = 2;

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** A scenario, manifest or configuration file that cannot be used. */
export class ScenarioError extends UserError {
  override readonly name = 'ScenarioError';
}

/** A trace file that cannot be read as its declared format. */
export class TraceError extends UserError {
  override readonly name = 'TraceError';
}

/** A results folder that is missing, torn beyond its journal, or not comparable. */
export class ResultsError extends UserError {
  override readonly name = 'ResultsError';
}

/** A text without the characters that move or colour a terminal's cursor; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** Text of one problem: `file:line:column  CODE  message`, then the excerpt with an underline and the hint. */
export function formatProblem(problem: Problem): string {
  const { place, excerpt, hint } = problem;
  const at = place === undefined ? '' : `${formatPlace(place)}  `;
  const lines = [`${at}${problem.code}  ${problem.message}`];
  if (excerpt !== undefined && place?.line !== undefined && place.column !== undefined) {
    const gutter = String(place.line).padStart(4);
    lines.push(`${gutter} | ${printable(excerpt)}`);
    lines.push(`     | ${' '.repeat(place.column - 1)}${'^'.repeat(Math.max(1, place.length ?? 1))}`);
  }
  if (hint !== undefined) lines.push(`     = ${hint}`);
  return lines.join('\n');
}

function formatPlace(place: Place): string {
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.column === undefined ? '' : `:${place.column}`;
  return `${place.file}${line}${column}`;
}
