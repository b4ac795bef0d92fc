import { unreachable } from '../../base/invariant.js';
import type { Cell, CellGroup } from '../cells.js';
import { outcomeText } from './comparable.js';

/** A planned cell that gives a gate nothing to judge. */
export interface FailedCell {
  readonly seed: number;
  /** `broken`: Seatrial, a user's module or the simulated system broke a rule; `fail`: no full result. */
  readonly status: 'broken' | 'fail';
  readonly reason: string;
}

/** A planned cell that is not there. */
export function missingCell(seed: number): FailedCell { return { seed, status: 'fail', reason: 'the cell is missing' }; }

/** What is wrong with a cell; null when it has a full result. A failed cell never passes. */
export function failureOfCell(cell: Cell): FailedCell | null {
  const { outcome, id: { seed } } = cell.record;
  switch (outcome) {
    case 'crashed':
    case 'violated': return { seed, status: 'broken', reason: outcomeText(cell.record) };
    case 'rejected':
    case 'deadline-exceeded': return { seed, status: 'fail', reason: outcomeText(cell.record) };
    // Whatever it measured is whole, but for the time that never came to an end.
    case 'did-not-converge':
    case 'completed': return null;
    default: return unreachable(outcome);
  }
}

/** The failed cells of a group, the broken ones first. */
export function failedCells(group: CellGroup): FailedCell[] {
  const failed = group.seeds.flatMap((seed) => {
    const cell = group.cells.get(seed);
    return (cell === undefined ? missingCell(seed) : failureOfCell(cell)) ?? [];
  });
  return [...failed.filter(({ status }) => status === 'broken'), ...failed.filter(({ status }) => status === 'fail')];
}
