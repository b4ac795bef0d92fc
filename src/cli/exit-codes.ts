import type { Outcome } from '../replay/result.js';

/** What the process answers; part of the interface. */
export const EXIT = {
  FINE: 0,
  GATE_FAILED: 1,
  USAGE: 2,
  INCONCLUSIVE: 3,
  NOT_COMPARABLE: 4,
  BROKEN_CELL: 5,
  INTERNAL: 70,
  INTERRUPTED: 130,
  TERMINATED: 143,
} as const;

/** The code that counts when several apply: internal error, broken cell, not comparable, gate failed, inconclusive. */
export function worstExit(codes: readonly number[]): number {
  const order: readonly number[] = [EXIT.INTERNAL, EXIT.BROKEN_CELL, EXIT.NOT_COMPARABLE, EXIT.GATE_FAILED, EXIT.INCONCLUSIVE];
  return order.find((code) => codes.includes(code)) ?? EXIT.FINE;
}

/** Exit code of a run with these outcomes: a cell that crashed or broke a rule makes it 5; whether others may be so is for gates to say. */
export function exitOfOutcomes(outcomes: Readonly<Partial<Record<Outcome, number>>>): number {
  return (outcomes.crashed ?? 0) + (outcomes.violated ?? 0) > 0 ? EXIT.BROKEN_CELL : EXIT.FINE;
}
