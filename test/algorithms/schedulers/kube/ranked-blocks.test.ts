import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickByHeap } from '../../../../src/algorithms/schedulers/kube/framework/pick.js';
import { RankedBlocks, type Window } from '../../../../src/algorithms/schedulers/kube/framework/ranked-blocks.js';

/** The same answer by visiting positions one by one, as the search does. */
function visit(order: Int32Array, answers: Int32Array, start: number, limit: number): Window | null {
  const positions: number[] = [];
  let visited = 0;
  for (let i = 0; i < order.length; i++) {
    const position = (start + i) % order.length;
    if (answers[order[position]!]! >= 0) {
      if (positions.length === limit) break;
      positions.push(position);
    }
    visited++;
  }
  if (positions.length === 0) return null;
  const totals = Float64Array.from(positions, (position) => answers[order[position]!]!);
  return { feasible: positions.length, visited, winner: positions[pickByHeap(totals, totals.length)]! };
}

/** Few different scores, so that ties are the rule; -1 = not feasible. */
const answer = fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) });

describe('ranked blocks', () => {
  it('choose what a search by visits chooses, for any start and limit, after any changes', () => {
    fc.assert(fc.property(
      fc.array(answer, { minLength: 1, maxLength: 150 }),
      fc.array(fc.record({ at: fc.nat(), answer, start: fc.nat(), limit: fc.integer({ min: 1, max: 160 }) }), { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      (initial, changes, isReversed) => {
        const count = initial.length;
        const answers = Int32Array.from(initial);
        const order = Int32Array.from(initial, (_, i) => (isReversed ? count - 1 - i : i));
        const blocks = new RankedBlocks(order, answers);
        for (const change of changes) {
          const start = change.start % count;
          expect(blocks.window(start, change.limit)).toEqual(visit(order, answers, start, change.limit));
          answers[change.at % count] = change.answer;
          blocks.update(change.at % count);
        }
      },
    ), { numRuns: 300 });
  });

  it('ignore nodes that are not in the order', () => {
    const answers = Int32Array.of(1, 5, 3);
    const blocks = new RankedBlocks(Int32Array.of(0, 2), answers);
    blocks.update(1);
    expect(blocks.window(0, 2)).toEqual({ feasible: 2, visited: 2, winner: 1 });
  });
});
