import type { Comparison } from '../case-tally.js';

type Members = Readonly<Record<string, unknown>>;

/** Replays one recorded call and compares every member of its answer. */
export type RecordedFunction = (call: { readonly args: Members; readonly expect: Members; readonly comparison: Comparison }) => void;

/**
 * Replays a call that may be refused. That it is refused is compared, not the words: Seatrial words refusals for the
 * reader of a file.
 *
 * @param answer  the members of the answer, or null: refused
 */
export function compareAnswer(expect: Members, answer: Members | null, comparison: Comparison): void {
  const isRefused = expect['error'] !== undefined;
  if (!comparison.same({ field: 'refused' }, isRefused, answer === null) || answer === null) return;
  for (const [field, recorded] of Object.entries(expect)) comparison.same({ field }, recorded, answer[field]);
}

/** A text among the arguments. */
export function textArgument(args: Members, name: string): string {
  const value = args[name];
  if (typeof value !== 'string') throw new Error(`argument ${name} is no text`);
  return value;
}

/** A number among the arguments. */
export function numberArgument(args: Members, name: string): number {
  const value = args[name];
  if (typeof value !== 'number') throw new Error(`argument ${name} is no number`);
  return value;
}
